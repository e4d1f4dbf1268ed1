import { answerApproval, demandsMetBy, findApproval } from "../approvals/index.ts";
import { groupIdsOf, type Member } from "../people/index.ts";
import type { ExecutionDeps } from "./performance.ts";

/** Answers the question about a waiting call with the yes of a person who has just confirmed exactly it, if they may. */
export async function confirmWaiting(
  { db, clock }: Pick<ExecutionDeps, "db" | "clock">,
  { workspaceId, approvalId, person }: { workspaceId: string; approvalId: string; person: Member },
): Promise<void> {
  const approval = await findApproval(db, workspaceId, approvalId);
  if (!approval) return;
  const counts = demandsMetBy(approval, { ...person, groupIds: await groupIdsOf(db, person) });
  const answer = { approvalId, workspaceId, by: person.id, verdict: "approved" as const, counts };
  await db.transaction((tx) => answerApproval(tx, answer, clock()));
}
