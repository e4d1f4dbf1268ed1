import {
  Client,
  type JsonSchemaValidator,
  type jsonSchemaValidator,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { visibleText } from "../kernel/index.ts";
import type { Listing, ServerIdentity } from "./listing.ts";
import type { McpDeps, McpLimits, McpServer } from "./server.ts";
import { createSignedFetch } from "./signed-fetch.ts";
import { readTools } from "./tool.ts";
import type { Traffic } from "./traffic.ts";

/** A connection to a server on which one thing is done at a time. */
export interface Session {
  readonly client: Client;
  /** Begins a thing: what is seen from now on is kept apart, and `signal` ends it. */
  begin(signal?: AbortSignal): Doing;
  /** When its tools were read last, in milliseconds of the process's clock. */
  listedAtMs: number;
  listing: Listing | undefined;
  close(): Promise<void>;
}

export interface Doing {
  readonly traffic: Traffic;
  readonly options: { readonly signal: AbortSignal; readonly timeout: number };
}

/** Nothing is checked against a server's own schemas: what it answers is data of a stranger, whatever it promised. */
const TRUSTS_NO_SCHEMA: jsonSchemaValidator = {
  getValidator:
    <T>(): JsonSchemaValidator<T> =>
    (input) => ({ valid: true, data: input as T, errorMessage: undefined }),
};
const MOST_PAGES = 20;
/** The guard's limit comes first, and tells more. */
const GRACE_MS = 1_000;
const GOODBYE_MS = 2_000;

/**
 * Builds a session; nothing is sent. Chief offers a server nothing: no sampling, no elicitation, no roots. What it may
 * ask for beyond the answer is refused by the SDK as unknown.
 */
export function buildSession(
  deps: McpDeps,
  server: McpServer,
  limits: McpLimits,
): {
  session: Session;
  transport: StreamableHTTPClientTransport;
} {
  let traffic = newTraffic(() => undefined);
  const signedFetch = createSignedFetch(deps, { server, limits, traffic: () => traffic });
  const transport = new StreamableHTTPClientTransport(new URL(server.url), {
    fetch: signedFetch,
    onInsufficientScope: "throw",
    reconnectionOptions: {
      initialReconnectionDelay: 250,
      maxReconnectionDelay: limits.timeoutMs,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 2,
    },
  });
  const client = new Client(
    { name: "chief", version: "1" },
    {
      capabilities: {},
      jsonSchemaValidator: TRUSTS_NO_SCHEMA,
      versionNegotiation: { mode: "auto" },
      inputRequired: { autoFulfill: false },
      listMaxPages: MOST_PAGES,
    },
  );
  const session: Session = {
    client,
    listedAtMs: Number.NEGATIVE_INFINITY,
    listing: undefined,
    begin(caller) {
      const controller = new AbortController();
      traffic = newTraffic((error) => controller.abort(error));
      const signal = caller ? AbortSignal.any([caller, controller.signal]) : controller.signal;
      return { traffic, options: { signal, timeout: limits.timeoutMs + GRACE_MS } };
    },
    close: () => close(transport, client, () => traffic),
  };
  return { session, transport };
}

function newTraffic(abort: (error: Error) => void): Traffic {
  return { callMayHaveBeenSent: false, notices: [], abort };
}

/** Says goodbye where the server keeps a session. Never throws. */
async function close(
  transport: StreamableHTTPClientTransport,
  client: Client,
  traffic: () => Traffic,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS);
    timer.unref();
  });
  const goodbye = Promise.all(traffic().notices).then(() => transport.terminateSession());
  await Promise.race([goodbye.catch(() => undefined), patience]);
  clearTimeout(timer);
  await client.close().catch(() => undefined);
}

/** Connects a session that was built, and reads its tools. */
export async function openSession(
  { session, transport }: ReturnType<typeof buildSession>,
  { options }: Doing,
): Promise<void> {
  await session.client.connect(transport, options);
  await readListing(session, options);
}

/** Reads the tools of a session anew. */
export async function readListing(session: Session, options: Doing["options"]): Promise<Listing> {
  const { tools } = await session.client.listTools(undefined, { ...options, cacheMode: "refresh" });
  session.listing = { server: identityOf(session.client), ...readTools(tools) };
  session.listedAtMs = performance.now();
  return session.listing;
}

function identityOf(client: Client): ServerIdentity {
  const said = client.getServerVersion();
  const line = (text: string | undefined, longest: number) =>
    visibleText((text ?? "").replace(/\s+/g, " ").slice(0, longest));
  return {
    name: line(said?.title ?? said?.name, 80) || "a server without a name",
    version: line(said?.version, 40),
    protocol: line(client.getNegotiatedProtocolVersion(), 40),
  };
}
