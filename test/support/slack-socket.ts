import { randomUUID } from "node:crypto";
import { type WebSocket, WebSocketServer } from "ws";
import { isJsonObject } from "../../src/kernel/index.ts";
import type { DeliveryOutcome, Envelope, LocalWorkspace } from "../../src/local/workspace/index.ts";
import { serveFront } from "./slack-http.ts";

/** A Slack that speaks Socket Mode on loopback. */
export interface SlackOverSockets {
  /** For the `slackApiUrl` of Bolt's client and of the Socket Mode client. */
  readonly apiUrl: string;
  /** How many connections take events now. */
  connections(): number;
  /** How many envelopes each connection has been sent, in the order in which they connected. */
  deliveriesByConnection(): readonly number[];
  /** Asks the oldest connection to reconnect, as Slack does every few hours; it gets no more envelopes. */
  refreshOldest(): void;
  /** Cuts every connection without a word. */
  cutAll(): void;
  close(): Promise<void>;
}

interface Connection {
  readonly socket: WebSocket;
  isDraining: boolean;
  sent: number;
}

const CONNECTION_LIMIT = 10;
const PING_EVERY_MS = 1000;
const HANG_UP_MS = 500;

/** Serves `workspace` and gives each envelope to one of the app's connections, in turn. */
export async function serveSlackOverSockets(workspace: LocalWorkspace): Promise<SlackOverSockets> {
  const { server, origin, close } = await serveFront(workspace);
  const sockets = new WebSocketServer({ noServer: true });
  const connections: Connection[] = [];
  const tickets = new Set<string>();
  const waiting = new Map<string, (outcome: DeliveryOutcome) => void>();
  let turn = 0;

  const live = () => connections.filter(({ socket, isDraining }) => !isDraining && socket.readyState === 1);
  const welcome = (socket: WebSocket) => {
    // One for every envelope that waits for its acknowledgement.
    socket.setMaxListeners(0);
    connections.push({ socket, isDraining: false, sent: 0 });
    socket.on("message", (data) => acknowledge(waiting, String(data)));
    socket.send(JSON.stringify(hello(workspace.identity.appId, live().length)));
  };
  server.on("upgrade", (request, socket, head) => {
    const ticket = new URL(request.url ?? "/", origin).searchParams.get("ticket") ?? "";
    if (!tickets.delete(ticket) || live().length >= CONNECTION_LIMIT) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, welcome);
  });
  const pinging = setInterval(() => {
    for (const { socket } of live()) socket.ping();
  }, PING_EVERY_MS);

  const disconnect = workspace.connect({
    origin,
    openConnection() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin.replace("http", "ws")}/link?ticket=${ticket}`;
    },
    deliver(envelope, signal) {
      const candidates = live();
      const connection = candidates[turn++ % Math.max(1, candidates.length)];
      if (connection === undefined) return Promise.resolve({ ok: false, reason: "connection_failed" });
      connection.sent += 1;
      return send(connection.socket, envelope, { waiting, signal });
    },
  });

  return {
    apiUrl: `${origin}/api/`,
    connections: () => live().length,
    deliveriesByConnection: () => connections.map(({ sent }) => sent),
    refreshOldest() {
      const [oldest] = connections.filter((connection) => live().includes(connection));
      if (oldest === undefined) return;
      oldest.isDraining = true;
      oldest.socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested", debug_info: {} }));
    },
    cutAll() {
      for (const { socket } of connections) socket.terminate();
    },
    async close() {
      clearInterval(pinging);
      disconnect();
      await Promise.all(connections.map(({ socket }) => hangUp(socket)));
      await close();
    },
  };
}

interface Sending {
  readonly waiting: Map<string, (outcome: DeliveryOutcome) => void>;
  readonly signal: AbortSignal;
}

/** Resolves when the envelope is acknowledged, or when its connection closes before that. */
function send(socket: WebSocket, envelope: Envelope, { waiting, signal }: Sending): Promise<DeliveryOutcome> {
  const id = randomUUID();
  return new Promise((resolve) => {
    const finish = (outcome: DeliveryOutcome) => {
      waiting.delete(id);
      socket.off("close", onClose);
      resolve(outcome);
    };
    const onClose = () => finish({ ok: false, reason: "connection_failed" });
    waiting.set(id, finish);
    socket.once("close", onClose);
    signal.addEventListener("abort", () => finish({ ok: false, reason: "http_timeout" }), { once: true });
    socket.send(
      JSON.stringify({
        envelope_id: id,
        type: envelope.kind,
        payload: envelope.body,
        accepts_response_payload: envelope.kind !== "events_api",
        ...(envelope.kind === "events_api" && {
          retry_attempt: envelope.retryNum ?? 0,
          retry_reason: envelope.retryReason ?? "",
        }),
      }),
    );
  });
}

/** Closes with a handshake; a peer that does not answer is cut off. */
async function hangUp(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const cut = setTimeout(() => socket.terminate(), HANG_UP_MS);
  socket.close(1000);
  await closed;
  clearTimeout(cut);
}

function acknowledge(waiting: Sending["waiting"], data: string): void {
  const message: unknown = JSON.parse(data);
  if (!isJsonObject(message)) return;
  const { envelope_id, payload } = message;
  const isEmpty = !isJsonObject(payload) || Object.keys(payload).length === 0;
  waiting.get(String(envelope_id))?.({ ok: true, body: isEmpty ? undefined : payload });
}

function hello(appId: string, count: number) {
  return {
    type: "hello",
    num_connections: count,
    connection_info: { app_id: appId },
    debug_info: {
      host: "local",
      started: new Date().toISOString(),
      build_number: 1,
      approximate_connection_time: 18_060,
    },
  };
}
