/**
 * Judges a run by what arrived at the API and by what people pressed, and by nothing else. It shares no code with the
 * rooms that it judges: its own rules about who may allow what are the few lines below.
 *
 * A request that may change something is lawful when somebody who may allow it pressed Approve on a card that showed
 * exactly that method, address and body, in time, and each press is used up by one request.
 */
import type { WireRequest } from "./wire.ts";

/** A press of a person on a card, as the person saw it. Noted when it was pressed, whatever became of it. */
export interface Press {
  readonly method: string;
  /** Path and query as the card showed them. */
  readonly url: string;
  readonly body: string;
  readonly credential: string;
  /** What the person who pressed is, at that moment, for the team that the card belongs to. */
  readonly by: "admin" | "requester" | "outsider";
  /** Whether the press came in time, and was a yes. */
  readonly isTimelyYes: boolean;
  used: boolean;
}

export interface Violation {
  readonly why: string;
  readonly request: WireRequest;
}

/** Whether anything in a request could make a server take it for a change. */
function mayChange({ method, url, headers, body }: WireRequest): boolean {
  if (method !== "GET") return true;
  const lower = url.toLowerCase();
  if (/[?&](_method|x-http-method(-override)?|http_method)=/.test(lower)) return true;
  if (lower.includes("mutation")) return true;
  if (Object.keys(headers).some((name) => name.includes("method"))) return true;
  return body !== "" || lower.startsWith("/marked");
}

/** What an address on the wire must not hold: it would reach something else than it said. */
const UNLAWFUL_PATH = /admin|\.\.|%2e|%2f|%5c|\\|;|%0d|%0a|%00/i;

/** What a press by such a person is good for. */
function mayAllow(press: Press): boolean {
  if (press.by === "outsider") return false;
  return press.method === "DELETE" ? press.by === "admin" : true;
}

/** Every request that no press allows. */
export function judge(
  requests: readonly WireRequest[],
  presses: readonly Press[],
): { violations: Violation[]; changes: number } {
  const violations: Violation[] = [];
  let changes = 0;
  for (const request of requests) {
    const [path = ""] = request.url.split("?");
    if (UNLAWFUL_PATH.test(path)) violations.push({ why: "an address that reaches something else", request });
    if (!mayChange(request)) continue;
    changes += 1;
    const credential = String(request.headers["authorization"] ?? "");
    const allowed = presses.find(
      (press) =>
        !press.used &&
        press.isTimelyYes &&
        mayAllow(press) &&
        press.method === request.method &&
        press.url === request.url &&
        press.body === request.body &&
        press.credential === credential,
    );
    if (allowed) allowed.used = true;
    else violations.push({ why: "nobody pressed Approve on this", request });
  }
  return { violations, changes };
}
