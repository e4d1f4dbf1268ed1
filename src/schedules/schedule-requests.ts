import type { RunView } from "../planning/index.ts";
import { readTimes } from "./read-times.ts";

/** What a sentence about schedules asks for. */
export type ScheduleRequest =
  | {
      readonly tool: "schedule_request";
      readonly input: { times: string; request: string; channel?: string };
    }
  | { readonly tool: "manage_schedules"; readonly input: { do: string; number?: number } };

/** What a proposal's answer holds; the next message of the thread may then be a yes or a no. */
export const OFFERS_START = "Reply `yes` to start it";

const LIST =
  /^(?:list|show|what are)?\s*(?:me\s+)?(?:my|the|our|all|all the)?\s*schedules(?:\s+are there)?[?.!]?$/i;
const MANAGE =
  /^(?:please\s+)?(show|pause|resume|unpause|delete|remove|stop|run)\s+schedule\s+#?(\d{1,6})(?:\s+now)?[.!]?$/i;
const YES = /^(?:yes|yep|ok|okay|start|start it|yes,? (?:please|start it))[.!]?$/i;
const NO = /^(?:no|nope|drop|drop it|cancel|forget it|don't)[.!]?$/i;
const CHANNEL =
  /(?:,?\s+(?:and\s+)?(?:post\s+(?:it|that|the\s+\w+)\s+)?(?:in|to|into)\s+)(<#[A-Z0-9]+(?:\|[^>]*)?>|#[\p{L}\p{N}_-]+)\s*[.!]?$/iu;
const VERB =
  /^(?:please\s+)?(?:(?:schedule|set\s+up|add)(?:\s+(?:a|the)\s+schedule)?(?:\s+(?:for|to|that|which))?\s*:?\s*)/i;
const RUN = /^(?:,|:|then|to|run|do|say|ask)\s+|^[,:\s]+/i;

const VERBS: Readonly<Record<string, string>> = {
  show: "show",
  pause: "pause",
  stop: "pause",
  resume: "resume",
  unpause: "resume",
  delete: "delete",
  remove: "delete",
  run: "run_now",
};

/** What a person asks for, where it is about schedules. A request with times in it is one to be made again and again. */
export function readScheduleRequest({ text: raw, history }: RunView): ScheduleRequest | undefined {
  const text = raw.trim();
  const last = history.at(-1);
  if (last?.from === "chief" && last.text.includes(OFFERS_START)) {
    if (YES.test(text)) return manage("accept");
    if (NO.test(text)) return manage("drop");
  }
  if (LIST.test(text)) return manage("list");
  const managed = MANAGE.exec(text);
  if (managed?.[1] && managed[2])
    return manage(VERBS[managed[1].toLowerCase()] ?? "show", Number(managed[2]));
  return readProposal(text);
}

function manage(what: string, number?: number): ScheduleRequest {
  return { tool: "manage_schedules", input: { do: what, ...(number === undefined ? {} : { number }) } };
}

/** Times count only where they begin or end the sentence: “the orders that come every Monday” is not a schedule. */
function readProposal(text: string): ScheduleRequest | undefined {
  const plain = text.replace(VERB, "").trim();
  const channel = CHANNEL.exec(plain)?.[1];
  const withoutChannel = plain.replace(CHANNEL, "").replace(/[.!\s]+$/, "");
  const times = readTimes(withoutChannel);
  if (!times) return undefined;
  const at = withoutChannel.indexOf(times.phrase);
  const isAtEdge = at === 0 || at + times.phrase.length >= withoutChannel.length;
  const request = withoutChannel
    .replace(times.phrase, " ")
    .trim()
    .replace(RUN, "")
    .replace(/\s+(?:for|at|on)$/i, "")
    .replace(/\s+/g, " ")
    .trim();
  if (!isAtEdge || request === "") return undefined;
  return {
    tool: "schedule_request",
    input: { times: times.phrase, request, ...(channel ? { channel } : {}) },
  };
}
