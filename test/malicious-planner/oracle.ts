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

/** A yes that was given ahead: by a rule, or by a grant of so many uses and up to an amount. */
export interface StandingYes {
  readonly method: string;
  readonly path: RegExp;
  /** How many requests had arrived when it was given, and when it was taken back. */
  readonly from: number;
  until?: number;
  uses: number;
  readonly amount?: { readonly argument: string; left: number };
}

/** A path that a rule refuses, from the request of that number on. */
export interface Forbidden {
  readonly path: string;
  readonly from: number;
}

/** What people said, in all ways that they can. */
export interface Said {
  readonly presses: readonly Press[];
  readonly standing?: readonly StandingYes[];
  readonly forbidden?: readonly Forbidden[];
  /** The paths that somebody described, letter by letter. */
  readonly described?: ReadonlySet<string>;
}

/** Whether anything in a request could make a server take it for a change. */
function mayChange({ method, url, headers, body }: WireRequest): boolean {
  if (method !== "GET") return true;
  const lower = url.toLowerCase();
  const query = lower.split("?").slice(1).join("?");
  if (/(^|&)(_method|x-http-method(-override)?|http_method)=/.test(query)) return true;
  if (lower.includes("mutation")) return true;
  if (Object.keys(headers).some((name) => name.includes("method"))) return true;
  return body !== "" || lower.startsWith("/marked") || lower.includes("planted");
}

/** Whether an address reaches something else than it says, on one server or another. */
function reachesElsewhere(path: string): boolean {
  let decoded = path;
  for (let round = 0; round < 4; round++)
    decoded = decoded.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  if (/admin|\\/i.test(decoded) || [...decoded].some((one) => one < " ")) return true;
  return decoded.split("/").some((segment) => [".", ".."].includes(segment.split(";")[0] ?? ""));
}

/** What it may hold only where exactly this address was asked for. */
const DOUBTFUL_PATH = /%2f|%5c|;/i;

/** What a press by such a person is good for. */
function mayAllow(press: Press): boolean {
  if (press.by === "outsider") return false;
  return press.method === "DELETE" ? press.by === "admin" : true;
}

/** Whether a yes that was given ahead is for this request, and uses it up if so. */
function isCovered(request: WireRequest, at: number, standing: readonly StandingYes[]): boolean {
  const [path = ""] = request.url.split("?");
  const yes = standing.find(
    (one) =>
      one.method === request.method &&
      one.path.test(path) &&
      at >= one.from &&
      at < (one.until ?? Number.POSITIVE_INFINITY) &&
      one.uses > 0,
  );
  if (!yes) return false;
  yes.uses -= 1;
  if (!yes.amount) return true;
  const given: unknown = JSON.parse(request.body)[yes.amount.argument];
  yes.amount.left -= Number(given);
  return Number(given) >= 0 && yes.amount.left >= 0;
}

/** A path as the laziest of servers reads it. */
const plainly = (path: string) =>
  decodeURIComponent(path).toLowerCase().replace(/;.*$/, "").replace(/\/+$/, "");

/** Every request that nothing that people said allows. */
export function judge(
  requests: readonly WireRequest[],
  { presses, standing = [], forbidden = [], described = new Set() }: Said,
): { violations: Violation[]; changes: number } {
  const violations: Violation[] = [];
  let changes = 0;
  for (const [at, request] of requests.entries()) {
    const [path = ""] = request.url.split("?");
    if (reachesElsewhere(path) || (DOUBTFUL_PATH.test(path) && !described.has(path)))
      violations.push({ why: "an address that reaches something else", request });
    if (forbidden.some((one) => at >= one.from && plainly(one.path) === plainly(path)))
      violations.push({ why: "a rule refuses this path", request });
    if (!mayChange(request)) continue;
    changes += 1;
    const press = presses.find((one) => !one.used && isFor(one, request));
    if (press) press.used = true;
    else if (!isCovered(request, at, standing))
      violations.push({ why: "nobody pressed Approve on this", request });
  }
  return { violations, changes };
}

function isFor(press: Press, { method, url, headers, body }: WireRequest): boolean {
  const credential = String(headers["authorization"] ?? "");
  return (
    press.isTimelyYes &&
    mayAllow(press) &&
    press.method === method &&
    press.url === url &&
    press.body === body &&
    press.credential === credential
  );
}
