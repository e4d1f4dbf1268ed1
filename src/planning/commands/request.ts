import { inexactNumeralIn, isExactNumeral, type Json } from "../../kernel/index.ts";
import { type Clause, takeClauses } from "./clauses.ts";
import { findPresentation, type Presentation } from "./presentation.ts";
import { findTimePhrase, type TimeWindow } from "./time-phrase.ts";

/** What to make of the records that come back. */
export type Aggregate =
  | { readonly kind: "none" }
  /** Of records, or of the different values of `distinct`. */
  | { readonly kind: "count"; readonly groupBy?: string; readonly distinct?: string }
  | {
      readonly kind: "measure";
      readonly op: "sum" | "avg" | "min" | "max";
      readonly of: string;
      readonly groupBy?: string;
    }
  /** The most of `of`, where it is said what. */
  | { readonly kind: "top"; readonly n: number; readonly by: string; readonly of?: string };

/** An explicit request, taken apart. Nothing is looked up yet. */
export interface ParsedRequest {
  readonly http?: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
  };
  readonly window?: TimeWindow;
  readonly aggregate: Aggregate;
  /** How to show it; by the shape of the data when absent. */
  readonly present?: Presentation;
  /** A channel to post the result in, as written: `#ops` or `<#C123|ops>`. */
  readonly postIn?: string;
  /** `key=value` pairs and a JSON object that were given. */
  readonly given: Readonly<Record<string, Json>>;
  readonly body?: Json;
  /** A number in that object which has more digits than a number keeps. */
  readonly inexact?: string;
  /** Ids and numbers that stand in the text by themselves. */
  readonly ids: readonly string[];
  /** What the records are narrowed to by a part of a sentence: “who are premium”, “with status paid”. */
  readonly clauses: readonly Clause[];
  /** What follows “how many” or “count”, as far as its sentence goes. */
  readonly counted?: string;
  /** What is left of the sentences that ask for something to be made of the records; of all, where none does. */
  readonly asked: string;
  /** The text without all of the above but `counted` and `asked`, which it has. */
  readonly rest: string;
}

/** A path may hold `<id>` where something is still to be filled in. */
const METHOD_AND_PATH = /\b(GET|HEAD|POST|PUT|PATCH|DELETE)\s+(\/(?:<[\w-]+>|[^\s,;"'`<>])*)/;
const POST_CLAUSE =
  /(?:,?\s*\b(?:and|then)\b\s*)?\b(?:post|send|share|put|report)\s+(?:(?:a|an|the|it|them|that|this|me|each)\s+)?(?:(count|counts|total|totals|result|results|answer|summary|list|table|number)s?\s+)?(?:of\s+it\s+)?(?:in|into|to|on)\s+(<#[A-Z0-9]+(?:\|[^>]*)?>|#[\p{L}\p{N}_-]+)/iu;
const GROUP_CLAUSE =
  /\b(?:group(?:ed)?(?:\s+(?:it|them|the\s+\w+|orders|results))?\s+by|per|broken\s+down\s+by|split\s+by)\s+([\w. ]+?)(?=[,.;:!?]|\s+(?:and|then|for|in)\b|$)/i;
const BY_CLAUSE =
  /\b(?:counts?|how many|total|sum|number|revenue|turnover|sales|income|average|mean|avg|highest|largest|maximum|lowest|smallest|minimum|combined|overall|distinct|different|unique)\b[^.;]*?\bby\s+(\w+(?:\s+(?!(?:and|then|or|for|in|of|on|from|with|who|that|which|whose|to|as|over|per|by|please|thanks|too|again|instead|sort(?:ed)?|ordered)\b)\w+)?)/i;
const TOP_CLAUSE = /\btop\s+(\d{1,3})\s+(?:([\w ]+?)\s+)?by\s+(\w+)/i;
const MEASURE_CLAUSE =
  /\b(?:(total|sum|combined|overall)(?:\s+(?:of|up))?(?:\s+(?:the|all))?|(average|mean|avg)(?:\s+(?:of|the))*|(highest|largest|maximum|max|biggest)|(lowest|smallest|minimum|min))\s+(?!number\b|count\b)(\w+)/i;
const MONEY_CLAUSE = /\b(?:the|our|how\s+much)\s+(revenue|turnover|sales|income)\b/i;
const BARE_MONEY_CLAUSE = /\b(revenue|turnover)\b/i;
const SUM_UP = /\b(?:sum|add)\s+up\s+(?:the\s+)?(\w+)/i;
const DISTINCT_CLAUSE =
  /\b(?:(?:how many|number of|count(?: of)?)\s+)?(?:the\s+|all\s+)?(?:distinct|different|unique)\s+(?!as\b|by\b)(\w+)/i;
const COUNT_CLAUSE = /\b(?:count|counts|how many|number of|total number|total count)\b/i;
const PAIR = /\b([a-z_][\w.]*)\s*=\s*("[^"]*"|'[^']*'|[^\s,;{}]+)/gi;
const SET_TO = /\b(?:set|change|update)\s+(?:its\s+|the\s+)?([a-z_]\w*)\s+to\s+("[^"]*"|'[^']*'|[\w.-]+)/gi;
const ID = /(?<![\w./=-])#?(\d{2,}|[A-Z]{1,6}[-_]?\d[\w-]*|[0-9a-f]{8}-[0-9a-f-]{27})(?![\w=-]|\.\d)/g;

/** What asks for more than counting, adding up, means, extremes and rankings. */
const BEYOND =
  /\b(?:(?:average|mean|avg|median|highest|lowest|most|least)\s+(?:number|count)s?\s+of|times|multiplied|divided|ratio|percent|percentages?|median|growth|difference|versus|vs|compared)\b|%/i;

/** The words of a request for a figure that ask for more than the commands can work out; undefined when none do. */
export function beyondCommands({ aggregate, asked, counted }: ParsedRequest): string | undefined {
  if (aggregate.kind === "none") return undefined;
  return BEYOND.exec(asked)?.[0] ?? (counted === undefined ? undefined : MEAN.exec(asked)?.[0]);
}

/** Beside a count: “the average number of items”. */
const MEAN = /\b(?:average|mean|avg)\b/i;

/** Removes and returns the first match of `pattern`. */
function take(text: { rest: string }, pattern: RegExp): RegExpExecArray | undefined {
  const match = pattern.exec(text.rest);
  if (!match) return undefined;
  text.rest = text.rest.replace(match[0], " ");
  return match;
}

/** Takes an explicit request apart. `now` and `timeZone` resolve its time phrase. */
export function parseRequest(raw: string, now: Date, timeZone: string): ParsedRequest {
  const text = { rest: raw.replace(/\s+/g, " ").trim() };
  const http = takeHttp(text);
  const post = take(text, POST_CLAUSE);
  const shown = findPresentation(text.rest);
  if (shown) text.rest = text.rest.replace(shown.phrase, " ");
  const window = findTimePhrase(text.rest, now, timeZone);
  if (window) text.rest = text.rest.replace(window.phrase, " ");
  const written = takeJson(text);
  const given = takePairs(text);
  const clauses = takeClauses(text);
  const counted = countedIn(text.rest);
  const sentences = text.rest.split(/[.;!?:]\s/);
  const aggregate = takeAggregate(text, post?.[1]);
  const ids = [...text.rest.matchAll(ID)].map((match) => match[1] ?? "");
  text.rest = text.rest.replace(ID, " ");
  const rest = text.rest.replace(/\s+/g, " ").trim();
  const asking = sentences.flatMap((sentence) => leftOf(sentence) ?? []);
  return {
    ...{ aggregate, clauses, given, ids, rest },
    asked: asking.length > 0 ? asking.join(". ") : rest,
    ...(counted ? { counted } : {}),
    ...(http ? { http } : {}),
    ...(window ? { window } : {}),
    ...(shown ? { present: shown.present } : {}),
    ...(post?.[2] ? { postIn: post[2] } : {}),
    ...written,
  };
}

function takeHttp(text: { rest: string }): ParsedRequest["http"] {
  const match = take(text, METHOD_AND_PATH);
  if (!match?.[1] || !match[2]) return undefined;
  const target = match[2].replace(/[.:!?)]+$/, "");
  const [path = "/", search = ""] = target.split("?", 2);
  return { method: match[1], path, query: Object.fromEntries(new URLSearchParams(search)) };
}

function takeJson(text: { rest: string }): Pick<ParsedRequest, "body" | "inexact"> {
  const start = text.rest.indexOf("{");
  const end = text.rest.lastIndexOf("}");
  if (start < 0 || end < start) return {};
  const literal = text.rest.slice(start, end + 1);
  try {
    const body = JSON.parse(literal) as Json;
    text.rest = text.rest.replace(literal, " ");
    const inexact = inexactNumeralIn(literal);
    return { body, ...(inexact === undefined ? {} : { inexact }) };
  } catch {
    return {};
  }
}

function takePairs(text: { rest: string }): Record<string, Json> {
  const given: Record<string, Json> = {};
  for (const pattern of [SET_TO, PAIR]) {
    text.rest = text.rest.replace(pattern, (_whole, name: string, value: string) => {
      given[name] = scalar(value);
      return " ";
    });
  }
  return given;
}

/** `"7"` stays text; `7`, `true` and `null` become what they look like. */
function scalar(text: string): Json {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted) return quoted[2] ?? "";
  const bare = text.replace(/[.!?]+$/, "");
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(bare) && isExactNumeral(bare)) return Number(bare);
  if (bare === "true" || bare === "false") return bare === "true";
  return bare === "null" ? null : bare;
}

const COUNTED = /\b(?:counts?|how many|number of|total number of|total count of)\b(?:\s+of)?([^.;,:!?]*)/i;

const countedIn = (text: string) => COUNTED.exec(text)?.[1]?.trim();

/** What is left of a sentence that asks for a figure or a ranking, as it is of the whole text. */
function leftOf(sentence: string): string | undefined {
  const text = { rest: sentence };
  if (takeAggregate(text, undefined).kind === "none") return undefined;
  return text.rest.replace(/\s+/g, " ").trim();
}

function takeAggregate(text: { rest: string }, postedNoun: string | undefined): Aggregate {
  const top = TOP_CLAUSE.exec(text.rest);
  if (top?.[3]) {
    text.rest = text.rest.replace(top[0], ` ${top[2] ?? ""} `);
    return { kind: "top", n: Number(top[1]), by: top[3], ...(top[2] ? { of: top[2] } : {}) };
  }
  const groupBy = groupIn(text);
  const grouped = groupBy ? { groupBy } : {};
  const distinct = take(text, DISTINCT_CLAUSE)?.[1];
  if (distinct) return { kind: "count", distinct, ...grouped };
  const measure = take(text, SUM_UP) ?? take(text, MEASURE_CLAUSE) ?? take(text, MONEY_CLAUSE);
  const measured = measure?.[5] ?? (measure?.length === 2 ? measure[1] : undefined);
  if (measure && measured) return { kind: "measure", op: opOf(measure), of: measured, ...grouped };
  const counted = take(text, COUNT_CLAUSE) || /^count/i.test(postedNoun ?? "");
  const money = counted ? undefined : take(text, BARE_MONEY_CLAUSE)?.[1];
  if (money) return { kind: "measure", op: "sum", of: money, ...grouped };
  return counted || groupBy ? { kind: "count", ...grouped } : { kind: "none" };
}

function groupIn(text: { rest: string }): string | undefined {
  const by = BY_CLAUSE.exec(text.rest)?.[1];
  const group = take(text, GROUP_CLAUSE)?.[1]?.trim();
  if (group) return group;
  if (by) text.rest = text.rest.replace(new RegExp(String.raw`\bby\s+${by}\b`, "i"), " ");
  return by;
}

function opOf(measure: RegExpExecArray): "sum" | "avg" | "min" | "max" {
  if (measure[2]) return "avg";
  if (measure[3]) return "max";
  return measure[4] ? "min" : "sum";
}
