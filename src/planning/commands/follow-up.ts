import type { PastMessage, RunView } from "../planner.ts";
import { asksHow } from "./asks-how.ts";
import { readRequest } from "./read-request.ts";
import { type Aggregate, type ParsedRequest, parseRequest } from "./request.ts";
import { contentWords } from "./words.ts";

const LEAD =
  /^(?:(?:ok|okay|and|now|then|also|but|please|thanks|so|what about|how about|same)\b[\s,]*|(?:show|give|send|break|split|group|get|list|do)\b(?:\s+(?:me|it|that|this|them|those|down|up))*\s*)+/i;
const BY = /^(?:by|per|for each)\s+(?=\w)/i;
const TAIL = /(?:[\s,]+(?:please|thanks|thank you|too|instead|as well))*[?!.\s]*$/i;
const MOST_WORDS = 14;

/**
 * The request that a short message makes of the one before it: “and by status?”, “as a chart”, “as CSV”, “top 5 by total”,
 * “post it in #ops”. Undefined when the message stands by itself, names something to call, or nothing came before it.
 *
 * What the message does not say stays as it was: the span of time, the measure, the groups.
 */
export function readFollowUp(view: RunView): ParsedRequest | undefined {
  const wish = wishIn(view.text, view);
  const base = wish && baseOf(view);
  return base && wish ? merged(base, wish) : undefined;
}

interface Wish {
  readonly request: ParsedRequest;
  /** It names groups and no measure of its own. */
  readonly onlyGroups: boolean;
}

function wishIn(text: string, view: Pick<RunView, "startedAt" | "timeZone">): Wish | undefined {
  if (text.trim().split(/\s+/).length > MOST_WORDS) return undefined;
  const plain = text.trim().replace(LEAD, "");
  const isBare = BY.test(plain);
  const words = isBare ? plain.replace(BY, "group by ") : plain;
  const request = parseRequest(words.replace(TAIL, ""), view.startedAt, view.timeZone);
  const isElse =
    request.http || request.window || request.body !== undefined || Object.keys(request.given).length > 0;
  if (isElse || request.ids.length > 0 || contentWords(request.rest).length > 0) return undefined;
  const narrows = request.clauses.some(({ isLoose }) => !isLoose);
  const says = request.present || request.postIn || narrows || request.aggregate.kind !== "none";
  const counts = /\b(?:count|counts|how many|number)\b/i.test(text);
  return says ? { request, onlyGroups: request.aggregate.kind === "count" && !counts } : undefined;
}

/** What the thread is about: the last request that was no follow-up, with the follow-ups since. */
function baseOf(view: RunView): ParsedRequest | undefined {
  const asked = view.history.filter(({ from, text }) => from === "person" && !asksHow(text));
  const at = asked.findLastIndex((past) => wishIn(past.text, view) === undefined);
  const first = asked[at];
  if (!first) return undefined;
  return asked
    .slice(at + 1)
    .reduce((base, past) => withWish(base, past, view), readRequest(first.text, view, first.at));
}

function withWish(base: ParsedRequest, past: PastMessage, view: RunView): ParsedRequest {
  const wish = wishIn(past.text, view);
  return wish ? merged(base, wish) : base;
}

function merged(base: ParsedRequest, { request, onlyGroups }: Wish): ParsedRequest {
  const { present: _shown, postIn: _posted, ...kept } = base;
  return {
    ...kept,
    ...(request.counted ? { counted: request.counted } : {}),
    clauses: [...base.clauses, ...request.clauses],
    aggregate: mergedAggregate(base.aggregate, request.aggregate, onlyGroups),
    ...(request.present ? { present: request.present } : {}),
    ...(request.postIn ? { postIn: request.postIn } : {}),
  };
}

function mergedAggregate(base: Aggregate, wish: Aggregate, onlyGroups: boolean): Aggregate {
  if (wish.kind === "none") return base;
  if (onlyGroups && base.kind === "measure" && wish.kind === "count" && wish.groupBy)
    return { ...base, groupBy: wish.groupBy };
  const groupBy = base.kind === "measure" || base.kind === "count" ? base.groupBy : undefined;
  const keeps = (wish.kind === "measure" || wish.kind === "count") && !wish.groupBy && groupBy !== undefined;
  return keeps ? { ...wish, groupBy } : wish;
}
