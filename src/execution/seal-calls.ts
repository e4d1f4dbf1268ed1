/**
 * The ledger shows tampering: calls that came to an end are sealed, a link of a hash chain for each.
 *
 * A call is written in several statements of the main path, which has no time for a chain that all calls of a workspace
 * would queue up at. So they are sealed a little later, in the order in which they are found: what is changed in the time
 * between is not noticed, what is changed afterwards is. An outcome that was unknown and became known is sealed once more.
 *
 * Of all replicas one seals a workspace at a time: whoever holds the row of its head.
 */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { GENESIS, linkHash } from "../audit/index.ts";
import { type Db, statement, type Tx } from "../database/index.ts";
import { listWorkspaces } from "../people/index.ts";
import type { CallRow } from "./ledger-store.ts";
import { type CallState, callSealHeads, callSeals, calls } from "./tables.ts";

/** The states that a call ends in. */
export const ENDED: CallState[] = ["settled", "unknown", "refused"];
/** Longer than clocks of replicas differ and a transaction lasts. */
export const GRACE_MS = 10 * 60_000;
const BATCH = 500;

/** What a link says of a call: everything that its row does. */
export function hashOfSeal(call: CallRow, link: { seq: number; previousHash: string }): string {
  return linkHash(link.previousHash, { seq: link.seq, call });
}

/** Seals the calls of all workspaces that have ended. Gives how many. */
export async function sealCalls(db: Db, now: Date): Promise<number> {
  let sealed = 0;
  for (const { id } of await listWorkspaces(db)) sealed += await sealWorkspace(db, id, now);
  return sealed;
}

async function sealWorkspace(db: Db, workspaceId: string, now: Date): Promise<number> {
  await db
    .insert(callSealHeads)
    .values({ workspaceId, seq: 0, hash: GENESIS, sealedUntil: new Date(0) })
    .onConflictDoNothing();
  let sealed = 0;
  for (;;) {
    const count = await db.transaction((tx) => sealBatch(tx, workspaceId, now));
    sealed += count;
    if (count < BATCH) return sealed;
  }
}

type Head = typeof callSealHeads.$inferSelect;

async function sealBatch(tx: Tx, workspaceId: string, now: Date): Promise<number> {
  const [head] = await tx
    .select()
    .from(callSealHeads)
    .where(eq(callSealHeads.workspaceId, workspaceId))
    .for("update", { skipLocked: true });
  if (!head) return 0;
  const ended = await listUnsealed(tx, head);
  const links = linksAfter(head, ended);
  if (links.length > 0) await storeLinks(tx, { links: JSON.stringify(links) });
  const last = links.at(-1) ?? head;
  const sealedUntil = markAfter(ended, now);
  await tx
    .update(callSealHeads)
    .set({ seq: last.seq, hash: last.hash, sealedUntil })
    .where(eq(callSealHeads.workspaceId, workspaceId));
  return ended.length;
}

/** Behind a full batch there may be more, which ended no earlier than its last call. */
function markAfter(ended: readonly CallRow[], now: Date): Date {
  const lastAt = ended.length < BATCH ? undefined : ended.at(-1)?.settledAt;
  return lastAt ? new Date(Math.min(now.getTime(), lastAt.getTime() + GRACE_MS)) : now;
}

async function listUnsealed(tx: Tx, { workspaceId, sealedUntil }: Head): Promise<CallRow[]> {
  const since = new Date(Math.max(0, sealedUntil.getTime() - GRACE_MS));
  const isSealed = sql`exists (select 1 from ${callSeals}
    where ${callSeals.callId} = ${calls.id} and ${callSeals.workspaceId} = ${calls.workspaceId}
      and ${callSeals.state} = ${calls.state})`;
  return tx
    .select()
    .from(calls)
    .where(
      and(
        eq(calls.workspaceId, workspaceId),
        sql`${calls.settledAt} >= ${since.toISOString()}::timestamptz`,
        inArray(calls.state, ENDED),
        sql`not ${isSealed}`,
      ),
    )
    .orderBy(asc(calls.settledAt), asc(calls.id))
    .limit(BATCH);
}

/** All in one value: a statement with a slot for each of 500 times five would be built anew for every number of links. */
const storeLinks = statement<{ links: string }>(
  ({ links }) => sql`
    insert into ${callSeals} (workspace_id, seq, call_id, state, hash)
    select "workspaceId", seq, "callId", state, hash from json_to_recordset(${links}::json)
      as link ("workspaceId" text, seq bigint, "callId" text, state text, hash text)`,
);

function linksAfter(head: Head, ended: readonly CallRow[]): (typeof callSeals.$inferInsert)[] {
  let { seq, hash } = head;
  return ended.map((call) => {
    seq += 1;
    hash = hashOfSeal(call, { seq, previousHash: hash });
    return { workspaceId: call.workspaceId, seq, callId: call.id, state: call.state, hash };
  });
}
