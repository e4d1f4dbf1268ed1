import { and, eq, sql } from "drizzle-orm";
import { addJobSql, type Queryable } from "../database/index.ts";
import { approvals } from "./tables.ts";

/** The job that brings every copy of a question's card in line with the question. */
export const SHOW_APPROVAL = "show-approval";

/** How long whoever asked gets to post the card itself before the job looks after it. */
const GRACE_SECONDS = 10;

/** Makes sure that the cards of these questions are drawn, whatever becomes of this process. */
export async function showLater(
  db: Queryable,
  questions: readonly { id: string; workspaceId: string }[],
): Promise<void> {
  for (const { id, workspaceId } of questions) {
    const payload = { approvalId: id, workspaceId };
    await db.execute(addJobSql({ task: SHOW_APPROVAL, payload, key: `approval:${id}` }));
  }
}

/** The same for every question about a call of which more is known now. */
export async function showCallLater(
  db: Queryable,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<void> {
  const ofCall = and(eq(approvals.workspaceId, workspaceId), eq(approvals.callId, id));
  const questions = await db.select({ id: approvals.id }).from(approvals).where(ofCall);
  await showLater(
    db,
    questions.map((question) => ({ ...question, workspaceId })),
  );
}

/** The same for questions that are just being asked. */
export async function showSoon(
  db: Queryable,
  { id, workspaceId }: { id: string; workspaceId: string },
): Promise<void> {
  const job = addJobSql({
    task: SHOW_APPROVAL,
    payload: sql`${JSON.stringify({ approvalId: id, workspaceId })}`,
    key: sql`${`approval:${id}`}`,
    // By the clock that the queue goes by.
    runAt: sql`now() + make_interval(secs => ${GRACE_SECONDS})`,
  });
  await db.execute(job);
}
