import type { Socket } from "node:net";
import pg from "pg";

/** The client that carries single statements, and the socket it writes to. */
interface Lane {
  readonly client: pg.Client;
  readonly socket: Pick<Socket, "cork" | "uncork">;
  isCorked: boolean;
}

/** Where statements queue up for a lane. */
interface Queue {
  lane: Promise<Lane> | undefined;
  /** How many are not answered. */
  waiting: number;
}

/**
 * A server flushes its log for the statements of a connection one after the other, and for those of several together: on a
 * disk that took 2 ms for it, four did a sixth more turns than one, for no more CPU.
 */
const LANES = 4;

/**
 * A pool whose single statements share a few pipelined connections: each is sent without waiting for the answers to those
 * before it, and all that are sent within one turn of the event loop leave in one write. With many turns at once that
 * is most of what a statement costs here. Transactions get a connection of their own from `pool`.
 *
 * Statements are answered in order, so one that takes long holds up those behind it: this pool is for the short ones of
 * the main path. Each is its own transaction, so none holds a lock while it waits for another.
 */
export class PipelinedPool extends pg.Pool {
  readonly #pool: pg.Pool;
  readonly #queues: readonly Queue[] = Array.from({ length: LANES }, () => ({ lane: undefined, waiting: 0 }));

  constructor(pool: pg.Pool) {
    super(pool.options);
    this.#pool = pool;
  }

  override connect(...given: []): never {
    return this.#pool.connect(...given) as never;
  }

  override query(...given: unknown[]): never {
    return this.#send(given) as never;
  }

  override async end(): Promise<void> {
    for (const queue of this.#queues) {
      const lane = await queue.lane?.catch(() => undefined);
      await lane?.client.end();
    }
    await super.end();
  }

  async #send(given: unknown[]): Promise<unknown> {
    const queue = this.#queues.reduce((shortest, one) => (one.waiting < shortest.waiting ? one : shortest));
    queue.waiting += 1;
    try {
      return await this.#sendIn(queue, given);
    } finally {
      queue.waiting -= 1;
    }
  }

  async #sendIn(queue: Queue, given: unknown[]): Promise<unknown> {
    const lane = await this.#open(queue);
    if (!lane.isCorked) {
      lane.isCorked = true;
      lane.socket.cork();
      setImmediate(() => {
        lane.isCorked = false;
        lane.socket.uncork();
      });
    }
    const query = lane.client.query as unknown as (this: pg.Client, ...args: unknown[]) => Promise<unknown>;
    return query.apply(lane.client, given);
  }

  #open(queue: Queue): Promise<Lane> {
    queue.lane ??= this.#connect(queue).catch((error) => {
      queue.lane = undefined;
      throw error;
    });
    return queue.lane;
  }

  async #connect(queue: Queue): Promise<Lane> {
    const { Client: Preparing, ...config } = this.#pool.options;
    const PipelinedClient = (Preparing ?? pg.Client) as typeof pg.Client;
    const client = new PipelinedClient({ ...config, pipeline: true });
    // What was under way fails with its own error; the next statement opens a new connection.
    const forget = () => {
      queue.lane = undefined;
    };
    client.on("error", forget);
    client.on("end", forget);
    await client.connect();
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    return { client, socket: stream, isCorked: false };
  }
}
