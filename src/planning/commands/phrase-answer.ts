import { isJsonObject, type Json } from "../../kernel/index.ts";
import type { ShownTable, ToolStep } from "../step.ts";
import { absentText, type Condition, describeCondition } from "./conditions-in.ts";
import type { ParsedRequest } from "./request.ts";
import type { Subject } from "./subject.ts";

const MOST_FACTS = 12;

/** What was asked about, and narrowed to. */
interface Meant {
  readonly subject?: Subject;
  readonly conditions: readonly Condition[];
}

/** The answer in words for what the steps gave: a number, a table's heading, the facts of one record. */
export function answerText(
  request: ParsedRequest,
  done: readonly ToolStep[],
  meant: Meant = { conditions: [] },
): string {
  const shown = done.findLast((step) => step.effect.shown)?.effect.shown;
  const posted = done.findLast((step) => step.effect.postedIn)?.effect.postedIn;
  const answer = shown ? aboutTable(request, shown, meant) : aboutRecord(done);
  const absent = meant.conditions.flatMap((condition) => absentText(condition) ?? []);
  const main = [answer, ...absent].join("\n");
  return posted ? `${main}\nPosted in #${posted.name}.` : main;
}

function spanOf({ window }: ParsedRequest, conditions: readonly Condition[]): string {
  const span = window ? `, ${window.phrase.toLowerCase().replace(/['’]s$/, "")}` : "";
  return conditions.length > 0 ? `${span}, where ${conditions.map(describeCondition).join(" and ")}` : span;
}

function aboutTable(request: ParsedRequest, shown: ShownTable, { subject, conditions }: Meant): string {
  const label = shown.partial ? ` (${shown.partial})` : "";
  const { aggregate } = request;
  const span = spanOf(request, conditions);
  if (aggregate.kind === "measure" && !aggregate.groupBy) return aboutMeasure(request, shown, span) + label;
  if (aggregate.kind === "count" && aggregate.distinct !== undefined) {
    const { distinct, groupBy } = aggregate;
    if (groupBy) return `**Different ${distinct} by ${groupBy}**${span}${label}`;
    return `**${grouped(shown.rows[0]?.[0])} different ${distinct}**${span}${label}`;
  }
  if (aggregate.kind === "count" && subject?.countedBy) {
    const [elements, records = "records"] = shown.title.split(" of ");
    const { groupBy } = aggregate;
    return `**${capitalised(records)} by ${groupBy}**${span}: each counts once under every ${groupBy} of its ${elements}${label}`;
  }
  if (aggregate.kind === "count") {
    const at = shown.columns.indexOf("count");
    const total = shown.rows.reduce((sum, row) => sum + Number(row[at] ?? 0), 0);
    const by = aggregate.groupBy ? ` by ${aggregate.groupBy}` : "";
    return `**${total.toLocaleString("en-US")} ${shown.title}${by}**${span}${label}`;
  }
  const count = shown.rows.length;
  if (aggregate.kind === "measure" && aggregate.groupBy !== undefined && count > 0) {
    const { op, of, groupBy } = aggregate;
    return `**${OP_WORDS[op]} ${of} of ${shown.title} by ${groupBy}**${span}${label}`;
  }
  return `**${capitalised(shown.title)}**${span}: ${count === 0 ? "none" : `${count} shown`}${label}`;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const OP_WORDS = { sum: "Total", avg: "Average", min: "Lowest", max: "Highest" } as const;

function aboutMeasure({ aggregate }: ParsedRequest, shown: ShownTable, span: string): string {
  if (aggregate.kind !== "measure") return "";
  const valueAt = shown.columns.findIndex((name) => name.startsWith(`${aggregate.op}_`));
  const countAt = shown.columns.indexOf("count");
  const unitAt = shown.columns.findIndex((name) => /^currency/i.test(name));
  const name = `${OP_WORDS[aggregate.op]} ${aggregate.of}${span}`;
  if (shown.rows.length === 0) return `**${name}**: there are no ${shown.title}`;
  const parts = shown.rows.map((row) => {
    const unit = unitAt >= 0 && row[unitAt] !== null ? ` ${row[unitAt]}` : "";
    return `**${grouped(row[valueAt])}${unit}** over ${grouped(row[countAt])} ${shown.title}`;
  });
  const column = (shown.columns[valueAt] ?? "").slice(aggregate.op.length + 1);
  return `${name}: ${parts.join(", ")} (\`${aggregate.op}(${column})\`)`;
}

/** `12345.6` → `12,345.6`, without a detour over floating point. */
function grouped(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "nothing";
  const [whole = "", fraction] = String(value).split(".");
  const separated = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

function aboutRecord(done: readonly ToolStep[]): string {
  const call = done.findLast((step) => step.name === "call_action" || step.name === "call_http");
  const value = call && recordIn(call.content);
  const head = `Done${call ? `: ${titleOf(call)}` : ""}.`;
  if (value === undefined || value === null) return head;
  if (!isJsonObject(value)) return `${head}\n\`\`\`\n${String(value).slice(0, 1500)}\n\`\`\``;
  const facts = Object.entries(value).filter(([, fact]) => fact !== null && typeof fact !== "object");
  return [
    head,
    ...facts.slice(0, MOST_FACTS).map(([name, fact]) => `• ${name}: ${String(fact).slice(0, 200)}`),
  ].join("\n");
}

const titleOf = (call: ToolStep) => call.content.split("\n", 1)[0] ?? "";

/** The JSON value that a call's content holds after its first line. */
function recordIn(content: string): Json | undefined {
  const start = content.indexOf("\n");
  if (start < 0) return undefined;
  try {
    return JSON.parse(content.slice(start + 1)) as Json;
  } catch {
    return undefined;
  }
}
