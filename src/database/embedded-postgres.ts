/**
 * Postgres inside this process.
 *
 * *Opening*: the folder is locked, an empty database is made in it when there is none, the thread starts.
 * *Serving*: streams are connected to the thread.
 * *Down* (PostgreSQL panicked, or the thread died): all streams end with an error, the thread is killed, and it is
 * started again, up to six times in half a minute; its write-ahead log then gives back every commit. Streams that
 * connect meanwhile wait. From there it is *serving* again, or
 * *lost*: everybody who asked is told, and every further stream ends with that error.
 */
import { join } from "node:path";
import { ChiefError, type Logger, sleep } from "../kernel/index.ts";
import { createFolderWhole, holdsDatabase } from "./database-folder.ts";
import type { ToEngine } from "./engine-messages.ts";
import { EngineStream } from "./engine-stream.ts";
import { type EngineThread, startEngine } from "./engine-thread.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";

export interface EmbeddedPostgres {
  /** A new connection, for `pg` to use as its socket. */
  connect(): EngineStream;
  /** Called when the database is lost for good. */
  onLost(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The database goes into its folder `pg`; `memory://` keeps it in memory, for short tests. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** How long a client waits while another one's transaction runs. */
  readonly waitMs: number;
}

const IN_MEMORY = "memory://";
const REOPEN_DELAYS_MS = [0, 1000, 2000, 4000, 8000, 15_000];

export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir } = options;
  if (dataDir === IN_MEMORY) return serve(options, IN_MEMORY, { release: () => undefined });
  const lock = await lockFolder(dataDir);
  const folder = join(dataDir, "pg");
  try {
    if (!holdsDatabase(folder)) await createFolderWhole(folder, (unfinished) => createDatabase(unfinished));
    return await serve(options, folder, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** In a thread of its own, because making a database takes 0.8 GB, which go with the thread. */
async function createDatabase(folder: string): Promise<void> {
  const ignored = { onBytes: () => undefined, onDown: () => undefined };
  const engine = await startEngine({ folder, waitMs: 0 }, ignored);
  await engine.stop();
}

async function serve(options: EmbeddedOptions, folder: string, lock: FolderLock): Promise<EmbeddedPostgres> {
  const { logger, waitMs } = options;
  const streams = new Map<number, EngineStream>();
  const lostListeners: ((error: Error) => void)[] = [];
  const closing = new AbortController();
  let lastClient = 0;
  let engine: EngineThread | undefined = await start();
  let serving = Promise.resolve();

  function start(): Promise<EngineThread> {
    const onBytes = (client: number, bytes: Uint8Array) => void streams.get(client)?.push(bytes);
    return startEngine({ folder, waitMs }, { onBytes, onDown });
  }

  function onDown(error: ChiefError): void {
    logger.error({ err: error }, "the embedded database stopped; opening it again");
    engine = undefined;
    serving = reopen(error);
    serving.catch(() => undefined);
    for (const stream of streams.values()) stream.destroy(error);
  }

  async function reopen(cause: ChiefError): Promise<void> {
    let failure: unknown = cause;
    for (const delayMs of REOPEN_DELAYS_MS) {
      await sleep(delayMs, closing.signal);
      try {
        engine = await start();
        return;
      } catch (error) {
        failure = error;
        logger.error({ err: error }, "the embedded database could not be opened again");
      }
    }
    throw giveUp(failure);
  }

  function giveUp(cause: unknown): ChiefError {
    const message = "the embedded database could not be brought back";
    const error = new ChiefError("database.lost", { message, cause });
    for (const listener of lostListeners) listener(error);
    return error;
  }

  function connect(): EngineStream {
    const client = ++lastClient;
    const post = (message: ToEngine) => engine?.post(message);
    const stream = new EngineStream({
      ready: () => serving,
      write: (bytes) => post({ kind: "bytes", client, bytes }),
      hangUp: () => streams.delete(client) && post({ kind: "close", client }),
    });
    streams.set(client, stream);
    return stream;
  }

  async function close(): Promise<void> {
    closing.abort();
    await serving.catch(() => undefined);
    await engine?.stop();
    for (const stream of streams.values()) stream.destroy();
    lock.release();
  }

  return { connect, onLost: (listener) => void lostListeners.push(listener), close };
}
