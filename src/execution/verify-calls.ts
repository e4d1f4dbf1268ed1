import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { GENESIS, type KnownLink } from "../audit/index.ts";
import type { Queryable } from "../database/index.ts";
import type { CallRow } from "./ledger-store.ts";
import { ENDED, GRACE_MS, hashOfSeal } from "./seal-calls.ts";
import { callSealHeads, callSeals, calls } from "./tables.ts";

/**
 * Whether a workspace's calls are as they were sealed. `callId` is the first that is not, where one can be named; `why` is
 * `altered` (it is not what was sealed), `deleted` (it is gone), `reopened` (it ended, and has not ended any more),
 * `added` (it claims an end of long ago and was never sealed), `missing` (a link is gone), `cut` (the chain ends before
 * its head, or before what is known of it) or `rewritten` (its hash is not the one that is known).
 */
export type LedgerCheck =
  | { readonly ok: true; readonly links: number; readonly head: string }
  | {
      readonly ok: false;
      readonly seq: number;
      readonly callId?: string;
      readonly why: "altered" | "deleted" | "reopened" | "added" | "missing" | "cut" | "rewritten";
    };

type Broken = Extract<LedgerCheck, { ok: false }>;
type Seal = typeof callSeals.$inferSelect;
type Head = typeof callSealHeads.$inferSelect;

const BATCH = 1_000;

/**
 * Follows the chain from its beginning to its head, and looks for calls beside it. A call that was sealed with an unknown
 * outcome and sealed again when it was known is compared with the later seal. As with the record of what admins did: who can
 * rewrite every link and the head together can make another chain that holds, so keep a copy of the head elsewhere, and give
 * it as `known`.
 */
export async function verifyCalls(
  db: Queryable,
  workspaceId: string,
  known?: KnownLink,
): Promise<LedgerCheck> {
  const [head] = await db.select().from(callSealHeads).where(eq(callSealHeads.workspaceId, workspaceId));
  let last = { seq: 0, hash: GENESIS };
  for (;;) {
    const seals = await listSeals(db, workspaceId, last.seq);
    if (seals.length === 0) break;
    const sealed = await sealedCalls(db, workspaceId, seals);
    const since = sealedSince(head);
    for (const seal of seals) {
      const broken = checkSeal(seal, last, { ...sealed, since });
      if (broken) return broken;
      if (seal.seq === known?.seq && seal.hash !== known.hash)
        return { ok: false, seq: seal.seq, callId: seal.callId, why: "rewritten" };
      last = { seq: seal.seq, hash: seal.hash };
    }
  }
  const isCut = last.seq < (known?.seq ?? 0);
  if (isCut || (head?.seq ?? 0) !== last.seq || (head?.hash ?? GENESIS) !== last.hash)
    return { ok: false, seq: last.seq + 1, why: "cut" };
  const added = head && (await findAdded(db, head));
  return added
    ? { ok: false, seq: last.seq, callId: added, why: "added" }
    : { ok: true, links: last.seq, head: last.hash };
}

async function listSeals(db: Queryable, workspaceId: string, after: number): Promise<Seal[]> {
  return db
    .select()
    .from(callSeals)
    .where(and(eq(callSeals.workspaceId, workspaceId), gt(callSeals.seq, after)))
    .orderBy(asc(callSeals.seq))
    .limit(BATCH);
}

interface SealedCalls {
  readonly rows: ReadonlyMap<string, CallRow>;
  /** The last link of each call. */
  readonly lastSeqs: ReadonlyMap<string, number>;
}

/** From when on an end may not be sealed yet. */
const sealedSince = (head: Head | undefined) => new Date((head?.sealedUntil.getTime() ?? 0) - GRACE_MS);

async function sealedCalls(db: Queryable, workspaceId: string, seals: readonly Seal[]): Promise<SealedCalls> {
  const ids = seals.map(({ callId }) => callId);
  const rows = await db
    .select()
    .from(calls)
    .where(and(eq(calls.workspaceId, workspaceId), inArray(calls.id, ids)));
  const last = await db
    .select({ callId: callSeals.callId, seq: sql<number>`max(${callSeals.seq})::int` })
    .from(callSeals)
    .where(and(eq(callSeals.workspaceId, workspaceId), inArray(callSeals.callId, ids)))
    .groupBy(callSeals.callId);
  return {
    rows: new Map(rows.map((row) => [row.id, row])),
    lastSeqs: new Map(last.map(({ callId, seq }) => [callId, seq])),
  };
}

function checkSeal(seal: Seal, last: KnownLink, sealed: SealedCalls & { since: Date }): Broken | undefined {
  const { seq, callId } = seal;
  if (seq !== last.seq + 1) return { ok: false, seq: last.seq + 1, why: "missing" };
  const call = sealed.rows.get(callId);
  if (!call) return { ok: false, seq, callId, why: "deleted" };
  // What an unknown outcome was sealed as cannot be told from the row that it became; the chain goes on over its hash.
  if (seal.state === "unknown" && sealed.lastSeqs.get(callId) !== seq) return undefined;
  const isKnownNow = seal.state === "unknown" && call.state === "settled";
  if (isKnownNow && call.settledAt && call.settledAt >= sealed.since) return undefined;
  if (!ENDED.includes(call.state)) return { ok: false, seq, callId, why: "reopened" };
  const isSame = seal.hash === hashOfSeal(call, { seq, previousHash: last.hash });
  return isSame ? undefined : { ok: false, seq, callId, why: "altered" };
}

async function findAdded(db: Queryable, head: Head): Promise<string | undefined> {
  const until = sealedSince(head);
  const [found] = await db
    .select({ id: calls.id })
    .from(calls)
    .where(
      and(
        eq(calls.workspaceId, head.workspaceId),
        inArray(calls.state, ENDED),
        sql`coalesce(${calls.settledAt}, ${calls.createdAt}) < ${until.toISOString()}::timestamptz`,
        sql`not exists (select 1 from ${callSeals} where ${callSeals.callId} = ${calls.id})`,
      ),
    )
    .orderBy(asc(calls.createdAt), asc(calls.id))
    .limit(1);
  return found?.id;
}
