/**
 * The built-in planner: understands explicit requests without a model, always in the same way.
 *
 * It keeps no state. Each time it is asked it reads the request again and looks at how far the steps have come:
 *
 *   nothing yet ──▶ call ──▶ query the answer ──▶ post it, if that was asked ──▶ say it
 *
 * A step that failed is said, with the reason, and ends the run.
 */
import { countOf, newId } from "../../kernel/index.ts";
import { attachmentsIn, slipText } from "../attachments.ts";
import { actionOfToolCall } from "../named-action.ts";
import type { KnownTable, Planner, Proposal, RunView } from "../planner.ts";
import type { ToolStep } from "../step.ts";
import type { ToolName } from "../tools.ts";
import { asksForApprovals } from "./asks-for-approvals.ts";
import { asksHow } from "./asks-how.ts";
import { conditionsIn, type Narrowing } from "./conditions-in.ts";
import { connectionWish } from "./connection-wish.ts";
import { actionsAskedFor, foundText, plainlySought } from "./find-command.ts";
import { type FirstCall, planFirstCall } from "./first-call.ts";
import { readFollowUp } from "./follow-up.ts";
import { helpText, integrationsText } from "./help.ts";
import { withDescribedValues } from "./lists-of-action.ts";
import { answerText } from "./phrase-answer.ts";
import type { Presentation } from "./presentation.ts";
import { readRequest } from "./read-request.ts";
import type { ParsedRequest } from "./request.ts";
import { readRuleCommand } from "./rules/rule-commands.ts";
import { isStopWord } from "./stop-word.ts";
import { columnNames, findSubject, type Subject } from "./subject.ts";
import type { TimeWindow } from "./time-phrase.ts";
import { unheardText, unheardWords } from "./unheard-words.ts";
import { writeSelectAll, writeSql } from "./write-sql.ts";

const WITHOUT_MODEL = { by: "commands", promptTokens: 0, completionTokens: 0, durationMs: 0 } as const;

const said = (text: string): Proposal => ({ kind: "act", text, toolCalls: [], ...WITHOUT_MODEL });

function calls(name: string, input: object): Proposal {
  const toolCall = { id: newId("cmd"), name, arguments: JSON.stringify(input) };
  return { kind: "act", text: "", toolCalls: [toolCall], ...WITHOUT_MODEL };
}

/** What these say is the answer. */
const TOLD_AS_IT_IS = new Set<string>([
  "set_rule",
  "give_grant",
  "rules",
  "list_approvals",
  "explain_results",
] satisfies ToolName[]);

export function createCommandPlanner(): Planner {
  return {
    next: async (view) => nextCommand(view),
  };
}

function nextCommand(view: RunView): Proposal {
  const done = view.steps.filter((step): step is ToolStep => step.kind === "tool");
  if (done.length === 0) return begin(view);
  const last = done.at(-1);
  if (last && !last.ok) return said(last.content);
  if (last && TOLD_AS_IT_IS.has(last.name)) return said(last.content);
  const request = requestOf(view, done);
  switch (last?.name) {
    case "call_action":
    case "call_http":
      return afterCall(view, request, last);
    case "recall_results":
      return afterCall(view, request, last);
    case "query_results":
      if (last.effect.file && !last.effect.shown) return said(last.content);
      return request.postIn ? post(view, request, last) : said(worded(view, request, done));
    case "connect_integration":
      return said(last.content);
    default:
      return said(worded(view, request, done));
  }
}

/** The answer with what it was narrowed to. */
function worded(view: RunView, request: ParsedRequest, done: readonly ToolStep[]): string {
  const read = done.findLast(({ effect }) => effect.table !== undefined);
  const table = read && tableOf(view, read);
  if (!table) return answerText(request, done);
  const found = findSubject(request, table);
  if (!found.ok) return answerText(request, done);
  const { subject } = found;
  const narrowing = conditionsIn(request, subject);
  const unheard = unheardWords(view, { request, table, subject, narrowing });
  const text = answerText(request, done, { subject, conditions: narrowing.conditions });
  return unheard.length === 0 ? text : `${text}\n${unheardText(unheard, narrowing)}`;
}

/** The table that a call gave, with the values that its description knows of. */
function tableOf({ catalogue, steps, tables }: RunView, call: ToolStep): KnownTable | undefined {
  const table = tables.find(({ name }) => name === call.effect.table);
  const decided = steps.flatMap((step) => (step.kind === "assistant" ? step.toolCalls : []));
  const asked = decided.find(({ id }) => id === call.toolCallId);
  const action = asked && actionOfToolCall(catalogue, asked);
  return table && action ? withDescribedValues(table, action) : table;
}

function requestOf(view: RunView, done: readonly ToolStep[]): ParsedRequest {
  const followUp = done[0]?.name === "recall_results" ? readFollowUp(view) : undefined;
  return followUp ?? readRequest(view.text, view);
}

function begin(view: RunView): Proposal {
  const plain = view.text
    .trim()
    .toLowerCase()
    .replace(/[.!?]+$/, "");
  if (/^(help|what can you do( for me)?|hi|hello|hey)$/.test(plain) || plain === "")
    return said(helpText(view));
  if (/^(list |show )?(my |the |all )?(integrations|connections|apis)$/.test(plain))
    return said(integrationsText(view));
  if (asksForApprovals(plain)) return calls("list_approvals", {});
  if (asksHow(view.text) && view.history.length > 0) return calls("explain_results", {});
  const toConnect = connectionWish(view.text);
  if (toConnect) return calls("connect_integration", { name: toConnect });
  // What ran would have been stopped where the message came in.
  if (isStopWord(plain)) return said("Nothing is running here.");
  const rule = readRuleCommand(view);
  if (rule) return rule.kind === "call" ? calls(rule.tool, rule.input) : said(rule.text);
  const sought = actionsAskedFor(view.text);
  if (sought !== undefined) return said(foundText(view, sought));
  if (readFollowUp(view)) return calls("recall_results", {});
  const first: FirstCall = planFirstCall(view);
  if (first.kind === "call") return calls(first.tool, first.input);
  const slip = attachmentsIn(view.text, view.catalogue).slips[0];
  if (slip) return said(slipText(slip));
  const looksFor = first.kind === "pass" ? plainlySought(view.text) : undefined;
  if (looksFor !== undefined) return said(foundText(view, looksFor));
  switch (first.kind) {
    case "ask":
      return said(first.text);
    case "pass":
      return { kind: "pass", toldToUser: first.text };
  }
}

function afterCall(view: RunView, request: ParsedRequest, call: ToolStep): Proposal {
  const table = tableOf(view, call);
  if (!table) {
    return request.postIn ? post(view, request, call) : said(answerText(request, [call]));
  }
  const read = `I read ${countOf(table.rows, "record")}, but`;
  const found = findSubject(request, table);
  if (!found.ok) return said(`${read} ${found.message}.`);
  const { subject, aggregate } = found;
  const { present, window } = request;
  if (window && !subject.time && !wasSent(view, window)) return said(timelessText(read, { table, window }));
  const { conditions, unplaced } = conditionsIn(request, subject);
  if (unplaced.length > 0 && table.rows > 0) return said(`${read} ${unplacedText(unplaced)}.`);
  const where = { window, conditions };
  const isFile = present?.kind === "file";
  const written =
    isFile && aggregate.kind === "none"
      ? { ok: true as const, sql: writeSelectAll(subject, where) }
      : writeSql(subject, aggregate, where);
  if (!written.ok) return said(`${read} ${written.message}${listsText(table, subject)}.`);
  return calls("query_results", { sql: written.sql, show: true, ...asWished(present) });
}

/** A number over all records would be a wrong one, so there is none. */
const unplacedText = (unplaced: Narrowing["unplaced"]) =>
  unplaced
    .map(({ phrase, why }) => `I cannot tell which of them are meant by “${phrase}”: ${why}`)
    .join(". And ");

function listsText({ name, lists = [] }: KnownTable, subject: Subject): string {
  if (subject.name !== name) return "";
  return lists.map(({ list, items }) => `. Their ${list} have: ${columnNames(items)}`).join("");
}

/** Whether the API was asked for the span of time, so that what it gave is of it. */
function wasSent({ steps }: RunView, { start, days }: TimeWindow): boolean {
  const marks = [start.toISOString(), `"${days.from}"`, String(Math.floor(start.getTime() / 1000))];
  return steps.some(
    (step) =>
      step.kind === "assistant" &&
      step.toolCalls.some(({ arguments: given }) => marks.some((mark) => given.includes(mark))),
  );
}

function timelessText(read: string, { table, window }: { table: KnownTable; window: TimeWindow }): string {
  return `${read} nothing in them tells which are of “${window.phrase}”. They have: ${columnNames(table.columns)}.`;
}

function asWished(present: Presentation | undefined): { as?: string } {
  switch (present?.kind) {
    case "chart":
      return { as: present.chart ?? "chart" };
    case "file":
      return { as: present.format };
    default:
      return {};
  }
}

function post(view: RunView, request: ParsedRequest, result: ToolStep): Proposal {
  const done = view.steps.filter((step): step is ToolStep => step.kind === "tool");
  const text = result.effect.shown ? worded(view, request, done) : answerText(request, [result]);
  return calls("post_message", { channel: request.postIn, text, with_result: true });
}
