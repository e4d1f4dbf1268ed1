import type { CallsInput, Condition, Deed, Operator, RuleInput } from "../../../policy/index.ts";
import { OPERATORS } from "../../../policy/index.ts";
import type { EnteredRule } from "./calls-fields.tsx";

const DEEDS: readonly string[] = ["read", "change", "remove"] satisfies Deed[];
const VERDICTS: readonly string[] = ["ask", "refuse", "allow"] satisfies RuleInput["verdict"][];

/** The calls that the fields of a form describe. Empty fields are left out. */
export function readCalls({ text, texts }: EnteredRule): CallsInput {
  const does = text("does");
  const actions = listIn(text("actions"));
  const where = readConditions(texts);
  return {
    ...(text("integration") ? { integration: text("integration") } : {}),
    ...(actions.length > 0 ? { actions } : {}),
    ...(texts("methods").length > 0 ? { methods: texts("methods") } : {}),
    ...(text("path") ? { path: text("path") } : {}),
    ...(DEEDS.includes(does) ? { does: does as Deed } : {}),
    ...(text("asked_by") ? { askedBy: text("asked_by") } : {}),
    ...(where.length > 0 ? { where } : {}),
  };
}

/** The rule that the fields of a form describe. */
export function readRuleForm(entered: EnteredRule): RuleInput {
  const verdict = entered.text("verdict");
  const needed = Number(entered.text("needed") || "1");
  return {
    ...readCalls(entered),
    verdict: VERDICTS.includes(verdict) ? (verdict as RuleInput["verdict"]) : "ask",
    approvers: entered.texts("approvers"),
    ...(Number.isInteger(needed) && needed > 1 ? { needed } : {}),
    ...(entered.text("each") ? { each: true } : {}),
    ...(entered.text("not_requester") ? { notRequester: true } : {}),
    ...(entered.text("words") ? { words: entered.text("words") } : {}),
  };
}

const listIn = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function readConditions(texts: EnteredRule["texts"]): Condition[] {
  const [operators, values] = [texts("operator"), texts("value")];
  return texts("argument").flatMap((argument, at) => {
    const operator = OPERATORS.find((known) => known === operators[at]) ?? "=";
    return argument ? [{ argument, operator, value: valueIn(operator, values[at] ?? "") }] : [];
  });
}

function valueIn(operator: Operator, text: string): Condition["value"] {
  if (operator === "one of") return listIn(text).map(scalarOf);
  return operator === "contains" ? text : scalarOf(text);
}

/** `"7"` stays text; `7` and `true` are what they look like. */
function scalarOf(text: string): string | number | boolean {
  const quoted = /^"(.*)"$/s.exec(text);
  if (quoted) return quoted[1] ?? "";
  if (/^-?\d{1,15}(?:\.\d+)?$/.test(text)) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
}

/** The fields of a form that say the same as `input`: a form filled in from words or from a rule. */
export function enteredFrom(input: RuleInput): EnteredRule {
  const where = input.where ?? [];
  const shown = (value: Condition["value"]) =>
    typeof value === "object" ? value.map(scalarText).join(", ") : scalarText(value);
  const fields: Record<string, readonly string[]> = {
    integration: [input.integration ?? ""],
    actions: [(input.actions ?? []).join(", ")],
    methods: input.methods ?? [],
    path: [input.path ?? ""],
    does: [input.does ?? ""],
    asked_by: [input.askedBy ?? ""],
    argument: where.map(({ argument }) => argument),
    operator: where.map(({ operator }) => operator),
    value: where.map(({ value }) => shown(value)),
    verdict: [input.verdict],
    approvers: input.approvers ?? [],
    needed: [String(input.needed ?? 1)],
    each: [input.each ? "on" : ""],
    not_requester: [input.notRequester ? "on" : ""],
    words: [input.words ?? ""],
  };
  return { texts: (name) => fields[name] ?? [], text: (name) => fields[name]?.[0] ?? "" };
}

/** Text that looks like a number is quoted, so that it stays text. */
function scalarText(value: string | number | boolean): string {
  const text = String(value);
  return typeof value === "string" && typeof scalarOf(text) !== "string" ? `"${text}"` : text;
}
