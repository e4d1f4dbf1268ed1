import { type Action, inputsOf } from "../../actions/index.ts";
import type { Catalogue, Integration } from "../../integrations/index.ts";
import type { Json } from "../../kernel/index.ts";
import {
  contentWords,
  findMentionedIntegration,
  parseRequest,
  pickWindowInputs,
  type TimeWindow,
} from "../../planning/index.ts";
import { type Bound, bindArguments } from "./bind-arguments.ts";
import { type Source, singular } from "./sources.ts";

/** The call that a sentence means. */
export interface Chosen {
  readonly action: Action;
  readonly integration: Integration;
  readonly bound: Bound;
}

export interface ChoiceSetting {
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  readonly places: ReadonlyMap<string, string>;
  readonly now: Date;
}

const READING =
  /^(?:please\s+)?(?:look\s*up|look\s+at|check|get|find|fetch|list|read|see|pull|show|count|search|load|verify|query|retrieve)\b/i;
/** `the paid order` before `in`, a comma or the end: its last word tells whether one is meant. */
const NAMED_THING =
  /\b(?:the|an|a|this|that|its|their|each)\s+((?:[\w-]+\s+){0,2}?[\w-]+)(?=\s+(?:of|in|from|for|via|with|on|to|by|as|at|and|is|has)\b|[.,;:]|$)/i;
const MOST_CANDIDATES = 10;

/**
 * The one action that a sentence asks for, with its arguments bound. A method and a path decide; without them the best
 * match of the search in the integration that is named, or was named last. Among the matches, one whose arguments are
 * known from earlier steps goes before one that lists everything, and “the order” before “orders”. A sentence that
 * begins with a verb of reading never means a write.
 */
export function chooseAction(sentence: string, setting: ChoiceSetting): Chosen | undefined {
  const { catalogue, sources } = setting;
  const mentioned = findMentionedIntegration(sentence, catalogue.integrations);
  const request = parseRequest(mentioned?.rest ?? sentence, setting.now, "UTC");
  const lastUsed = catalogue.integration(sources.at(-1)?.action.integrationId ?? "");
  const bind = (action: Action) =>
    bindArguments(action, {
      sources,
      places: setting.places,
      given: { ...request.given, ...windowArguments(action, request.window) },
      sentence,
    });
  if (request.http) {
    const found = findAtPath(catalogue, request.http, [
      mentioned?.integration,
      ...usedBefore(catalogue, sources),
    ]);
    return found && { ...found, bound: bind(found.action) };
  }
  const integration = mentioned?.integration ?? lastUsed;
  if (!integration) return undefined;
  const named = mentioned?.actionName;
  const candidates = named
    ? catalogue.actionsOf(integration.id).filter(({ name }) => name === named)
    : near(catalogue, integration, request.rest);
  const best = candidates
    .filter(({ effect }) => !READING.test(sentence) || effect === "read")
    .map((action, at) => ({ action, bound: bind(action), at }))
    .sort((a, b) => scoreOf(b, sentence) - scoreOf(a, sentence))[0];
  return best && { action: best.action, integration, bound: best.bound };
}

/** “of the last 24 hours” fills the inputs that begin and end a span of time, anew each time that the skill runs. */
function windowArguments(action: Action, window: TimeWindow | undefined): Record<string, Json> {
  if (!window) return {};
  const inputs = inputsOf(action);
  const { since, until } = pickWindowInputs(inputs.map(({ name }) => name));
  const ends = [
    [since, "start"],
    [until, "end"],
  ] as const;
  return Object.fromEntries(
    ends.flatMap(([name, edge]) => {
      if (name === undefined) return [];
      const isDate = inputs.some((input) => input.name === name && input.schema["format"] === "date");
      const suffix = isDate ? " as date" : "";
      return [[name, `{{${edge} of ${window.phrase.toLowerCase()}${suffix}}}`]];
    }),
  );
}

/** Integrations of earlier steps, the last one first, then all. */
function usedBefore(catalogue: Catalogue, sources: readonly Source[]): Integration[] {
  const used = sources
    .toReversed()
    .flatMap(({ action }) => catalogue.integration(action.integrationId) ?? []);
  return [...used, ...catalogue.integrations];
}

function findAtPath(
  catalogue: Catalogue,
  { method, path }: { method: string; path: string },
  integrations: readonly (Integration | undefined)[],
): { action: Action; integration: Integration } | undefined {
  for (const integration of integrations) {
    if (!integration) continue;
    const found = catalogue.operationAt(integration.id, method, path);
    if (found?.action.enabled) return { action: found.action, integration };
  }
  return undefined;
}

/** The matches of the search that share a word with the request: one that merely resembles it is not taken. */
function near(catalogue: Catalogue, integration: Integration, words: string): Action[] {
  const wanted = new Set(contentWords(words));
  const found = catalogue.find(words, { limit: MOST_CANDIDATES, integrationId: integration.id });
  return found.filter((action) =>
    contentWords(`${action.name} ${action.title} ${action.path}`).some((word) => wanted.has(word)),
  );
}

function scoreOf(
  { action, bound, at }: { action: Action; bound: Bound; at: number },
  sentence: string,
): number {
  const isOne = action.path.endsWith("}");
  const named = NAMED_THING.exec(sentence)?.[1];
  const isSingular = named !== undefined && singular(named) === named;
  return (
    -at +
    (bound.fromSteps > 0 && bound.inputs.length === 0 ? 6 : 0) +
    (isSingular && isOne ? 4 : 0) -
    (named !== undefined && !isSingular && isOne ? 4 : 0) -
    bound.inputs.length
  );
}
