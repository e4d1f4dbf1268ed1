/** What calls gave, read back. */
import { and, eq, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { type Records, readText } from "../results/index.ts";
import { fileInText } from "./file-answer.ts";
import { keptRecords } from "./kept/kept-list.ts";
import { unpackBody } from "./kept/packed-body.ts";
import { readParts } from "./kept/parts-store.ts";
import { FOR_A_CARD } from "./ledger-store.ts";
import type { FileContent } from "./read-answer.ts";
import { callResults, calls } from "./tables.ts";

type Row = typeof callResults.$inferSelect;

/** What is kept of a call's answer. */
export interface StoredAnswer {
  /** The JSON text of the value or of the list; of a list that has `records` that of the first of them. */
  readonly body: string;
  /** Of a list that is too large to be held. */
  readonly records?: Records;
  /** The bytes of an answer that is a file; `body` tells which. */
  readonly file?: FileContent;
}

export interface CallResult
  extends StoredAnswer,
    Pick<Row, "callId" | "workspaceId" | "runId" | "coverage"> {}

/** The results of a run's calls, in the order in which the calls were made; not those that were read for a card. */
export async function listResultsOfRun(db: Queryable, workspaceId: string, runId: string) {
  const rows = await db
    .select({
      callId: calls.id,
      title: calls.title,
      integrationId: calls.integrationId,
      body: callResults.body,
      packed: callResults.packed,
      keptId: callResults.keptId,
      columns: callResults.columns,
      coverage: callResults.coverage,
    })
    .from(callResults)
    .innerJoin(calls, eq(calls.id, callResults.callId))
    .where(
      and(
        eq(callResults.workspaceId, workspaceId),
        eq(callResults.runId, runId),
        sql`${calls.id} !~ ${FOR_A_CARD}`,
      ),
    )
    .orderBy(calls.createdAt, calls.id);
  return Promise.all(rows.map((row) => withAnswer(db, row)));
}

export async function findResult(db: Queryable, callId: string): Promise<CallResult | undefined> {
  const [row] = await db.select().from(callResults).where(eq(callResults.callId, callId));
  return row && withAnswer(db, row);
}

/** A whole answer, to be sent on: JSON, or the bytes of a file. */
export interface WholeAnswer {
  readonly type: string;
  readonly fileName: string;
  readonly content: AsyncIterable<string | Uint8Array>;
}

/** The whole of what a call gave, however large it is. */
export function wholeAnswer({ callId, body, records, file }: CallResult): WholeAnswer {
  if (file) {
    const { chief_file: fileName, type } = fileInText(body);
    return { type, fileName, content: file.pieces() };
  }
  async function* text() {
    yield body;
  }
  const content = records ? readText(records) : text();
  return { type: "application/json", fileName: `${callId}.json`, content };
}

async function withAnswer<Of extends Pick<Row, "body" | "packed" | "keptId" | "columns" | "coverage">>(
  db: Queryable,
  { body: stored, packed, keptId, columns, ...row }: Of,
): Promise<Omit<Of, "body" | "packed" | "keptId" | "columns"> & StoredAnswer> {
  const body = await unpackBody({ body: stored, packed });
  if (keptId === null) return { ...row, body };
  if (columns === null) return { ...row, body, file: { pieces: () => readParts(db, keptId) } };
  const list = { count: row.coverage.rows, columns, keptId, head: body };
  return { ...row, body, records: keptRecords(db, list) };
}
