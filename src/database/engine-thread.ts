import { ChiefError, messageOf, startWorker } from "../kernel/index.ts";
import type { EngineStart, FromEngine, ToEngine } from "./engine-messages.ts";

/** A running database thread. */
export interface EngineThread {
  post(message: ToEngine): void;
  /** Closes the database properly; kills the thread when that takes longer than ten seconds. */
  stop(): Promise<void>;
  /** Ends the thread as a power cut would. */
  kill(): Promise<void>;
}

export interface EngineListeners {
  onBytes(client: number, bytes: Uint8Array): void;
  /** Called at most once, when the running thread panicked or ended without having been asked to. */
  onDown(error: ChiefError): void;
}

const STOP_MS = 10_000;

/**
 * Starts the database thread and resolves when it answers. A folder without a database gets an empty one.
 *
 * @throws ChiefError `database.cannot_open` with PostgreSQL's own last lines, `database.not_durable`
 */
export function startEngine(start: EngineStart, listeners: EngineListeners): Promise<EngineThread> {
  const worker = startWorker(import.meta.url, "./engine-worker", {
    workerData: start,
  });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  let state: "starting" | "running" | "ending" = "starting";

  async function kill(): Promise<void> {
    state = "ending";
    await worker.terminate();
  }

  function stop(): Promise<void> {
    state = "ending";
    worker.postMessage({ kind: "stop" } satisfies ToEngine);
    const timer = setTimeout(() => void worker.terminate(), STOP_MS);
    return ended.finally(() => clearTimeout(timer));
  }

  return new Promise((resolve, reject) => {
    function fail(error: ChiefError): void {
      const before = state;
      void kill();
      if (before === "starting") reject(error);
      if (before === "running") listeners.onDown(error);
    }
    function run(): void {
      state = "running";
      resolve({ post: (message) => worker.postMessage(message), stop, kill });
    }
    worker.on("message", (message: FromEngine) => {
      if (message.kind === "bytes") listeners.onBytes(message.client, message.bytes);
      else if (message.kind === "ready") run();
      else fail(errorOf(start.folder, message));
    });
    worker.on("error", (error) => fail(crashed(error)));
    worker.on("exit", () => fail(crashed("its thread ended")));
  });
}

function errorOf(folder: string, failure: Extract<FromEngine, { kind: "failed" | "panic" }>): ChiefError {
  if (failure.kind === "panic") return crashed(`PostgreSQL panicked: ${failure.log}`);
  const message = [`cannot open the embedded database in ${folder}: ${failure.message}`, failure.log];
  return new ChiefError(failure.code ?? "database.cannot_open", {
    message: message.filter(Boolean).join("\n"),
  });
}

function crashed(cause: unknown): ChiefError {
  return new ChiefError("database.crashed", {
    message: `the embedded database stopped: ${messageOf(cause)}`,
    cause,
  });
}
