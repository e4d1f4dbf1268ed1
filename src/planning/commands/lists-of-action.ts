import type { Action } from "../../actions/index.ts";
import { isJsonObject, type Json } from "../../kernel/index.ts";

/** A list in each record that a read gives, as its description tells. */
export interface DescribedList {
  /** `items` */
  readonly name: string;
  /** Of its elements, the fields that hold a number. */
  readonly numbers: readonly string[];
}

/** The lists in the records of a read that gives records, none where its description does not tell. */
export function listsOfAction({ effect, results }: Pick<Action, "effect" | "results">): DescribedList[] {
  if (effect !== "read" || !results?.shape) return [];
  const { recordsAt, shape } = results;
  const records: Json | undefined =
    recordsAt === undefined ? shape : isJsonObject(shape) ? shape[recordsAt] : undefined;
  const record = Array.isArray(records) ? records[0] : undefined;
  if (!isJsonObject(record ?? null)) return [];
  return Object.entries(record as Record<string, Json>).flatMap(([name, member]) => {
    if (!Array.isArray(member)) return [];
    const [element = null] = member;
    const fields = isJsonObject(element) ? Object.entries(element) : [];
    const numbers = fields.flatMap(([field, type]) => (NUMERIC.has(String(type)) ? [field] : []));
    return [{ name, numbers }];
  });
}

const NUMERIC = new Set(["integer", "number"]);
