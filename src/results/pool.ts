import { ChiefError } from "../kernel/index.ts";

/**
 * At most `size` things in use at once; who comes later waits in line, first come first served.
 *
 * A thing is started when one is needed and none is idle, kept when it is returned usable, and stopped after
 * a minute of idling or on `close`. A thing that came back unusable is replaced.
 */
export interface Pool<T> {
  /** Runs `work` with a thing of its own. @throws the signal's reason when aborted while waiting, `results.closed` */
  use<R>(signal: AbortSignal | undefined, work: (thing: T) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

export interface PoolOptions<T> {
  readonly size: number;
  readonly start: () => T;
  readonly isUsable: (thing: T) => boolean;
  readonly stop: (thing: T) => Promise<void>;
}

const IDLE_MS = 60_000;

export function createPool<T>(options: PoolOptions<T>): Pool<T> {
  const idle: T[] = [];
  const busy = new Set<T>();
  const line = createLine(options.size);
  let idleTimer: NodeJS.Timeout | undefined;
  let closed = false;

  const stopIdle = async () => {
    await Promise.all(idle.splice(0).map(options.stop));
  };
  const take = (): T => {
    if (closed) throw new ChiefError("results.closed", { message: "the SQL engine was closed" });
    clearTimeout(idleTimer);
    let thing = idle.pop();
    while (thing !== undefined && !options.isUsable(thing)) thing = idle.pop();
    thing ??= options.start();
    busy.add(thing);
    return thing;
  };
  const giveBack = (thing: T) => {
    busy.delete(thing);
    clearTimeout(idleTimer);
    if (closed) return;
    // What broke is replaced at once, so that the next user does not wait for a start.
    idle.push(options.isUsable(thing) ? thing : options.start());
    idleTimer = setTimeout(() => void stopIdle(), IDLE_MS).unref();
  };

  return {
    async use(signal, work) {
      const leave = await line.enter(signal);
      try {
        const thing = take();
        return await work(thing).finally(() => giveBack(thing));
      } finally {
        leave();
      }
    },
    async close() {
      closed = true;
      clearTimeout(idleTimer);
      await Promise.all([stopIdle(), ...[...busy].map(options.stop)]);
    },
  };
}

interface Line {
  /** Resolves, when it is this caller's turn, to the function that ends the turn. */
  enter(signal: AbortSignal | undefined): Promise<() => void>;
}

function createLine(size: number): Line {
  let free = size;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    enter(signal) {
      signal?.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return Promise.resolve(leave);
      }
      return new Promise((resolve, reject) => {
        const onTurn = () => {
          signal?.removeEventListener("abort", onAbort);
          resolve(leave);
        };
        const onAbort = () => {
          waiting.splice(waiting.indexOf(onTurn), 1);
          reject(signal?.reason);
        };
        waiting.push(onTurn);
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}
