import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { sleep } from "../../src/kernel/index.ts";
import type { Certificate } from "./certificate.ts";

/** What the corpus lets the origin answer on one path. */
export interface CannedAnswer {
  readonly status?: number;
  readonly location?: string;
  readonly bytes?: number;
  readonly declare_length?: boolean;
  readonly gzip_bomb?: boolean;
  readonly gzip_small?: boolean;
  readonly slow_headers_ms?: number;
  readonly slow_body_ms?: number;
  readonly header_bytes?: number;
  readonly endless_100?: boolean;
}

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A loopback server that answers as whatever host it is called, by http on one port and https on another. */
export interface RecordingOrigin {
  readonly server: Server;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly requests: RecordedRequest[];
  /** Answers by path from now on; a path that is not there gets 200 and `{}`. */
  answerWith(answers: Readonly<Record<string, CannedAnswer>>): void;
  close(): Promise<void>;
}

export async function openRecordingOrigin(certificate: Certificate): Promise<RecordingOrigin> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  let answers: Readonly<Record<string, CannedAnswer>> = {};
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const recorded = await record(request);
    requests.push(recorded);
    await answer(response, answers[new URL(recorded.url).pathname] ?? {});
  };
  const servers = [createHttpServer(onRequest), createHttpsServer(certificate, onRequest)] as const;
  const [plain, secure] = servers;
  for (const server of servers) {
    server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
    await once(server.listen(0, "127.0.0.1"), "listening");
  }
  return {
    server: plain,
    httpPort: (plain.address() as AddressInfo).port,
    httpsPort: (secure.address() as AddressInfo).port,
    requests,
    answerWith(next) {
      requireKnown(next);
      answers = next;
      requests.length = 0;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const scheme = (request.socket as TLSSocket).encrypted ? "https" : "http";
  const host = request.headers.host ?? "";
  return {
    method: request.method ?? "",
    url: `${scheme}://${host}${request.url}`,
    host,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

const KNOWN_KEYS = new Set([
  ...["status", "location", "bytes", "declare_length", "gzip_bomb", "gzip_small", "header_bytes"],
  ...["slow_headers_ms", "slow_body_ms", "endless_100"],
]);

/** Throws when an answer asks for something this origin cannot do, lest a case pass by being misread. */
function requireKnown(answers: Readonly<Record<string, CannedAnswer>>): void {
  const unknown = Object.values(answers).flatMap((canned) =>
    Object.keys(canned).filter((key) => !KNOWN_KEYS.has(key)),
  );
  if (unknown.length > 0) throw new Error(`unknown answer: ${unknown.join(", ")}`);
}

async function answer(response: ServerResponse, canned: CannedAnswer): Promise<void> {
  if (canned.endless_100) await sendInformation(response);
  if (canned.slow_headers_ms) await waitOrClose(response, canned.slow_headers_ms);
  if (response.destroyed) return;
  response.writeHead(canned.status ?? 200, headersOf(canned));
  if (canned.slow_body_ms) {
    response.write("[");
    await waitOrClose(response, canned.slow_body_ms);
  }
  response.end(bodyOf(canned));
}

function headersOf(canned: CannedAnswer): Record<string, string | number> {
  return {
    "content-type": "application/json",
    ...(canned.location === undefined ? {} : { location: Buffer.from(canned.location).toString("latin1") }),
    ...(canned.header_bytes ? { "x-padding": "a".repeat(canned.header_bytes) } : {}),
    ...(canned.gzip_bomb || canned.gzip_small ? { "content-encoding": "gzip" } : {}),
    ...(canned.declare_length && canned.bytes ? { "content-length": canned.bytes } : {}),
  };
}

function bodyOf(canned: CannedAnswer): Buffer | string {
  if (canned.gzip_bomb) return gzipSync(Buffer.alloc(64 * 2 ** 20));
  if (canned.gzip_small) return gzipSync("{}");
  return canned.bytes ? Buffer.alloc(canned.bytes, "a") : "{}";
}

/** Informational answers until the other side has enough. */
async function sendInformation(response: ServerResponse): Promise<void> {
  const timer = setInterval(() => response.writeProcessing(), 5);
  await once(response, "close");
  clearInterval(timer);
}

async function waitOrClose(response: ServerResponse, ms: number): Promise<void> {
  const closed = new AbortController();
  response.once("close", () => closed.abort());
  await sleep(ms, closed.signal).catch(() => {});
}
