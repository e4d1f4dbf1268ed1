import { asc, eq } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { GENESIS, hashOfEntry } from "./chain.ts";
import { auditEntries, auditHeads } from "./tables.ts";

/**
 * Whether a workspace's record is as it was written. `seq` is the first place where it is not; `why` is `missing` (an
 * entry is gone, or the order is another), `altered` (an entry is not what its hash is of), `cut` (the record ends
 * before its head, or before what is known of it), or `rewritten` (its hash is not the one that is known).
 */
export type ChainCheck =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | {
      readonly ok: false;
      readonly seq: number;
      readonly why: "missing" | "altered" | "cut" | "rewritten";
    };

/** A place of a chain and the hash that it had, as somebody noted it elsewhere. */
export interface KnownLink {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Checks the chain from its beginning to its head. Who can rewrite every entry and the head together can make another
 * chain that holds: against that, keep a copy of the head elsewhere, and give it as `known`.
 */
export async function verifyChain(
  db: Queryable,
  workspaceId: string,
  known?: KnownLink,
): Promise<ChainCheck> {
  const entries = await db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.workspaceId, workspaceId))
    .orderBy(asc(auditEntries.seq));
  let last = { seq: 0, hash: GENESIS };
  for (const entry of entries) {
    const { seq, previousHash, hash } = entry;
    if (seq !== last.seq + 1 || previousHash !== last.hash)
      return { ok: false, seq: last.seq + 1, why: "missing" };
    if (hash !== hashOfEntry(entry, { seq, at: entry.at, previousHash }))
      return { ok: false, seq, why: "altered" };
    if (seq === known?.seq && hash !== known.hash) return { ok: false, seq, why: "rewritten" };
    last = { seq, hash };
  }
  const [head] = await db.select().from(auditHeads).where(eq(auditHeads.workspaceId, workspaceId));
  const isWhole =
    (head?.seq ?? 0) === last.seq && (head?.hash ?? GENESIS) === last.hash && last.seq >= (known?.seq ?? 0);
  return isWhole
    ? { ok: true, entries: entries.length, head: last.hash }
    : { ok: false, seq: last.seq + 1, why: "cut" };
}
