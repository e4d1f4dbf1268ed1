import { type Action, listsWithoutInputs } from "../../actions/index.ts";
import type { Column } from "../../results/index.ts";
import type { RunView } from "../planner.ts";
import { listsOfAction } from "./lists-of-action.ts";
import { pickMeasure } from "./pick-column.ts";
import type { ParsedRequest } from "./request.ts";
import { contentWords } from "./words.ts";

/**
 * The lists that a request for a figure may be about, where it names no API: “total revenue yesterday”, “how many orders
 * last week?”. An enabled read that needs nothing, whose name, or the name of a list in its records, has every word that
 * is left of the request, and whose records, by its description, have the measure, and a time where one was named.
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
    const lists = listsOfAction(action);
    const inside = lists.map(({ name }) => name).join(" ");
    const named = new Set(contentWords(`${action.name} ${action.title} ${inside}`));
    if (!words.every((word) => named.has(word))) return false;
    if (window && results.dates.length === 0) return false;
    if (aggregate.kind !== "measure") return true;
    const numbers = [...results.money, ...lists.flatMap((list) => list.numbers)];
    return pickMeasure(aggregate.of, numbers.map(asNumber)) !== undefined;
  });
}

const asNumber = (name: string): Column => ({ name, type: "DECIMAL(18,2)" });
