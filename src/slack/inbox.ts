/**
 * The durable inbox between a receiver and Bolt.
 *
 *   delivery ──▶ stored with a job, once by key ──▶ acknowledged ──▶ Bolt ──▶ listeners ──▶ the job is taken back
 *                                                                      │ a listener failed, or the process died
 *                                                                      ▼
 *                                                       the job is due: Bolt again, on any replica
 *
 * Bolt by itself asks `authorize` before it acknowledges and forgets what a listener fails on; here a delivery is safe
 * before it is acknowledged. It is handled at once by whoever received it, so that a click never waits behind runs; the
 * job is there for when that does not come to an end.
 */
import { setImmediate as afterAcknowledging } from "node:timers/promises";
import type { App, ReceiverEvent } from "@slack/bolt";
import { sql } from "drizzle-orm";
import { addJobSql, type Db, removeJobsSql, statement } from "../database/index.ts";
import { isJsonObject, type JsonObject, type Logger, messageOf } from "../kernel/index.ts";

export const HANDLE_DELIVERY = "handle-delivery";

/** Handling takes milliseconds; a job that is due while it still goes on repeats what is harmless to repeat. */
const GRACE_MS = 5_000;
/** Jobs of handled deliveries are taken back together, which spares a statement each. */
const TAKE_BACK_EVERY_MS = 100;

/** What the job of a delivery carries. */
interface Delivery {
  readonly body: JsonObject;
}

/**
 * The key under which a delivery counts as the same one again, or undefined for those that must be answered with
 * content at once (a modal has to open or validate within Slack's three seconds).
 */
export function deliveryKey(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined;
  if (typeof body["event_id"] === "string") return `event:${body["event_id"]}`;
  const trigger = body["trigger_id"];
  if (typeof trigger !== "string") return undefined;
  if (typeof body["command"] === "string") return `command:${trigger}`;
  return body["type"] === "block_actions" ? `action:${trigger}` : undefined;
}

const insertDelivery = statement<{ key: string; payload: string; runAt: string }, { job_id: string }>(
  ({ key, payload, runAt }) => sql`
    with fresh as (insert into inbox (key) values (${key}) on conflict do nothing returning key)
    ${addJobSql({ task: HANDLE_DELIVERY, payload, key, runAt })} from fresh`,
);

/** Stores a delivery and its job in one statement. False when its key was seen before: then nothing is stored. */
async function storeDelivery(
  db: Db,
  delivery: { key: string; body: JsonObject; runAt: Date },
): Promise<boolean> {
  const { key, body, runAt } = delivery;
  const payload = JSON.stringify({ body });
  const stored = await insertDelivery(db, { key, payload, runAt: runAt.toISOString() });
  return stored.length > 0;
}

/** Forgets keys that are older than Slack repeats anything. */
export async function purgeInbox(db: Db, before: Date): Promise<void> {
  await db.execute(sql`delete from inbox where received_at < ${before.toISOString()}::timestamptz`);
}

export interface Inbox {
  /** Stands in for the App at a receiver: `receiver.init(inbox.front)`. */
  readonly front: App;
  /** Handles one stored delivery; throws what a listener threw, so that the job is tried again. */
  handle(payload: unknown): Promise<void>;
  /** For Bolt's error handler: notes what a listener threw on the delivery with this body. */
  noteFailure(body: unknown, error: unknown): void;
  /** Waits for what is being handled, and takes its jobs back. */
  drain(): Promise<void>;
}

/** An inbox in front of `app`. */
export function createInbox(deps: { db: Db; app: Pick<App, "processEvent">; logger: Logger }): Inbox {
  const { db, app, logger } = deps;
  const failures = new WeakMap<object, { failure?: unknown }>();
  const underWay = new Set<Promise<void>>();
  const takeBack = createTakeBack(db, logger);

  /** `isRepeated` tells the listeners that they may have seen it before, in a process that died or failed. */
  async function handle(body: JsonObject, isRepeated: boolean): Promise<void> {
    const outcome: { failure?: unknown } = {};
    failures.set(body, outcome);
    await app.processEvent({ body, ack: async () => undefined, customProperties: { isRepeated } });
    if (outcome.failure !== undefined) throw outcome.failure;
  }

  /** Of deliveries that come together, all are acknowledged before the first is handled. */
  function handleNow(key: string, body: JsonObject): void {
    const handled = afterAcknowledging()
      .then(() => handle(body, false))
      .then(() => takeBack.add(key))
      .catch((error) => logger.warn({ key, error: messageOf(error) }, "a delivery failed and is tried again"))
      .finally(() => underWay.delete(handled));
    underWay.add(handled);
  }

  async function processEvent(event: ReceiverEvent): Promise<void> {
    const key = deliveryKey(event.body);
    if (key === undefined || !isJsonObject(event.body)) return app.processEvent(event);
    const body = event.body as JsonObject;
    // Jobs are due by the clock of the database, whatever time it is for the rest of Chief.
    const isNew = await storeDelivery(db, { key, body, runAt: new Date(Date.now() + GRACE_MS) });
    await event.ack();
    if (isNew) handleNow(key, body);
  }

  return {
    front: { processEvent } as unknown as App,
    handle: (payload) => handle((payload as Delivery).body, true),
    noteFailure(body, error) {
      const outcome = typeof body === "object" && body !== null ? failures.get(body) : undefined;
      if (outcome) outcome.failure ??= error;
    },
    async drain() {
      await Promise.all(underWay);
      await takeBack.flush();
    },
  };
}

/** Takes back the jobs of handled deliveries, many in one statement. One that is missed runs, and finds its work done. */
function createTakeBack(db: Db, logger: Logger) {
  let keys: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const taken = keys;
    keys = [];
    if (taken.length === 0) return;
    await db
      .execute(removeJobsSql(taken))
      .catch((error) =>
        logger.warn({ error: messageOf(error) }, "jobs of handled deliveries stay, and run again"),
      );
  }
  return {
    add(key: string) {
      keys.push(key);
      timer ??= setTimeout(() => void flush(), TAKE_BACK_EVERY_MS);
    },
    flush,
  };
}
