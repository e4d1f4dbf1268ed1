import { type Action, listsWithoutInputs } from "../../actions/index.ts";
import type { Column } from "../../results/index.ts";
import type { RunView } from "../planner.ts";
import { pickMeasure } from "./pick-column.ts";
import type { ParsedRequest } from "./request.ts";
import { contentWords } from "./words.ts";

/**
 * The lists that a request for a figure may be about, where it names no API: “total revenue yesterday”, “how many orders
 * last week?”. An enabled read that needs nothing, whose name has every word that is left of the request, and whose
 * records, by its description, have the measure, and a time where a span of time was named.
 */
export function listsFor(view: RunView, request: ParsedRequest): readonly Action[] {
  const { aggregate, ids, rest, window } = request;
  const words = contentWords(rest);
  const isFigure = aggregate.kind === "measure" || (aggregate.kind === "count" && words.length > 0);
  if (!isFigure || ids.length > 0) return [];
  const all = view.catalogue.integrations.flatMap(({ id }) => view.catalogue.actionsOf(id));
  return all.filter((action) => {
    const { results } = action;
    if (!results || !listsWithoutInputs(action)) return false;
    const named = new Set(contentWords(`${action.name} ${action.title}`));
    if (!words.every((word) => named.has(word))) return false;
    if (window && results.dates.length === 0) return false;
    return aggregate.kind !== "measure" || pickMeasure(aggregate.of, moneyOf(results.money)) !== undefined;
  });
}

const moneyOf = (names: readonly string[]): Column[] =>
  names.map((name) => ({ name, type: "DECIMAL(18,2)" }));
