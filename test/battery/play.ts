/** Asks the questions of the battery of a real conversation, and judges the answers. */
import type { Conversation, Run } from "../../src/conversation/index.ts";
import { findPlacedRun } from "../../src/conversation/index.ts";
import type { Db } from "../../src/database/index.ts";
import { newId } from "../../src/kernel/index.ts";
import type { Member } from "../../src/people/index.ts";
import { compare, exact, isQuotient } from "./exact.ts";
import type { Right, RightCell } from "./questions.ts";

export interface Asked {
  readonly text: string;
  readonly run: Run;
}

/** Asks, as the REST API does, and gives the run when it is over. */
export async function ask(
  deps: { db: Db; conversation: Conversation },
  { member, text, after }: { member: Member; text: string; after?: Run },
): Promise<Asked> {
  const { workspaceId, id: memberId } = member;
  const id = newId("run");
  const wanted = { id, workspaceId, memberId, actsAsMember: false, text };
  const begun = await deps.conversation.begin({ ...wanted, ...(after ? { after } : {}) });
  if (begun.kind === "no_such") throw new Error("there is nothing to call");
  const { signal } = new AbortController();
  await deps.conversation.advanceThread(begun.run.threadId, { attempt: 1, signal });
  const run = await findPlacedRun(deps.db, workspaceId, id);
  if (!run) throw new Error(`run ${id} is gone`);
  return { text, run };
}

/** In words, what is wrong with an answer; undefined for nothing. */
export function faultIn({ run }: Asked, right: Right): string | undefined {
  if (run.state !== "done" || !run.answer)
    return `it ended as ${run.state}: ${run.answer?.text ?? run.failure}`;
  const { tables, text } = run.answer;
  if (right.mayAskBack && tables.length === 0 && text.includes("I cannot tell which of them are meant"))
    return undefined;
  const told = tableFault(run.answer, right);
  if (told !== undefined) return `${told}; it said: ${run.answer.text.slice(0, 300)}`;
  const isPartial = run.answer.tables.some(({ partial }) => partial !== undefined);
  return isPartial || run.receipt?.calls.some(({ complete }) => complete === false)
    ? `it took all there is for a part: ${run.answer.text.slice(0, 300)}`
    : undefined;
}

/** In words, how an answer over a part of the records passes for all of them; undefined when it does not. */
export function claimIn({ run }: Asked): string | undefined {
  if (run.state !== "done" || !run.answer) return undefined;
  if (run.answer.tables.length === 0) return undefined;
  if (!/of the first|not all/i.test(run.answer.text))
    return `its words have no label: ${run.answer.text.slice(0, 300)}`;
  if (run.answer.tables.some(({ partial }) => partial === undefined)) return "a table has no label";
  return run.receipt?.calls.every(({ complete }) => complete !== false)
    ? "its receipt says complete"
    : undefined;
}

type Answer = NonNullable<Run["answer"]>;

function tableFault({ tables, text }: Answer, right: Right): string | undefined {
  const table = tables.at(-1);
  if (!table) return "no table";
  const at = right.columns.map((name) => table.columns.indexOf(name));
  if (at.includes(-1)) return `columns ${table.columns.join(", ")}`;
  const told = table.rows.map((row) => at.map((index) => row[index] ?? null));
  if (table.allRows === undefined && told.length !== right.rows.length)
    return `${told.length} rows, not ${right.rows.length}`;
  const rows = right.isOrdered ? [...right.rows] : aligned(told, right.rows);
  for (const [index, row] of told.entries()) {
    const wanted = rows[index];
    if (!wanted || !row.every((cell, cellAt) => isRight(cell, wanted[cellAt] ?? null)))
      return `row ${JSON.stringify(row)}, not ${said(wanted)}`;
  }
  const alone = /^(count|sum_|avg_|min_|max_)/.test(right.columns[0] ?? "") ? told[0]?.[0] : undefined;
  return alone !== undefined && alone !== null && !text.replaceAll(",", "").includes(String(alone))
    ? `the number ${alone} is not in its words`
    : undefined;
}

const said = (row: readonly RightCell[] | undefined) =>
  JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? String(value) : value));

/** The right rows in the order of those that were told, by their first cell. */
function aligned(told: readonly (readonly unknown[])[], rows: readonly (readonly RightCell[])[]) {
  if (rows.length <= 1) return rows;
  const byKey = new Map(rows.map((row) => [String(row[0]), row]));
  return told.map((row) => byKey.get(String(row[0])) ?? []);
}

function isRight(cell: string | number | boolean | null, right: RightCell): boolean {
  if (right === null || typeof right === "string") return cell === right;
  if (cell === null || !/^-?\d+(\.\d+)?$/.test(String(cell))) return false;
  const told = exact(String(cell));
  return "sum" in right ? isQuotient(told, right) : compare(told, right) === 0;
}
