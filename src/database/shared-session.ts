/**
 * PGlite has one session; this lets several clients use it in turn.
 *
 * The session is *free* or *owned* by one client. A client's batch (its messages up to a Sync, or one simple query)
 * makes it the owner. Whoever comes meanwhile waits, in order of arrival, and is refused after `waitMs`. The owner
 * stays the owner until the server reports that it is idle (ReadyForQuery `I`), so a transaction is never
 * interleaved with another. An owner that leaves inside a transaction is rolled back.
 *
 * One session also means: `SET` without `LOCAL` is seen by all, and a session advisory lock excludes nobody here.
 */
import { type Subscription, sessionStatementName } from "./client-messages.ts";
import {
  bodyOf,
  closeStatement,
  errorResponse,
  READY_IDLE,
  readCString,
  SYNC,
  simpleQuery,
  splitMessages,
  typeOf,
} from "./wire-messages.ts";

/** One client of the shared session. */
export interface SessionClient {
  readonly id: number;
  /** The channels that it listens to. */
  readonly channels: Set<string>;
  /** Its names of the statements that it prepared. */
  readonly statements: Set<string>;
  send(bytes: Buffer): void;
}

export interface Batch {
  readonly bytes: Buffer;
  readonly subscriptions: readonly Subscription[];
}

export interface SharedSession {
  /** Waits for the session, runs the batch, and sends the answer to the client. */
  run(client: SessionClient, batch: Batch): Promise<void>;
  /** Ends a client: what it began is rolled back, what it prepared is dropped. */
  leave(client: SessionClient): Promise<void>;
}

export interface SharedSessionOptions {
  /** Runs messages on the one session and gives all that the server answers. */
  readonly execute: (messages: Buffer) => Promise<Buffer>;
  readonly waitMs: number;
}

interface Waiter {
  readonly client: SessionClient;
  readonly proceed: (owned: boolean) => void;
}

export function createSharedSession({ execute, waitMs }: SharedSessionOptions): SharedSession {
  const clients = new Set<SessionClient>();
  const waiters: Waiter[] = [];
  let owner: SessionClient | undefined;

  function acquire(client: SessionClient): Promise<boolean> {
    owner ??= client;
    if (owner === client) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => giveUp(client), waitMs);
      const proceed = (owned: boolean) => {
        clearTimeout(timer);
        resolve(owned);
      };
      waiters.push({ client, proceed });
    });
  }

  function giveUp(client: SessionClient): void {
    const place = waiters.findIndex((waiter) => waiter.client === client);
    if (place >= 0) waiters.splice(place, 1)[0]?.proceed(false);
  }

  function release(): void {
    const next = waiters.shift();
    owner = next?.client;
    next?.proceed(true);
  }

  async function run(client: SessionClient, batch: Batch): Promise<void> {
    clients.add(client);
    if (!(await acquire(client))) return client.send(refusal(batch, waitMs));
    const { messages } = splitMessages(await execute(batch.bytes));
    const answer = messages.filter((message) => !isNotification(message));
    messages.filter(isNotification).forEach(notify);
    await subscribe(client, batch.subscriptions);
    client.send(Buffer.concat(answer));
    if (answer.at(-1)?.equals(READY_IDLE)) release();
  }

  function notify(message: Buffer): void {
    const channel = readCString(bodyOf(message), 4).text;
    for (const client of clients) if (client.channels.has(channel)) client.send(message);
  }

  /** The session forgets a channel for all when one client does, so the others' channels are asked for again. */
  async function subscribe(client: SessionClient, subscriptions: readonly Subscription[]): Promise<void> {
    for (const subscription of subscriptions) applySubscription(client.channels, subscription);
    if (subscriptions.every(({ listen }) => listen)) return;
    const wanted = new Set([...clients].flatMap(({ channels }) => [...channels]));
    const listens = [...wanted].map((channel) => `LISTEN "${channel.replaceAll('"', '""')}"`);
    if (listens.length > 0) await execute(simpleQuery(listens.join(";")));
  }

  async function leave(client: SessionClient): Promise<void> {
    clients.delete(client);
    giveUp(client);
    const statements = [...client.statements].map((name) =>
      closeStatement(sessionStatementName(client.id, name)),
    );
    if (statements.length > 0) await execute(Buffer.concat([...statements, SYNC]));
    if (owner !== client) return;
    // Sync first: after a failed or unfinished batch the server skips everything up to one.
    await execute(Buffer.concat([SYNC, simpleQuery("ROLLBACK")]));
    release();
  }

  return { run, leave };
}

function isNotification(message: Buffer): boolean {
  return typeOf(message) === "A";
}

function applySubscription(channels: Set<string>, { listen, channel }: Subscription): void {
  if (listen) channels.add(channel);
  else if (channel === "*") channels.clear();
  else channels.delete(channel);
}

function refusal(batch: Batch, waitMs: number): Buffer {
  const error = errorResponse({
    sqlState: "55P03",
    message: `the embedded database was busy with another transaction for ${waitMs / 1000} s`,
    hint:
      "It has one session. A transaction callback that uses the outer db instead of its tx waits for itself; " +
      "one that waits for the network holds up everyone.",
  });
  const last = splitMessages(batch.bytes).messages.at(-1);
  return last && typeOf(last) === "H" ? error : Buffer.concat([error, READY_IDLE]);
}
