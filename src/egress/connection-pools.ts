import { createSecureContext, type SecureContext } from "node:tls";
import { Agent, type Dispatcher } from "undici";
import { canonicalJson } from "../kernel/index.ts";
import type { Destination } from "./destination.ts";
import { createPinnedConnector, type Lookup } from "./pinned-connector.ts";
import { createProxyTunnel } from "./proxy-tunnel.ts";
import { Refused, refuse } from "./refusal.ts";

const MAX_HEADER_BYTES = 32 * 1024;
const EVENT_STREAM_IDLE_MS = 300_000;
const CONNECTIONS_PER_ORIGIN = 100;

/** Kept-alive connections. */
export interface ConnectionPools {
  /** The connections that may be used under a destination's policy. */
  poolFor(destination: Destination): Dispatcher;
  /** Ends every connection, busy or not. */
  close(): Promise<void>;
}

/**
 * One set of connections for each way of choosing peers, so that a connection to a private address, or one that trusts
 * a private authority, is never reused by an integration that may not have it.
 */
export function createConnectionPools(options: {
  readonly lookup: Lookup;
  readonly proxyUrl?: string;
}): ConnectionPools {
  const tunnel = options.proxyUrl === undefined ? undefined : createProxyTunnel(options.proxyUrl);
  const agents = new Map<string, Agent>();

  const openAgent = (destination: Destination): Agent => {
    const secureContext = lazySecureContext(destination.ca);
    return new Agent({
      connect: createPinnedConnector({ destination, lookup: options.lookup, secureContext, tunnel }),
      connections: CONNECTIONS_PER_ORIGIN,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The deadline of the whole request covers these; what is left is an event stream gone silent.
      headersTimeout: 0,
      bodyTimeout: EVENT_STREAM_IDLE_MS,
    });
  };

  return {
    poolFor(destination) {
      const { allowPrivateNetwork, allowNat64, ca } = destination;
      const policy = canonicalJson({ allowPrivateNetwork, allowNat64, ca });
      const agent = agents.get(policy) ?? openAgent(destination);
      agents.set(policy, agent);
      return agent;
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      await tunnel?.close();
    },
  };
}

function lazySecureContext(ca: string | undefined): () => SecureContext | undefined {
  let context: SecureContext | undefined;
  return () => {
    if (ca === undefined) return undefined;
    try {
      context ??= createSecureContext({ ca });
      return context;
    } catch {
      throw new Refused(
        refuse("tls", "this integration's own CA certificate cannot be read; give it as PEM text"),
      );
    }
  };
}
