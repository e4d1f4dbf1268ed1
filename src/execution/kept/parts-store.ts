import { and, eq, gte, inArray, lt, notInArray, sql } from "drizzle-orm";
import type { Queryable } from "../../database/index.ts";
import { type Clock, newId } from "../../kernel/index.ts";
import { callResults, keptParts, readsUnderWay } from "../tables.ts";

/** How many parts are read with one statement: enough that it does not count, and little in memory. */
const READ_AT_ONCE = 4;

/** The short statements of the main path share one connection, which megabytes would hold up; a transaction has its own. */
function besideMainPath<T>(db: Queryable, use: (tx: Queryable) => Promise<T>): Promise<T> {
  return db.transaction((tx) => use(tx));
}

/** Stores one part; the same part again takes the place of what a worker that was cut off had stored there. */
export async function storePart(
  db: Queryable,
  part: { keptId: string; seq: number; content: Buffer; now: Date },
): Promise<void> {
  const { keptId, seq, content, now: createdAt } = part;
  await besideMainPath(db, (tx) =>
    tx
      .insert(keptParts)
      .values({ keptId, seq, content, createdAt })
      .onConflictDoUpdate({ target: [keptParts.keptId, keptParts.seq], set: { content, createdAt } }),
  );
}

/** The parts from number `from` on, some at a time. @throws Error where one is missing in between */
export async function* readParts(db: Queryable, keptId: string, from = 0): AsyncGenerator<Buffer> {
  for (let next = from; ; ) {
    const rows = await besideMainPath(db, (tx) =>
      tx
        .select({ seq: keptParts.seq, content: keptParts.content })
        .from(keptParts)
        .where(and(eq(keptParts.keptId, keptId), gte(keptParts.seq, next)))
        .orderBy(keptParts.seq)
        .limit(READ_AT_ONCE),
    );
    for (const { seq, content } of rows) {
      if (seq !== next) throw new Error(`part ${next} of ${keptId} is missing`);
      next += 1;
      yield content;
    }
    if (rows.length < READ_AT_ONCE) return;
  }
}

/** Copies the first `parts` parts, without reading them. */
export async function copyParts(
  db: Queryable,
  { keptId, parts, to, now }: { keptId: string; parts: number; to: string; now: Date },
): Promise<void> {
  await db.execute(sql`
    insert into kept_parts (kept_id, seq, content, created_at)
    select ${to}, seq, content, ${now.toISOString()}::timestamptz from kept_parts
    where kept_id = ${keptId} and seq < ${parts}`);
}

/** Removes parts that were stored before `before` and belong to nothing, and reads that nobody goes on with. */
export async function purgeKept(db: Queryable, before: Date): Promise<void> {
  await db.delete(readsUnderWay).where(lt(readsUnderWay.updatedAt, before));
  const used = db
    .select({ keptId: callResults.keptId })
    .from(callResults)
    .where(sql`${callResults.keptId} is not null`)
    .union(db.select({ keptId: readsUnderWay.keptId }).from(readsUnderWay));
  const left = db
    .selectDistinct({ keptId: keptParts.keptId })
    .from(keptParts)
    .where(and(lt(keptParts.createdAt, before), notInArray(keptParts.keptId, used)));
  await db.delete(keptParts).where(inArray(keptParts.keptId, left));
}

/** Keeps the bytes of a file. Gives under which id. */
export async function storeFile(
  db: Queryable,
  { pieces, clock }: { pieces: AsyncIterable<Uint8Array>; clock: Clock },
): Promise<string> {
  const keptId = newId("kept");
  let seq = 0;
  for await (const piece of pieces) {
    await storePart(db, { keptId, seq, content: Buffer.from(piece), now: clock() });
    seq += 1;
  }
  return keptId;
}
