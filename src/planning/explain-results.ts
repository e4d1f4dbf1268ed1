import { describeCoverage, toTextTable } from "../results/index.ts";
import { describeWindow, findTimePhrase, moment } from "./commands/time-phrase.ts";
import type { EarlierRun } from "./earlier-run.ts";
import type { CallSummary, ShownTable, ToolStep } from "./step.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";

const MOST_ROWS = 5;
const MOST_CALLS = 12;

/** Tells how the last answer of this thread came to be: what was called, the SQL over it, and its first rows. */
export async function explainResults(context: ToolContext): Promise<ToolOutcome> {
  const earlier = await context.earlierAnswer();
  if (!earlier)
    return failed("Nothing was read or worked out in this thread yet, so there is nothing to explain");
  const text = howItCame(earlier, { timeZone: context.timeZone, written: context.written });
  return done(text, {
    mustBeShown: text,
    choices: [{ label: "The whole run", opens: `/runs/${earlier.id}` }],
  });
}

/** In words, what an answer rests on, as far as its steps tell. */
function howItCame(
  earlier: EarlierRun,
  { timeZone, written }: Pick<ToolContext, "timeZone" | "written">,
): string {
  const steps = earlier.steps.filter((step): step is ToolStep => step.kind === "tool" && step.ok);
  const calls = steps.flatMap(({ effect }) => effect.call ?? []);
  const window = windowOf(earlier, { timeZone, written });
  const lines = [
    `**How “${earlier.text.replaceAll(/\s+/g, " ").slice(0, 120)}” was answered**`,
    ...(window ? [`• ${window}`] : []),
    ...calls.slice(0, MOST_CALLS).map((call) => callLine(call, timeZone)),
    ...(calls.length > MOST_CALLS ? [`• and ${calls.length - MOST_CALLS} more calls`] : []),
    ...steps.flatMap(statementLines),
  ];
  return lines.join("\n");
}

/** The span of time of a request, in words: its own, or of what it went on from. */
function windowOf(
  { text, startedAt, steps }: EarlierRun,
  { timeZone, written }: Pick<ToolContext, "timeZone" | "written">,
): string | undefined {
  const wentOn = steps.some((step) => step.kind === "tool" && step.effect.recalled !== undefined);
  const before = wentOn ? written.filter(({ from, at }) => from === "person" && at && at <= startedAt) : [];
  for (const asked of [{ text, at: startedAt }, ...before.toReversed()]) {
    const window = findTimePhrase(asked.text, asked.at ?? startedAt, timeZone);
    if (window) return describeWindow(window, timeZone);
  }
  return undefined;
}

function callLine(call: CallSummary, timeZone: string): string {
  const { rows, pages, complete, asOf = "", why, knownTotal } = call;
  const head = `• ${call.integration}, \`${call.title}\`: ${call.outcome}`;
  if (rows === null || pages === null || complete === null) return head;
  const coverage = describeCoverage({
    ...{ rows, pages, complete, asOf },
    ...(why === undefined ? {} : { why }),
    ...(knownTotal === undefined ? {} : { knownTotal }),
  });
  return `${head}, ${coverage}${asOf === "" ? "" : `, as of ${moment(new Date(asOf), timeZone)}`}`;
}

function statementLines({ effect }: ToolStep): string[] {
  if (effect.sql === undefined) return [];
  const file = effect.file ? ` (${effect.file.rows} rows, in ${effect.file.name})` : "";
  return [`• computed from that with SQL${file}:`, "```", effect.sql, "```", ...firstRows(effect.shown)];
}

function firstRows(shown: ShownTable | undefined): string[] {
  if (!shown || shown.rows.length === 0) return [];
  const columns = shown.columns.map((name) => ({ name, type: "VARCHAR" }));
  const rows = shown.rows.slice(0, MOST_ROWS);
  const many = shown.allRows ?? shown.rows.length;
  const head = many > rows.length ? `• which gave ${many} rows, the first of them:` : "• which gave:";
  const label = shown.partial ? [`• not complete: ${shown.partial}`] : [];
  return [head, "```", toTextTable(columns, rows, { maxCellChars: 40 }), "```", ...label];
}
