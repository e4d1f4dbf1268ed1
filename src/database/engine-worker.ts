/** The database thread: PGlite, kept off the main thread because it starves the event loop that it runs on. */
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { ChiefError, messageOf } from "../kernel/index.ts";
import { openDurablePglite } from "./durable-pglite.ts";
import type { EngineStart, FromEngine, ToEngine } from "./engine-messages.ts";
import { createSharedSession } from "./shared-session.ts";
import { createWireConnection, type WireConnection } from "./wire-connection.ts";

const LOG_LINES = 20;
const PANIC = Buffer.from("\0VPANIC\0");

/** Without `-F`, which turns fsync off. 16 MB instead of 128 MB of buffers saves 64 MB of memory. */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  ...["-c", "wal_sync_method=fsync", "-c", "shared_buffers=16MB"],
];

const { folder, waitMs } = workerData as EngineStart;
const log: string[] = [];

function tell(message: FromEngine): void {
  parentPort?.postMessage(message);
}

function keepLine(line: string): boolean {
  log.push(line);
  if (log.length > LOG_LINES) log.shift();
  return false;
}

function openPglite(): Promise<PGlite> {
  const options = { startParams: START_PARAMETERS, onStderr: keepLine };
  return folder === "memory://"
    ? PGlite.create({ ...options, dataDir: folder })
    : openDurablePglite(folder, options);
}

/** Runs wire messages. A panic is told before anything else is done, because the next statement may never end. */
async function execute(pglite: PGlite, messages: Buffer): Promise<Buffer> {
  const answer: Buffer[] = [];
  const onRawData = (bytes: Uint8Array) => {
    const copy = Buffer.from(bytes);
    answer.push(copy);
    if (copy.includes(PANIC)) tell({ kind: "panic", log: log.join("\n") });
  };
  await pglite.execProtocolRawStream(messages, { syncToFs: false, onRawData });
  return Buffer.concat(answer);
}

function serve(pglite: PGlite): void {
  const session = createSharedSession({ waitMs, execute: (messages) => execute(pglite, messages) });
  const connections = new Map<number, WireConnection>();

  function connectionOf(client: number): WireConnection {
    const known = connections.get(client);
    if (known) return known;
    // A Buffer may share its memory with others and would be posted with all of it; a copy has just its own bytes.
    const send = (bytes: Buffer) => tell({ kind: "bytes", client, bytes: new Uint8Array(bytes) });
    const connection = createWireConnection(client, session, send);
    connections.set(client, connection);
    return connection;
  }

  parentPort?.on("message", (message: ToEngine) => {
    if (message.kind === "bytes") return connectionOf(message.client).receive(message.bytes);
    if (message.kind === "stop") return void stop(pglite);
    connections.get(message.client)?.close();
    connections.delete(message.client);
  });
}

async function stop(pglite: PGlite): Promise<void> {
  await pglite.close();
  parentPort?.close();
}

try {
  serve(await openPglite());
  tell({ kind: "ready" });
} catch (error) {
  const code = error instanceof ChiefError ? error.code : undefined;
  tell({ kind: "failed", code, message: messageOf(error), log: log.join("\n") });
  parentPort?.close();
}
