import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { LargeAnswer } from "../../../src/execution/large-answer/large-answer.ts";
import { type LargeReader, readLarge } from "../../../src/execution/large-answer/read-large.ts";
import type { JsonObject } from "../../../src/kernel/index.ts";

/** A folder of its own, removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chief-large-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

export const READER = { integration: { name: "Shop" }, cardUrl: "http://chief.test/x" };

/** Reads bytes as a large answer of a type; `pieceBytes` at once from disk. */
export function readAsLarge(
  sent: string | Buffer,
  {
    type,
    pieceBytes = 1000,
    ...reader
  }: { type: string; pieceBytes?: number } & Partial<LargeReader> & {
      folder: string;
    },
): Promise<LargeAnswer> {
  const bytes = Buffer.from(sent);
  const sentBytes = Math.max(pieceBytes, Math.ceil(bytes.length / 20));
  async function* rest() {
    for (let at = sentBytes; at < bytes.length; at += sentBytes) yield bytes.subarray(at, at + sentBytes);
  }
  const head = { status: 200, url: "https://api.test/files/42", headers: { "content-type": type } };
  const answer = { ...head, body: bytes.subarray(0, sentBytes), rest: rest() };
  return readLarge(answer, { ...READER, ...reader, pieceBytes });
}

/** The records of an answer, which is discarded then. */
export async function recordsOf(answer: LargeAnswer) {
  if (answer.kind !== "records") throw new Error(`no records: ${JSON.stringify(answer)}`);
  const rows: JsonObject[] = [];
  try {
    for await (const batch of answer.batches()) rows.push(...batch.rows);
  } finally {
    await answer.discard();
  }
  return { ...answer, count: answer.rows, rows };
}
