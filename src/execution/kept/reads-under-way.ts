import { eq, inArray } from "drizzle-orm";
import type { Queryable } from "../../database/index.ts";
import { keptParts, readsUnderWay, type StoredCheckpoint } from "../tables.ts";

/** How far a read had come, and under which id what it had read is kept. */
export interface ReadUnderWay {
  readonly keptId: string;
  readonly checkpoint: StoredCheckpoint;
}

/** A list of which the first pages are older than this is read anew: what it was may be long gone. */
const MOST_AGE_MS = 10 * 60_000;

/** Notes how far a call's read has come. */
export async function noteReadUnderWay(
  db: Queryable,
  { callId, now, ...underWay }: ReadUnderWay & { readonly callId: string; readonly now: Date },
): Promise<void> {
  const noted = { ...underWay, updatedAt: now };
  await db
    .insert(readsUnderWay)
    .values({ callId, ...noted })
    .onConflictDoUpdate({ target: readsUnderWay.callId, set: noted });
}

/** How far a call's read had come not long ago. */
export async function findReadUnderWay(
  db: Queryable,
  callId: string,
  now: Date,
): Promise<ReadUnderWay | undefined> {
  const [row] = await db.select().from(readsUnderWay).where(eq(readsUnderWay.callId, callId));
  const isFresh = row && now.getTime() - row.updatedAt.getTime() <= MOST_AGE_MS;
  return isFresh ? row : undefined;
}

/** Forgets how far a call's read had come, and the parts that nothing needs any more. */
export async function forgetReadUnderWay(
  db: Queryable,
  callId: string,
  unneeded: readonly string[],
): Promise<void> {
  await db.delete(readsUnderWay).where(eq(readsUnderWay.callId, callId));
  if (unneeded.length > 0) await db.delete(keptParts).where(inArray(keptParts.keptId, [...unneeded]));
}
