import type { Utterance } from "../conversation/index.ts";
import { sha256Hex } from "../kernel/index.ts";
import type { ShownTable } from "../planning/index.ts";
import type { Tells } from "./tables.ts";

type Found = Extract<Utterance, { kind: "answer" | "note" }>;

/** What is looked at to decide whether something is said. */
export interface Finding {
  readonly tells: Tells;
  readonly utterance: Found;
  /** Digests of what the time before found; undefined when there was none. */
  readonly before: readonly string[] | undefined;
}

/**
 * Whether what a quiet schedule found is worth a message.
 *
 * Trouble always is: a run that failed, a call that was refused, numbers that are not complete. Of the rest it is what
 * holds at least one record, or a number other than nought; and where only changes are wanted, what the time before did
 * not find in the very same words.
 */
export function isWorthSaying({ tells, utterance, before }: Finding): boolean {
  if (tells === "always" || isTrouble(utterance)) return true;
  if (tells === "changed") return before === undefined || !before.includes(digestOf(utterance));
  return hasSomething(utterance);
}

/** The same for the same words and tables. */
export function digestOf(utterance: Found): string {
  return sha256Hex(JSON.stringify([utterance.kind, wordsOf(utterance), tablesOf(utterance)])).slice(0, 32);
}

const wordsOf = (utterance: Found) => (utterance.kind === "note" ? utterance.text : utterance.answer.text);

function tablesOf(utterance: Found): readonly ShownTable[] {
  if (utterance.kind === "answer") return utterance.answer.tables;
  return utterance.table ? [utterance.table] : [];
}

function isTrouble(utterance: Found): boolean {
  if (tablesOf(utterance).some(({ partial }) => partial !== undefined)) return true;
  if (utterance.kind === "note") return false;
  return utterance.isTrouble || utterance.receipt.calls.some(({ outcome }) => !/^[23]\d\d$/.test(outcome));
}

function hasSomething(utterance: Found): boolean {
  const tables = tablesOf(utterance);
  if (tables.length > 0) return tables.some(hasRecords);
  if (utterance.kind === "note") return true;
  const { calls } = utterance.receipt;
  return calls.length === 0 || calls.some(({ rows }) => rows === null || rows > 0);
}

/** A table that only counts has one row, of noughts when there was nothing to count. */
function hasRecords({ rows }: ShownTable): boolean {
  const [only] = rows;
  if (rows.length !== 1 || !only) return rows.length > 0;
  return !only.every((cell) => cell === null || Number(cell) === 0 || cell === "");
}
