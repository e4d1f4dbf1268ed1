import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { isJsonObject, type JsonObject } from "../../src/kernel/index.ts";
import type { DeliveryOutcome, Envelope, LocalWorkspace } from "../../src/local/workspace/index.ts";

/** A Slack that speaks HTTP on loopback. */
export interface SlackOverHttp {
  /** For `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly origin: string;
  close(): Promise<void>;
}

export interface HttpDelivery {
  /** Where the app listens, `/slack/events` included. */
  readonly eventsUrl: string;
  readonly signingSecret: string;
}

/** Serves `workspace` on a loopback port, and delivers to `eventsUrl`, signed as Slack signs (v0). */
export async function serveSlackOverHttp(
  workspace: LocalWorkspace,
  { eventsUrl, signingSecret }: HttpDelivery,
): Promise<SlackOverHttp> {
  const { origin, close } = await serveFront(workspace);
  const disconnect = workspace.connect({
    origin,
    deliver: (envelope, signal) => deliver(envelope, { eventsUrl, signingSecret, signal }),
  });
  return {
    origin,
    apiUrl: `${origin}/api/`,
    async close() {
      disconnect();
      await close();
    },
  };
}

/** Serves only what the app calls: the Web API, response URLs, uploads and files. */
export async function serveFront(workspace: Pick<LocalWorkspace, "front">) {
  const server = createServer((request, response) => {
    answer(workspace, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { server, origin, close };
}

async function answer(
  workspace: Pick<LocalWorkspace, "front">,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const isUpload = incoming.url?.startsWith("/upload/");
  // Only large files are worth not being held.
  const body = isUpload ? incoming : await buffer(incoming);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method ?? "GET",
    headers,
    signal: gone.signal,
    ...(hasBody && { body, duplex: "half" }),
  });
  const response = await workspace.front(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

/** Delivers once over HTTP, signed. */
export async function deliver(
  envelope: Envelope,
  to: HttpDelivery & { readonly signal: AbortSignal },
): Promise<DeliveryOutcome> {
  const { type, body } = encode(envelope);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac("sha256", to.signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": type,
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${digest}`,
    ...(envelope.retryNum !== undefined && { "x-slack-retry-num": String(envelope.retryNum) }),
    ...(envelope.retryReason !== undefined && { "x-slack-retry-reason": envelope.retryReason }),
  };
  try {
    const request = { method: "POST", headers, body, redirect: "manual" as const, signal: to.signal };
    return await toOutcome(await fetch(to.eventsUrl, request));
  } catch {
    return { ok: false, reason: "connection_failed" };
  }
}

/** Events go as JSON, interactions as a form with a `payload`, slash commands as plain form fields. */
function encode({ kind, body }: Envelope): { type: string; body: string } {
  if (kind === "events_api") return { type: "application/json", body: JSON.stringify(body) };
  const fields = kind === "interactive" ? { payload: JSON.stringify(body) } : toStrings(body);
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() };
}

function toStrings(body: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
}

async function toOutcome(response: Response): Promise<DeliveryOutcome> {
  const text = await response.text();
  if (response.ok) return { ok: true, body: parse(text) };
  const noRetry = response.headers.get("x-slack-no-retry") === "1";
  return { ok: false, reason: "http_error", noRetry };
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : text;
  } catch {
    return text;
  }
}
