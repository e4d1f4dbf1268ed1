import { type Action, inputsOf } from "../../actions/index.ts";
import type { Catalogue, Integration } from "../../integrations/index.ts";
import { isJsonObject, type Json } from "../../kernel/index.ts";
import { listsOfAction } from "./lists-of-action.ts";
import type { ParsedRequest } from "./request.ts";
import { contentWords } from "./words.ts";

/** The names of an action's required inputs, then of the optional ones. */
export function inputNames(action: Action): { required: string[]; optional: string[] } {
  const inputs = inputsOf(action);
  const named = (isRequired: boolean) =>
    inputs.filter((input) => input.isRequired === isRequired).map(({ name }) => name);
  return { required: named(true), optional: named(false) };
}

/**
 * The action of an integration that a request names: by its own name, else the best match whose name and title
 * hold every word that carries meaning. One that merely resembles the request is not taken. Of two that fit, the
 * one whose name says no more, then the one that what was given is enough for: “orders” lists, “order 7” gets.
 */
export function findNamedAction(
  catalogue: Catalogue,
  integration: Integration,
  request: ParsedRequest & { actionName?: string },
): Action | undefined {
  const actions = catalogue.actionsOf(integration.id);
  const { actionName } = request;
  if (actionName) return actions.find((action) => action.name === actionName);
  const spelled = request.rest.toLowerCase();
  const byName = actions.find((action) => new RegExp(`(?<![\\w-])${action.name}(?![\\w-])`).test(spelled));
  if (byName) return byName;
  const wanted = contentWords(request.rest);
  if (wanted.length === 0) return undefined;
  // What narrows a list afterwards would be left out of a change.
  const narrowing = contentWords(request.clauses.map(({ phrase }) => phrase).join(" "));
  const near = catalogue.find(request.rest, { limit: 10, integrationId: integration.id });
  return candidates(near, actions, wanted)
    .filter((action) => coversAll(action, action.effect === "read" ? wanted : [...wanted, ...narrowing]))
    .map((action) => ({ action, distance: distanceOf(action, request, wanted) }))
    .sort((a, b) => a.distance - b.distance)[0]?.action;
}

/** What the search finds; where nothing is called so, the one read whose records have a list that is. */
function candidates(
  near: readonly Action[],
  all: readonly Action[],
  wanted: readonly string[],
): readonly Action[] {
  if (near.some((action) => action.effect === "read" && coversAll(action, wanted))) return near;
  const having = all.filter((action) => listsOfAction(action).length > 0 && coversAll(action, wanted));
  return having.length === 1 ? [...near, ...having] : near;
}

const READING_VERBS = "get list fetch find show";

function wordsOf(action: Action): ReadonlySet<string> {
  const lists = listsOfAction(action).map(({ name }) => name);
  const verbs = action.effect === "read" ? READING_VERBS : "";
  return new Set(contentWords([action.name, action.title, verbs, ...lists].join(" ")));
}

function coversAll(action: Action, wanted: readonly string[]): boolean {
  const words = wordsOf(action);
  return wanted.every((word) => words.has(word));
}

/** Words of the name that were not said weigh most, then inputs that are missing, then ids that are left over. */
function distanceOf(action: Action, request: ParsedRequest, wanted: readonly string[]): number {
  const said = new Set([...wanted, ...contentWords(READING_VERBS)]);
  const surplus = contentWords(action.name).filter((word) => !said.has(word)).length;
  const { required } = inputNames(action);
  const filled = argumentsFor(action, request);
  const missing = required.filter((name) => !(name in filled)).length;
  const leftOver = Math.max(0, request.ids.length - required.length);
  return surplus * 100 + missing * 10 + leftOver;
}

/** The arguments for an action out of what the request gives: named pairs, then bare ids for required inputs. */
export function argumentsFor(action: Action, request: ParsedRequest): Record<string, Json> {
  const { required, optional } = inputNames(action);
  const names = [...required, ...optional];
  const filled: Record<string, Json> = {};
  const givenBody = isJsonObject(request.body ?? null) ? (request.body as Record<string, Json>) : {};
  for (const [name, value] of Object.entries({ ...givenBody, ...request.given })) {
    const known = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    filled[known ?? name] = value;
  }
  const unfilled = required.filter((name) => !(name in filled));
  for (const [at, id] of request.ids.entries()) {
    const name = unfilled[at];
    if (name) filled[name] = id;
  }
  return filled;
}
