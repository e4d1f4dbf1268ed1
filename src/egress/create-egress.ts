import { lookup as systemLookup } from "node:dns/promises";
import type { Logger } from "../kernel/index.ts";
import { createConnectionPools } from "./connection-pools.ts";
import type { Destination } from "./destination.ts";
import { createFetch, type FetchLimits } from "./fetch-port.ts";
import type { Lookup } from "./pinned-connector.ts";
import type { Refusal } from "./refusal.ts";
import { type EgressAnswer, type OutgoingRequest, sendRequest } from "./send-request.ts";

export interface EgressOptions {
  /** Names to addresses; the system's resolver unless given. */
  readonly lookup?: Lookup;
  readonly logger?: Logger;
  /** An HTTP proxy for public addresses (`http://user:password@proxy:3128`); allowed private ones are dialled directly. */
  readonly proxyUrl?: string;
}

/** The only way out to the network. */
export interface Egress {
  /**
   * Sends one request and gives its answer, or why there is none. Never throws. The answer is whole, unless `largestBytes`
   * allows a body of more than `maxBytes`: then its `rest` must be read or abandoned.
   */
  send(request: OutgoingRequest): Promise<EgressAnswer>;
  /**
   * A `fetch` for libraries that want one, through the same guard. Rejects with an `EgressError` `egress.<reason>` (not a
   * `TypeError`, which some take for a CORS fault and try again), or with the caller's own reason when aborted.
   * Redirects: `manual` gives the 3xx itself. An event stream is not bound by the time limit, unless `limits.boundsStreams`.
   */
  fetchFor(destination: Destination, limits?: FetchLimits): typeof fetch;
  /** Ends every connection; requests under way fail as `aborted`. */
  close(): Promise<void>;
}

const lookupAll: Lookup = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

/** Builds the guarded way out; nothing is connected before the first request. */
export function createEgress(options: EgressOptions = {}): Egress {
  const { lookup = lookupAll, logger, proxyUrl } = options;
  const pools = createConnectionPools({ lookup, ...(proxyUrl === undefined ? {} : { proxyUrl }) });
  const onRefusal = (
    { reason, message }: Pick<Refusal, "reason" | "message">,
    requestMayHaveBeenSent: boolean,
  ) => logger?.warn({ reason, detail: message, requestMayHaveBeenSent }, "no answer to an outgoing request");
  return {
    send: (request) => sendRequest(pools, request, onRefusal),
    fetchFor: (destination, limits = {}) => createFetch({ ...limits, pools, destination, onRefusal }),
    close: () => pools.close(),
  };
}
