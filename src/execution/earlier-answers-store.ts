import { and, desc, eq, gte, ne } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { EarlierAnswer } from "./smells-of-drift.ts";
import { calls } from "./tables.ts";

const MOST = 20;

/** What an action's calls were answered with since then, newest first; one call is left out. */
export async function listEarlierAnswers(
  db: Queryable,
  of: { workspaceId: string; actionId: string; since: Date; without: string },
): Promise<EarlierAnswer[]> {
  return db
    .select({ status: calls.status })
    .from(calls)
    .where(
      and(
        eq(calls.workspaceId, of.workspaceId),
        eq(calls.actionId, of.actionId),
        eq(calls.state, "settled"),
        gte(calls.createdAt, of.since),
        ne(calls.id, of.without),
      ),
    )
    .orderBy(desc(calls.createdAt), desc(calls.id))
    .limit(MOST);
}
