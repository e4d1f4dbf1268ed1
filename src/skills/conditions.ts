import type { Json } from "../kernel/index.ts";
import type { Comparison, Condition } from "./workflow.ts";

/** Whether a condition holds, or why that cannot be said. */
export type Judged =
  | { readonly ok: true; readonly holds: boolean }
  | { readonly ok: false; readonly message: string };

const holds = (is: boolean): Judged => ({ ok: true, holds: is });

/**
 * Judges a condition. `fill` gives the value of a side.
 *
 * Nothing is guessed: `>` over something that is no number is an error, not false. A text that is written as a number
 * counts as one. `true` holds for `true`, and for a list that is not empty and holds only `true`. `exists` fails for
 * null, for nothing and for an empty list.
 */
export function judge(condition: Condition, fill: (side: Json) => Json | undefined): Judged {
  if ("all" in condition) return judgeAll(condition.all, fill);
  if ("any" in condition)
    return negated(
      judgeAll(
        condition.any.map((not) => ({ not })),
        fill,
      ),
    );
  if ("not" in condition) return negated(judge(condition.not, fill));
  const right = condition.right === undefined ? undefined : fill(condition.right);
  return compare(fill(condition.left), condition.is, right);
}

function judgeAll(conditions: readonly Condition[], fill: (side: Json) => Json | undefined): Judged {
  for (const condition of conditions) {
    const judged = judge(condition, fill);
    if (!judged.ok || !judged.holds) return judged;
  }
  return holds(true);
}

function negated(judged: Judged): Judged {
  return judged.ok ? holds(!judged.holds) : judged;
}

function compare(left: Json | undefined, is: Comparison, right: Json | undefined): Judged {
  switch (is) {
    case "exists":
      return holds(isThere(left));
    case "missing":
      return holds(!isThere(left));
    case "true":
      return holds(isTrue(left));
    case "=":
      return holds(isSame(left, right));
    case "!=":
      return holds(!isSame(left, right));
    case "in":
    case "not in":
      if (!Array.isArray(right)) return { ok: false, message: `“${is}” wants a list to look in` };
      return holds(right.some((one) => isSame(left, one)) === (is === "in"));
    case "contains":
      return contains(left, right);
    default:
      return compareNumbers(left, is, right);
  }
}

function isThere(value: Json | undefined): boolean {
  return (
    value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)
  );
}

function isTrue(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 && value.every(isTrue) : value === true;
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (typeof left === typeof right) return JSON.stringify(left) === JSON.stringify(right);
  const [a, b] = [numberIn(left), numberIn(right)];
  return a !== undefined && a === b;
}

function contains(left: Json | undefined, right: Json | undefined): Judged {
  if (Array.isArray(left)) return holds(left.some((one) => isSame(one, right)));
  if (typeof left === "string") return holds(left.toLowerCase().includes(String(right ?? "").toLowerCase()));
  return { ok: false, message: "“contains” wants a list or a text to look in" };
}

function compareNumbers(
  left: Json | undefined,
  is: ">" | ">=" | "<" | "<=",
  right: Json | undefined,
): Judged {
  const [a, b] = [numberIn(left), numberIn(right)];
  if (a === undefined) return { ok: false, message: notANumber(left) };
  if (b === undefined) return { ok: false, message: notANumber(right) };
  if (is === ">") return holds(a > b);
  if (is === ">=") return holds(a >= b);
  return holds(is === "<" ? a < b : a <= b);
}

function numberIn(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^-?\d+(\.\d+)?$/.test(value.trim())) return undefined;
  return Number(value);
}

function notANumber(value: Json | undefined): string {
  return value === undefined || value === null
    ? "a number was expected, and there was nothing"
    : `a number was expected, not ${JSON.stringify(value).slice(0, 80)}`;
}
