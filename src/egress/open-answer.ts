import { admitHeaders } from "./admit-headers.ts";
import { admitUrl } from "./admit-url.ts";
import type { ConnectionPools } from "./connection-pools.ts";
import type { Deadline } from "./deadline.ts";
import { decoded, TAKEN_ENCODINGS } from "./decode-body.ts";
import type { Destination } from "./destination.ts";
import { type AnswerHead, exchange, type SendMark } from "./exchange.ts";
import { explainFailure } from "./explain-failure.ts";
import { followRedirect, type Hop, isRedirect } from "./follow-redirects.ts";
import { vetAnswerHead } from "./read-body.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** A request before it was looked at. */
export interface UncheckedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Names of the headers that hold the credential; they go to no other origin, whatever their name. */
  readonly credentialHeaders?: readonly string[];
  readonly destination: Destination;
  /** Asks for a compressed answer, and takes it apart; one that comes without is refused otherwise. */
  readonly takesCompressed?: boolean;
}

export interface SendLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** As of `fetch`: `manual` gives a redirect to the caller as the answer. */
  readonly redirect: "follow" | "manual" | "error";
}

/** What belongs to one request while it is under way. */
export interface UnderWay extends SendLimits {
  readonly pools: ConnectionPools;
  readonly deadline: Deadline;
  readonly mark: SendMark;
}

export type Opened = { readonly ok: true; readonly head: AnswerHead; readonly url: URL } | Refusal;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Checks a request, sends it, follows what may be followed, and gives the head of the last answer. Never throws. */
export async function openAnswer(request: UncheckedRequest, underWay: UnderWay): Promise<Opened> {
  const first = admitRequest(request);
  if (!first.ok) return first;
  let hop = first.hop;
  for (;;) {
    const opened = await openHop(hop, request, underWay);
    if (!opened.ok || "head" in opened) return opened;
    hop = opened.hop;
  }
}

type Step = { readonly ok: true; readonly hop: Hop } | Refusal;

function admitRequest(request: UncheckedRequest): Step {
  if (!METHODS.has(request.method)) {
    return refuse(
      "method",
      `${JSON.stringify(request.method)} is not a method I send; use ${[...METHODS].join(", ")}`,
    );
  }
  const admitted = admitUrl(request.url, request.destination);
  if (!admitted.ok) return admitted;
  const headers = admitHeaders(request.headers);
  if (!headers.ok) return headers;
  const body = request.body === undefined ? {} : { body: request.body };
  return {
    ok: true,
    hop: {
      method: request.method,
      url: admitted.url,
      headers: request.takesCompressed
        ? { ...headers.headers, "accept-encoding": TAKEN_ENCODINGS }
        : headers.headers,
      credentialHeaders: (request.credentialHeaders ?? []).map((name) => name.toLowerCase()),
      ...body,
      redirects: 0,
    },
  };
}

async function openHop(
  hop: Hop,
  { destination, takesCompressed }: Pick<UncheckedRequest, "destination" | "takesCompressed">,
  underWay: UnderWay,
): Promise<Opened | Step> {
  const { hostname } = hop.url;
  const isHead = hop.method === "HEAD";
  try {
    const sent = await exchange(underWay.pools.poolFor(destination), hop, underWay);
    const limits = { hostname, maxBytes: underWay.maxBytes };
    const head = takesCompressed && !isHead ? decoded(sent, limits) : sent;
    const location = head.headers["location"];
    if (underWay.redirect !== "manual" && isRedirect(head.status, location)) {
      head.body.destroy();
      if (underWay.redirect === "error") return refuse("redirect", `${hostname} answered with a redirect`);
      const next = followRedirect(hop, location, destination);
      return "reason" in next ? next : { ok: true, hop: next };
    }
    const refusal = vetAnswerHead(head, { ...limits, isHead });
    if (refusal) head.body.destroy();
    return refusal ?? { ok: true, head, url: hop.url };
  } catch (error) {
    return explainFailure(error, { hostname, ...underWay, mayHaveBeenSent: underWay.mark.mayHaveBeenSent });
  }
}
