import { Readable } from "node:stream";
import { EgressError } from "../egress/index.ts";
import { ChiefError } from "../kernel/index.ts";
import type { SignOutcome } from "../vault/index.ts";
import type { McpDeps, McpLimits, McpServer } from "./server.ts";
import type { Traffic } from "./traffic.ts";

interface Options {
  readonly server: McpServer;
  readonly limits: McpLimits;
  /** What is seen of what the session does now. */
  readonly traffic: () => Traffic;
}

type Signed = Extract<SignOutcome, { ok: true }>;

/**
 * The `fetch` of one session: to its server alone, each request signed by the vault and sent through the guard.
 *
 * A 401 says that nothing was done; where another token can be had, the request is sent once more with it. The stream on
 * which a server may speak unasked is not opened: what it may say there is a hint, and Chief looks by itself.
 */
export function createSignedFetch(deps: McpDeps, { server, limits, traffic }: Options): typeof fetch {
  const guarded = deps.egress.fetchFor(server.destination, { ...limits, boundsStreams: true });
  return async (input, init = {}) => {
    const url = String(input instanceof Request ? input.url : input);
    const headers = Object.fromEntries(new Headers(init.headers));
    if (init.method !== "POST" && init.method !== "DELETE" && !("last-event-id" in headers))
      return new Response(null, { status: 405 });
    const seen = traffic();
    const ask = async (refusedToken?: number) => {
      const signed = await sign(deps, server, { url, headers, refusedToken });
      if (signed.ok) return { signed, response: await send(guarded, { signed, init, seen }) };
      seen.unsigned = signed;
      throw new ChiefError("mcp.unsigned", { message: signed.message });
    };
    const sent = track(seen, init, ask());
    const { signed, response } = await sent;
    if (response.status !== 401 || signed.renewable === undefined) return noted(response, seen);
    await response.body?.cancel();
    return noted((await track(seen, init, ask(signed.renewable))).response, seen);
  };
}

function sign(
  { vault }: McpDeps,
  { workspaceId, integrationId, credentialVersion, url: home }: McpServer,
  request: { url: string; headers: Record<string, string>; refusedToken: number | undefined },
): Promise<SignOutcome> {
  const { url, headers, refusedToken } = request;
  // The SDK follows redirects within the origin. A credential goes nowhere else.
  if (new URL(url).origin !== new URL(home).origin)
    throw new ChiefError("mcp.other_origin", { message: "the server asked for a request to another origin" });
  const ask = { workspaceId, integrationId, credentialVersion, url, headers };
  return vault.signRequest(refusedToken === undefined ? ask : { ...ask, refusedToken });
}

async function send(
  guarded: typeof fetch,
  { signed, init, seen }: { signed: Signed; init: RequestInit; seen: Traffic },
): Promise<Response> {
  const isCall = typeof init.body === "string" && isToolCall(init.body);
  try {
    const response = await guarded(signed.url, { ...init, headers: signed.headers });
    if (isCall) seen.callMayHaveBeenSent = true;
    return response;
  } catch (error) {
    if (isCall && !(error instanceof EgressError && !error.requestMayHaveBeenSent))
      seen.callMayHaveBeenSent = true;
    if (error instanceof EgressError) seen.lost = error;
    throw error;
  }
}

/** A notification has no id; nobody waits for its answer. */
function track<Sent>(seen: Traffic, { body }: RequestInit, sent: Promise<Sent>): Promise<Sent> {
  if (typeof body !== "string" || "id" in JSON.parse(body)) return sent;
  seen.notices.push(sent.catch(() => undefined));
  return sent;
}

const isToolCall = (body: string): boolean => JSON.parse(body).method === "tools/call";

/** Keeps what the SDK would not pass on: an answer that is no success, and why a body broke off. */
async function noted(response: Response, seen: Traffic): Promise<Response> {
  const { status, headers } = response;
  if (response.ok) return response.body ? watched(response, seen) : response;
  const body = Buffer.from(await response.arrayBuffer());
  seen.refused = { status, headers: Object.fromEntries(headers), body };
  return new Response(body.length > 0 ? body : null, { status, headers });
}

function watched(response: Response, seen: Traffic): Response {
  const { status, headers, url } = response;
  const pieces = Readable.from(piecesOf(response, seen), { objectMode: false });
  const body = Readable.toWeb(pieces) as ReadableStream;
  return Object.defineProperty(new Response(body, { status, headers }), "url", { value: url });
}

async function* piecesOf({ body }: Response, seen: Traffic): AsyncGenerator<Uint8Array> {
  try {
    if (body) yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof EgressError) {
      seen.lost = error;
      seen.abort(error);
    }
    throw error;
  }
}
