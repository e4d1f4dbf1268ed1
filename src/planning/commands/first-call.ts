import { type Action, inputsOf } from "../../actions/index.ts";
import type { Json } from "../../kernel/index.ts";
import type { RunView } from "../planner.ts";
import { argumentsFor, findNamedAction, inputNames } from "./find-action.ts";
import { findMentionedIntegration, type Mentioned, unknownApiIn } from "./find-integration.ts";
import { listsFor } from "./guess-list.ts";
import { connectedText, nearestText, notConnectedText } from "./help.ts";
import { pickWindowInputs } from "./pick-column.ts";
import { type ParsedRequest, parseRequest } from "./request.ts";
import type { TimeWindow } from "./time-phrase.ts";

/** How to begin: with a call, with a question to the person, or not at all. */
export type FirstCall =
  | {
      readonly kind: "call";
      readonly tool: "call_action" | "call_http";
      readonly input: Record<string, unknown>;
    }
  | { readonly kind: "ask"; readonly text: string }
  | { readonly kind: "pass"; readonly text: string };

/** Finds the one call that an explicit request asks for. */
export function planFirstCall(view: RunView): FirstCall {
  const { catalogue } = view;
  const mentioned = findMentionedIntegration(view.text, catalogue.integrations);
  const request = parseRequest(mentioned?.rest ?? view.text, view.startedAt, view.timeZone);
  if (request.inexact !== undefined) {
    const text = `The number ${request.inexact} has more digits than a number keeps, so another one would be sent. Write it in quotes, as a text.`;
    return { kind: "ask", text };
  }
  if (!mentioned) {
    // Another API than the one that the person named would give an answer that is wrong without looking so.
    const missing = unknownApiIn(view.text, catalogue.integrations);
    if (missing) return { kind: "pass", text: notConnectedText(view, missing) };
    return withoutIntegration(view, request);
  }
  if (request.http) return callHttp(view, mentioned, request);
  const action = findNamedAction(catalogue, mentioned.integration, {
    ...request,
    ...(mentioned.actionName ? { actionName: mentioned.actionName } : {}),
  });
  // One that is switched off is proposed all the same, so that the person is told why.
  const off = action
    ? undefined
    : catalogue.storedAction(mentioned.integration.id, mentioned.actionName ?? "");
  if (off) return callAction(view, off, request);
  return action
    ? callAction(view, action, request)
    : { kind: "pass", text: nearestText(view, mentioned.integration) };
}

function withoutIntegration(view: RunView, request: ParsedRequest): FirstCall {
  const { http } = request;
  if (!http) return guessed(view, request);
  const having = view.catalogue.integrations.filter(({ id }) =>
    view.catalogue.operationAt(id, http.method, http.path),
  );
  const only = having.length === 1 ? having[0] : undefined;
  const single = view.catalogue.integrations.length === 1 ? view.catalogue.integrations[0] : only;
  if (single) return callHttp(view, { integration: single, rest: view.text }, request);
  const isAnyConnected = view.catalogue.integrations.length > 0;
  return {
    kind: "ask",
    text: isAnyConnected ? `Which API should I call? ${connectedText(view)}` : nearestText(view),
  };
}

const MOST_OFFERED = 5;

/** A figure of the one list that it can be about; where there are several, the person is asked. */
function guessed(view: RunView, request: ParsedRequest): FirstCall {
  const lists = listsFor(view, request);
  const [only] = lists;
  if (!only || lists.length > MOST_OFFERED) return { kind: "pass", text: nearestText(view) };
  if (lists.length === 1) return callAction(view, only, request);
  const names = lists.map(
    (action) => `\`#${view.catalogue.integration(action.integrationId)?.slug}.${action.name}\``,
  );
  return { kind: "ask", text: `Of which one? It could be ${names.join(" or ")}.` };
}

/** `ISO8601`, `<since>`, `{since}`, `YYYY-MM-DD`, `timestamp`: a stand-in that the person left in the URL. */
const STAND_IN =
  /^(iso[-_ ]?8601|iso|rfc ?3339|<.*>|\{.*\}|:\w+|yyyy-mm-dd.*|timestamp|date(time)?|unix|epoch|\.\.\.|…)$/i;

function callHttp(view: RunView, mentioned: Mentioned, request: ParsedRequest): FirstCall {
  const { integration } = mentioned;
  const http = request.http ?? { method: "GET", path: "/", query: {} };
  const known = view.catalogue.operationAt(integration.id, http.method, http.path)?.action;
  const query: Record<string, Json> = { ...http.query };
  const unfilled = fillStandIns(query, request.window);
  if (unfilled) {
    return {
      kind: "ask",
      text: `What should \`${unfilled}\` be? Name a time, such as “yesterday” or “the last 24 hours”.`,
    };
  }
  const names = known ? known.request.query.map(({ name }) => name).filter(mayBeTime(known)) : [];
  addWindow(query, names, request.window);
  const isBodied = !["GET", "HEAD", "DELETE"].includes(http.method);
  const filled = isBodied ? query : { ...request.given, ...query };
  const body = isBodied
    ? (request.body ?? (Object.keys(request.given).length > 0 ? { ...request.given } : undefined))
    : undefined;
  const isRead = known ? known.effect === "read" : ["GET", "HEAD"].includes(http.method);
  const clause = isRead ? undefined : strictClause(request);
  if (clause !== undefined) return cannotNarrow(clause);
  const path = fillPath(http.path, request.ids);
  const input = {
    integration: integration.slug,
    method: http.method,
    path,
    query: filled,
    ...(body === undefined ? {} : { body }),
  };
  return path.includes("{") || path.includes("<")
    ? { kind: "ask", text: `Which one? The path ${path} has a part that I do not know.` }
    : { kind: "call", tool: "call_http", input };
}

const MARKS_OR_TIMES = /^(after|before|start|end|from|to)$/i;

/** How many records a page holds: `first` of GraphQL, `limit`, `page_size`. */
const PAGE_SIZE = /^(first|last|limit|size|count|top|per_?page|page_?size|max_?results)$/i;

/** What has an end is no mark of a page; connections of GraphQL have `before` beside `after`. */
const SPANS = [
  ["start", "end"],
  ["from", "to"],
];

/**
 * A parameter such as `after` is a time where its schema says so, or where none of its kind marks a page. Beside the size of
 * a page it marks one; what was not asked of the API is narrowed in its records all the same.
 */
function mayBeTime(action: Action): (name: string) => boolean {
  const { paging, declaredPaging } = action;
  const marks = [paging?.cursor, paging?.offset, paging?.page, declaredPaging?.parameter];
  const schemas = new Map(inputsOf(action).map(({ name, schema }) => [name, schema]));
  const names = [...schemas.keys()].map((name) => name.toLowerCase());
  const isSpan = SPANS.some((ends) => ends.every((name) => names.includes(name)));
  const isInPages = !isSpan && names.some((name) => PAGE_SIZE.test(name));
  return (name) => {
    const format = schemas.get(name)?.["format"];
    if (!MARKS_OR_TIMES.test(name) || format === "date" || format === "date-time") return true;
    return !marks.includes(name) && !isInPages;
  };
}

/** Puts the window's ends where stand-ins were left. Returns the name of one that stays unknown. */
function fillStandIns(query: Record<string, Json>, window: TimeWindow | undefined): string | undefined {
  const { until } = pickWindowInputs(Object.keys(query));
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== "string" || !STAND_IN.test(value)) continue;
    if (!window) return name;
    query[name] = bound(window, name === until ? "until" : "from", formatOf(value));
  }
  return undefined;
}

type Format = "iso" | "epoch" | "date";

function formatOf(standIn: string): Format {
  if (/unix|epoch/i.test(standIn)) return "epoch";
  return /^yyyy-mm-dd$/i.test(standIn) ? "date" : "iso";
}

/** One end of a window as an API takes it; days are those of the person. */
function bound({ start, end, days }: TimeWindow, side: "from" | "until", format: Format): string {
  if (format === "date") return days[side];
  const at = side === "from" ? start : end;
  return format === "epoch" ? String(Math.floor(at.getTime() / 1000)) : at.toISOString();
}

function addWindow(
  query: Record<string, Json>,
  names: readonly string[],
  window: TimeWindow | undefined,
): void {
  if (!window) return;
  const inputs = pickWindowInputs(names);
  if (inputs.since && !(inputs.since in query)) query[inputs.since] = window.start.toISOString();
  if (inputs.until && !(inputs.until in query)) query[inputs.until] = window.end.toISOString();
}

function fillPath(path: string, ids: readonly string[]): string {
  let next = 0;
  return path.replace(/\{\w+\}|<\w+>|:[a-z]\w*/gi, (placeholder) => ids[next++] ?? placeholder);
}

/** What plainly narrows: a change that went ahead without it would change more than was meant. */
const strictClause = ({ clauses }: ParsedRequest) => clauses.find(({ isLoose }) => !isLoose)?.phrase;

const cannotNarrow = (phrase: string): FirstCall => ({
  kind: "ask",
  text: `I can narrow what I read, not what I change, so I cannot do this only to what is meant by “${phrase}”. Name each one, or write what to send as \`name=value\`.`,
});

function callAction(view: RunView, action: Action, request: ParsedRequest): FirstCall {
  const clause = action.effect === "read" ? undefined : strictClause(request);
  if (clause !== undefined) return cannotNarrow(clause);
  const filled = argumentsFor(action, request);
  addWindowToAction(filled, action, request.window);
  const { required } = inputNames(action);
  const missing = required.filter((name) => !(name in filled));
  if (missing.length > 0) {
    return {
      kind: "ask",
      text: `To run **${action.title || action.name}** I also need: ${missing.map((name) => `\`${name}\``).join(", ")}.`,
    };
  }
  const slug = view.catalogue.integration(action.integrationId)?.slug ?? "";
  return {
    kind: "call",
    tool: "call_action",
    input: { action: `${slug}.${action.name}`, arguments: filled },
  };
}

function addWindowToAction(
  filled: Record<string, Json>,
  action: Action,
  window: TimeWindow | undefined,
): void {
  if (!window) return;
  const { required, optional } = inputNames(action);
  const inputs = pickWindowInputs([...required, ...optional].filter(mayBeTime(action)));
  for (const [name, side] of [[inputs.since, "from"] as const, [inputs.until, "until"] as const]) {
    if (name && !(name in filled)) filled[name] = inputValue(action, name, { window, side });
  }
}

/** An instant in the form that the input's schema asks for. */
function inputValue(
  action: Action,
  name: string,
  { window, side }: { window: TimeWindow; side: "from" | "until" },
): Json {
  const { type, format } = inputsOf(action).find((input) => input.name === name)?.schema ?? {};
  if (type === "integer" || type === "number") return Number(bound(window, side, "epoch"));
  return bound(window, side, format === "date" ? "date" : "iso");
}
