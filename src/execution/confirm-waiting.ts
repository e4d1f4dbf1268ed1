import { answerApproval, findApproval, mayAnswer } from "../approvals/index.ts";
import type { Member } from "../people/index.ts";
import type { ExecutionDeps } from "./performance.ts";

/** Answers the question about a waiting call with the yes of a person who has just confirmed exactly it, if they may. */
export async function confirmWaiting(
  { db, clock }: Pick<ExecutionDeps, "db" | "clock">,
  { workspaceId, approvalId, person }: { workspaceId: string; approvalId: string; person: Member },
): Promise<void> {
  const approval = await findApproval(db, workspaceId, approvalId);
  if (!approval || !mayAnswer(approval, person)) return;
  const answer = { approvalId, workspaceId, by: person.id, verdict: "approved" as const };
  await db.transaction((tx) => answerApproval(tx, answer, clock()));
}
