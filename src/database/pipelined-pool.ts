import type { Socket } from "node:net";
import pg from "pg";
import { gatherWrites } from "./gather-writes.ts";

/** Where statements queue up for a connection. */
interface Queue {
  client: Promise<pg.Client> | undefined;
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
  readonly #queues: readonly Queue[] = Array.from({ length: LANES }, () => ({
    client: undefined,
    waiting: 0,
  }));

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
      const client = await queue.client?.catch(() => undefined);
      await client?.end();
    }
    await super.end();
  }

  async #send(given: unknown[]): Promise<unknown> {
    const queue = this.#queues.reduce((shortest, one) => (one.waiting < shortest.waiting ? one : shortest));
    queue.waiting += 1;
    try {
      const client = await this.#open(queue);
      const query = client.query as unknown as (this: pg.Client, ...args: unknown[]) => Promise<unknown>;
      return await query.apply(client, given);
    } finally {
      queue.waiting -= 1;
    }
  }

  #open(queue: Queue): Promise<pg.Client> {
    queue.client ??= this.#connect(queue).catch((error) => {
      queue.client = undefined;
      throw error;
    });
    return queue.client;
  }

  async #connect(queue: Queue): Promise<pg.Client> {
    const { Client: Preparing, ...config } = this.#pool.options;
    const PipelinedClient = (Preparing ?? pg.Client) as typeof pg.Client;
    const client = new PipelinedClient({ ...config, pipeline: true });
    // What was under way fails with its own error; the next statement opens a new connection.
    const forget = () => {
      queue.client = undefined;
    };
    client.on("error", forget);
    client.on("end", forget);
    await client.connect();
    gatherWrites((client as unknown as { connection: { stream: Socket } }).connection.stream);
    return client;
  }
}
