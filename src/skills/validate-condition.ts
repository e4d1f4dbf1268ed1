import { isJsonObject, type Json } from "../kernel/index.ts";
import { parseInserted } from "./references.ts";
import { isNumeric, shapeAt } from "./shapes.ts";
import type { Condition } from "./workflow.ts";

/** Tells `fault` of comparisons that cannot be made: a side is missing, or is no number where one is wanted. */
export function faultsOfCondition(
  condition: Condition,
  known: ReadonlyMap<string, Json>,
  fault: (message: string) => void,
): void {
  for (const inner of partsOf(condition)) faultsOfCondition(inner, known, fault);
  if (!("left" in condition)) return;
  const { left, is, right } = condition;
  const wantsRight = !["exists", "missing", "true"].includes(is);
  if (wantsRight && right === undefined) fault(`“${is}” wants something to compare with`);
  if (!/^[<>]/.test(is)) return;
  for (const side of [left, right]) {
    const leaf = leafOfSide(side, known);
    if (leaf !== undefined && !isNumeric(leaf)) {
      fault(
        `“${is}” compares numbers, and ${JSON.stringify(side)} is ${leaf === "string" ? "a text" : leaf}`,
      );
    }
  }
}

/** The type of one side of a comparison; undefined when it cannot be told, or is a text that looks like a number. */
function leafOfSide(side: Json | undefined, known: ReadonlyMap<string, Json>): string | undefined {
  if (typeof side === "number") return "number";
  if (typeof side !== "string") return side === undefined ? undefined : typeof side;
  const only = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(side)?.[1];
  const inserted = only === undefined ? undefined : parseInserted(only);
  if (!inserted || !("ref" in inserted)) return /^-?\d+(\.\d+)?$/.test(side) ? "number" : undefined;
  const shape = shapeAt(known.get(inserted.ref.root) ?? "any", inserted.ref.path);
  if (shape === undefined) return undefined;
  if (Array.isArray(shape)) return "a list";
  // A text may hold a number: many APIs write amounts of money so.
  return isJsonObject(shape) ? "a record" : shape === "boolean" ? "true or false" : "any";
}

function partsOf(condition: Condition): readonly Condition[] {
  if ("all" in condition) return condition.all;
  if ("any" in condition) return condition.any;
  return "not" in condition ? [condition.not] : [];
}
