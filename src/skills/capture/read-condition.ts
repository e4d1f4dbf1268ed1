import type { Json } from "../../kernel/index.ts";
import { stem } from "../../planning/index.ts";
import { fieldsOf, isNumeric, valuesOfLeaf } from "../shapes.ts";
import type { CheckStep, Comparison, Condition } from "../workflow.ts";
import { type FoundField, findFieldSaid, referenceTo, type Source, sameName } from "./sources.ts";

/** A check that has to be made right after the step of `source`, in its loop where it stands in one. */
export interface PlacedCheck {
  readonly source: Source;
  readonly check: CheckStep;
}

export type ReadCondition =
  | { readonly ok: true; readonly condition: Condition; readonly checks: readonly PlacedCheck[] }
  | { readonly ok: false; readonly message: string };

export interface ConditionSetting {
  readonly sources: readonly Source[];
  /** The value that the step under the condition sets a status to: `shipped`. */
  readonly target: string | undefined;
}

const IN_ORDER =
  /\b(?:good|ok|okay|fine|in order|valid|ready|alright|all right|successful|succeeds?|pass(?:es)?|works?)\b/i;
const SEVERAL = /\b(?:both|all|everything|they|each|every)\b/i;
const IN_STOCK = /\b(?:in stock|available|enough|sufficient|stock)\b/i;
const FOUND = /\b(?:exists?|is found|was found|found)\b/i;

/**
 * Reads a condition in words. In this order: a comparison with a field (`total is over 100`, `the status is paid`);
 * that it is in stock; that it was found; that it, or both, or all are good. What “good” means is read off what the
 * steps give: enough in stock for what is wanted, a status from which one can go on, true where it says yes or no.
 */
export function readCondition(words: string, setting: ConditionSetting): ReadCondition {
  const { sources } = setting;
  const compared = readComparison(words, sources);
  if (compared) return { ok: true, condition: compared, checks: [] };
  const reads = sources.filter(({ action, branch }) => action.effect === "read" && branch === 0);
  const last = reads.at(-1);
  if (!last) return { ok: false, message: `nothing was looked up before “if ${words}”` };
  if (IN_STOCK.test(words)) {
    const stocked = reads.findLast((source) => stockField(source));
    if (stocked) return checked([stocked], setting);
  }
  if (IN_ORDER.test(words)) {
    const meant = /\bboth\b/i.test(words) ? reads.slice(-2) : SEVERAL.test(words) ? reads : [last];
    return checked(meant, setting);
  }
  if (FOUND.test(words)) {
    return { ok: true, condition: { left: `{{${last.root}}}`, is: "exists" }, checks: [] };
  }
  const known = sources.flatMap(({ shape }) => fieldsOf(shape).map(({ name }) => name));
  const some = [...new Set(known)].slice(0, 12).join(", ");
  return {
    ok: false,
    message: `I do not understand “if ${words}”. Write it like “if the total is over 100” or “if the status is paid”${some ? `; known are ${some}` : ""}`,
  };
}

function checked(sources: readonly Source[], setting: ConditionSetting): ReadCondition {
  const checks = sources.map((source) => ({ source, check: checkOf(source, setting.target) }));
  const all = checks.map(({ check }): Condition => ({ left: `{{${check.id}}}`, is: "true" }));
  const [only] = all;
  return { ok: true, condition: all.length === 1 && only ? only : { all }, checks };
}

const STOCK_NAMES = [
  "available",
  "in_stock",
  "available_quantity",
  "quantity_available",
  "stock",
  "on_hand",
  "inventory",
];
const WANTED_NAMES = ["quantity", "qty", "count", "units"];
const YES_NAMES = ["ok", "valid", "success", "is_valid", "active", "approved", "passed"];
/** States from which nothing good comes any more. */
const BAD_STATES = new Set(
  "cancelled canceled refunded failed rejected declined void voided expired blocked closed archived deleted disputed error inactive".split(
    " ",
  ),
);

function stockField(source: Source) {
  const fields = topFields(source);
  return STOCK_NAMES.map((name) => fields.find((field) => sameName(name, field.name))).find(
    (field) => field !== undefined,
  );
}

const topFields = ({ shape }: Source) => fieldsOf(shape).filter(({ path }) => path.length === 1);

/** What it means that this one is good. */
function checkOf(source: Source, target: string | undefined): CheckStep {
  const at = (name: string) => `{{${source.root}.${name}}}`;
  const base = { do: "check", id: `${source.root}_ok` } as const;
  const stock = stockField(source);
  if (stock) return stockCheck(source, { base, left: at(stock.name), isYesNo: stock.leaf === "boolean" });
  const yes = topFields(source).find(
    ({ name, leaf }) => leaf === "boolean" && YES_NAMES.some((one) => sameName(one, name)),
  );
  if (yes) {
    return {
      ...base,
      that: { left: at(yes.name), is: "true" },
      otherwise: `${source.noun}: ${yes.name} is ${at(yes.name)}`,
    };
  }
  const status = topFields(source).find(
    ({ name, leaf }) => /^(status|state)$/i.test(name) && valuesOfLeaf(leaf),
  );
  const bad = status ? statesToAvoid(valuesOfLeaf(status.leaf) ?? [], target) : [];
  if (status && bad.length > 0) {
    const that: Condition = { left: at(status.name), is: "not in", right: bad };
    return { ...base, that, otherwise: `the ${source.noun} is ${at(status.name)}` };
  }
  return {
    ...base,
    that: { left: `{{${source.root}}}`, is: "exists" },
    otherwise: `the ${source.noun} was not found`,
  };
}

function stockCheck(
  source: Source,
  { base, left, isYesNo }: { base: { do: "check"; id: string }; left: string; isYesNo: boolean },
): CheckStep {
  const { loop } = source;
  const what = loop ? itemName(loop.item, loop.as) : `the ${source.noun}`;
  if (isYesNo) return { ...base, that: { left, is: "true" }, otherwise: `${what} is not in stock` };
  const wanted =
    loop && fieldsOf(loop.item).find(({ name }) => WANTED_NAMES.some((one) => sameName(one, name)));
  if (!loop || !wanted) {
    return { ...base, that: { left, is: ">", right: 0 }, otherwise: `there is no ${what} in stock` };
  }
  const right = `{{${loop.as}.${wanted.name}}}`;
  return {
    ...base,
    that: { left, is: ">=", right },
    otherwise: `only ${left} of ${what} are in stock, and ${right} are needed`,
  };
}

function itemName(item: Json, as: string): string {
  const telling = fieldsOf(item).find(
    ({ name, path }) => path.length === 1 && /^(name|title|sku|id)$/i.test(name),
  );
  return telling ? `{{${as}.${telling.name}}}` : as;
}

/** The states in which the step cannot be meant: bad ones, and the target with those that come after it. */
function statesToAvoid(states: readonly string[], target: string | undefined): string[] {
  const reached = target === undefined ? -1 : states.findIndex((state) => stem(state) === stem(target));
  return states.filter((state, at) => BAD_STATES.has(state.toLowerCase()) || (reached >= 0 && at >= reached));
}

const COMPARED: readonly (readonly [RegExp, Comparison])[] = [
  [/\b(?:is|are)?\s*(?:not over|at most|no more than|up to|<=|≤)\s*/i, "<="],
  [/\b(?:is|are)?\s*(?:at least|no less than|>=|≥)\s*/i, ">="],
  [
    /\s*(?:\b(?:is|are|costs?)\b)?\s*(?:\b(?:over|above|more than|greater than|bigger than|higher than|exceeds?)\b|>)\s*/i,
    ">",
  ],
  [
    /\s*(?:\b(?:is|are|costs?)\b)?\s*(?:\b(?:under|below|less than|fewer than|smaller than|lower than)\b|<)\s*/i,
    "<",
  ],
  [/\s*\b(?:is not|isn't|are not|aren't|differs from)\b\s*|\s*!=\s*/i, "!="],
  [/\s*\bcontains\b\s*/i, "contains"],
  [/\s*\b(?:is|are|equals)\b\s*|\s*==?\s*/i, "="],
];

function readComparison(words: string, sources: readonly Source[]): Condition | undefined {
  for (const [pattern, is] of COMPARED) {
    const match = pattern.exec(words);
    if (!match) continue;
    const [left, right] = [words.slice(0, match.index), words.slice(match.index + match[0].length).trim()];
    const found = findFieldSaid(left, sources) ?? findFieldWithValue(right, sources);
    const value = found && valueFor(right, found, is);
    if (found && value !== undefined) return { left: referenceTo(found, {}), is, right: value };
  }
  return undefined;
}

/** “the order is paid” names the value and not the field. */
function findFieldWithValue(value: string, sources: readonly Source[]): FoundField | undefined {
  for (const source of sources.toReversed()) {
    const field = topFields(source).find(({ leaf }) => valuesOfLeaf(leaf)?.some((one) => isSaid(one, value)));
    if (field) return { source, field };
  }
  return undefined;
}

const isSaid = (value: string, said: string) =>
  stem(value.toLowerCase()) === stem(said.toLowerCase().replace(/[^\w-]/g, ""));

function valueFor(said: string, { field }: FoundField, is: Comparison): Json | undefined {
  const values = valuesOfLeaf(field.leaf);
  if (values) return values.find((value) => isSaid(value, said));
  const number = /^[$€£]?\s*(-?\d[\d,]*(?:\.\d+)?)/.exec(said)?.[1]?.replaceAll(",", "");
  if (number !== undefined && isNumeric(field.leaf)) return Number(number);
  if (/^[<>]/.test(is)) return number === undefined ? undefined : Number(number);
  if (/^(true|yes)$/i.test(said)) return true;
  if (/^(false|no)$/i.test(said)) return false;
  if (/^(empty|missing|null|nothing|not set)$/i.test(said)) return null;
  const text = said.replace(/^["'“]|["'”]$/g, "");
  return text !== "" && field.leaf === "string" && text.split(/\s+/).length <= 4 ? text : undefined;
}
