import {
  preparedName,
  renameStatements,
  type Subscription,
  sqlOf,
  subscriptionsIn,
} from "./client-messages.ts";
import type { Batch, SessionClient, SharedSession } from "./shared-session.ts";
import { greeting, splitMessages, typeOf } from "./wire-messages.ts";

/** One client's end of the wire: bytes of the client in, bytes of the server out. */
export interface WireConnection {
  receive(bytes: Uint8Array): void;
  close(): void;
}

/** What ends a batch: a simple query, a Sync, a Flush. */
const BATCH_ENDS = new Set(["Q", "S", "H"]);

/** Greets the client, gathers its messages into batches, and runs them one after the other on the shared session. */
export function createWireConnection(
  id: number,
  session: SharedSession,
  send: (bytes: Buffer) => void,
): WireConnection {
  const client: SessionClient = { id, channels: new Set(), statements: new Set(), send };
  let unread: Buffer = Buffer.alloc(0);
  let greeted = false;
  let gathered: Buffer[] = [];
  let subscriptions: Subscription[] = [];
  let closed = false;
  let turn = Promise.resolve();

  function receive(bytes: Uint8Array): void {
    unread = Buffer.concat([unread, bytes]);
    if (!greeted && !greet()) return;
    const { messages, rest } = splitMessages(unread);
    unread = rest;
    messages.forEach(take);
  }

  /** The first message has no type byte. Anyone who can reach this stream may log in, so it is not looked at. */
  function greet(): boolean {
    if (unread.length < 4 || unread.length < unread.readInt32BE(0)) return false;
    unread = unread.subarray(unread.readInt32BE(0));
    greeted = true;
    send(greeting(id));
    return true;
  }

  function take(message: Buffer): void {
    const name = preparedName(message);
    if (name !== undefined) client.statements.add(name);
    gathered.push(renameStatements(id, message));
    subscriptions.push(...subscriptionsIn(sqlOf(message)));
    if (BATCH_ENDS.has(typeOf(message))) runGathered();
  }

  function runGathered(): void {
    const batch: Batch = { bytes: Buffer.concat(gathered), subscriptions };
    gathered = [];
    subscriptions = [];
    turn = turn.then(() => (closed ? undefined : session.run(client, batch)));
  }

  function close(): void {
    if (closed) return;
    closed = true;
    void session.leave(client);
  }

  return { receive, close };
}
