import type { RunView } from "../planning/index.ts";
import { readPolicies } from "./read-policies.ts";
import { readTimes } from "./read-times.ts";
import type { Tells } from "./tables.ts";

/** What a sentence about schedules asks for. */
export type ScheduleRequest =
  | {
      readonly tool: "schedule_request";
      readonly input: { times: string; request: string; channel?: string; tells?: Tells; policies?: string };
    }
  | {
      readonly tool: "manage_schedules";
      readonly input: { do: string; numbers?: number[]; change?: string };
    };

/** What a proposal's answer holds; the next message of the thread may then be a yes or a no. */
export const OFFERS_START = "Reply `yes` to start it";

const LIST =
  /^(?:list|show|what are)?\s*(?:me\s+)?(?:my|the|our|all|all the)?\s*schedules(?:\s+are there)?[?.!]?$/i;
const MANAGE =
  /^(?:please\s+)?(show|pause|resume|unpause|delete|remove|stop|run)\s+schedules?\s+(#?\d{1,6}(?:\s*(?:,|and|&)\s*#?\d{1,6})*)(?:\s+now)?[.!]?$/i;
const CHANGE = /^(?:please\s+)?(?:change|edit|set|move|update)\s+schedule\s+#?(\d{1,6})\s*[,:]?\s+(.+)$/is;
const MOST_NUMBERS = 50;
const YES = /^(?:yes|yep|ok|okay|start|start it|yes,? (?:please|start it))[.!]?$/i;
const NO = /^(?:no|nope|drop|drop it|cancel|forget it|don't)[.!]?$/i;
/** A channel at the end of a sentence. */
export const CHANNEL =
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
  if (managed?.[1] && managed[2]) {
    const numbers = [...new Set((managed[2].match(/\d+/g) ?? []).map(Number))].slice(0, MOST_NUMBERS);
    return manage(VERBS[managed[1].toLowerCase()] ?? "show", { numbers });
  }
  const changed = CHANGE.exec(text);
  if (changed?.[1] && changed[2])
    return manage("change", { numbers: [Number(changed[1])], change: changed[2] });
  return readProposal(text);
}

function manage(what: string, more: { numbers?: number[]; change?: string } = {}): ScheduleRequest {
  return { tool: "manage_schedules", input: { do: what, ...more } };
}

/** What is left of a sentence when its times are taken out, without the words that joined them. */
export function withoutFiller(text: string): string {
  return text
    .trim()
    .replace(RUN, "")
    .replace(/^(?:to|and|but)\b\s*/i, "")
    .replace(/[,;]?\s+(?:for|at|on|to|and|but)$/i, "")
    .replace(/^[,:;.\s]+|[,:;.!\s]+$/g, "")
    .replace(/\s+/g, " ");
}

/** Times count only where they begin or end the sentence: “the orders that come every Monday” is not a schedule. */
function readProposal(text: string): ScheduleRequest | undefined {
  const read = readPolicies(text.replace(VERB, "").trim());
  const times = timesAtEdge(read.rest);
  // Without times, “only tell me if …” is a request like any other.
  if (!times) return undefined;
  const request = times.request || (read.sought ? `list ${read.sought}` : "");
  if (request === "") return undefined;
  const { fallbackName, policies } = read;
  const { tells } = policies;
  const hasMore = fallbackName !== undefined || Object.keys(policies).some((name) => name !== "tells");
  return {
    tool: "schedule_request",
    input: {
      times: times.phrase,
      request,
      ...(times.channel ? { channel: times.channel } : {}),
      ...(tells ? { tells } : {}),
      ...(hasMore ? { policies: text } : {}),
    },
  };
}

function timesAtEdge(
  plain: string,
): { phrase: string; request: string; channel: string | undefined } | undefined {
  const channel = CHANNEL.exec(plain)?.[1];
  const withoutChannel = plain.replace(CHANNEL, "").replace(/[.!,;\s]+$/, "");
  const times = readTimes(withoutChannel);
  if (!times) return undefined;
  const at = withoutChannel.indexOf(times.phrase);
  const isAtEdge = at === 0 || at + times.phrase.length >= withoutChannel.length;
  if (!isAtEdge) return undefined;
  const request = withoutFiller(withoutChannel.replace(times.phrase, " "));
  return { phrase: times.phrase, request, channel };
}
