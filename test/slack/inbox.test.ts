import type { ReceiverEvent } from "@slack/bolt";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/kernel/index.ts";
import { createInbox, deliveryKey, HANDLE_DELIVERY, purgeInbox } from "../../src/slack/inbox.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { type Ground, openGround } from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

/** An inbox in front of an app whose listeners do what `listener` does; it notes the order of things. */
function inboxBefore(listener: (body: object) => Promise<void>) {
  const happened: string[] = [];
  const inbox = createInbox({
    db: ground.db,
    logger: silentLogger(),
    app: {
      async processEvent({ body, ack }) {
        happened.push("handled");
        await ack();
        await listener(body).catch((error) => inbox.noteFailure(body, error));
      },
    },
  });
  const deliver = async (body: object) => {
    await inbox.front.processEvent({
      body,
      ack: async () => void happened.push("acknowledged"),
    } as ReceiverEvent);
  };
  return { inbox, happened, deliver };
}

const event = (eventId = newId("Ev")) => ({
  type: "event_callback",
  event_id: eventId,
  event: { type: "message" },
});

async function jobsOf(eventId: string): Promise<number> {
  const found = await ground.db.execute<{ count: string }>(
    sql`select count(*) from graphile_worker.jobs where task_identifier = ${HANDLE_DELIVERY} and key = ${`event:${eventId}`}`,
  );
  return Number(found.rows[0]?.count);
}

describe("B2: the durable inbox", () => {
  it("stores a delivery before it acknowledges it, and handles it once however often it comes", async () => {
    const { inbox, happened, deliver } = inboxBefore(async () => undefined);
    const body = event();
    await deliver(body);
    await deliver(body);
    await inbox.drain();
    expect(happened.filter((what) => what === "handled")).toHaveLength(1);
    expect(happened.filter((what) => what === "acknowledged")).toHaveLength(2);
  });

  it("handles one of many that come at the same moment", async () => {
    const { inbox, happened, deliver } = inboxBefore(async () => undefined);
    const body = event();
    await Promise.all(Array.from({ length: 20 }, () => deliver(body)));
    await inbox.drain();
    expect(happened.filter((what) => what === "handled")).toHaveLength(1);
  });

  it("keeps the job of a delivery that a listener failed on, and takes that of another back", async () => {
    const [good, bad] = [event(), event()];
    const { inbox, deliver } = inboxBefore(async (body) => {
      if (body === bad) throw new Error("the listener failed");
    });
    await deliver(good);
    await deliver(bad);
    await inbox.drain();
    expect(await jobsOf(good.event_id)).toBe(0);
    expect(await jobsOf(bad.event_id)).toBe(1);
  });

  it("throws what a listener threw when the job runs, so that it is tried again", async () => {
    let failures = 0;
    const { inbox } = inboxBefore(async () => {
      failures += 1;
      if (failures < 2) throw new Error("not yet");
    });
    await expect(inbox.handle({ body: event() })).rejects.toThrow("not yet");
    await expect(inbox.handle({ body: event() })).resolves.toBeUndefined();
  });

  it("is not acknowledged when it could not be stored", async () => {
    const { happened } = inboxBefore(async () => undefined);
    const gone = new pg.Pool({ host: "127.0.0.1", port: 1 });
    const broken = createInbox({
      db: drizzle(gone),
      logger: silentLogger(),
      app: { processEvent: async () => undefined },
    });
    const delivered = broken.front.processEvent({
      body: event(),
      ack: async () => void happened.push("acknowledged"),
    } as ReceiverEvent);
    await expect(delivered).rejects.toThrow("ECONNREFUSED");
    expect(happened).toEqual([]);
  });

  it("hands on at once what has to be answered with content", async () => {
    const { inbox, happened, deliver } = inboxBefore(async () => undefined);
    await deliver({ type: "view_submission", trigger_id: "1", view: {} });
    await inbox.drain();
    expect(happened).toEqual(["handled", "acknowledged"]);
  });

  it("forgets keys that are old", async () => {
    const { inbox, happened, deliver } = inboxBefore(async () => undefined);
    const body = event();
    await deliver(body);
    await inbox.drain();
    await purgeInbox(ground.db, new Date(Date.now() + 60_000));
    await deliver(body);
    await inbox.drain();
    expect(happened.filter((what) => what === "handled")).toHaveLength(2);
  });

  it.each([
    ["an event", { event_id: "Ev1" }, "event:Ev1"],
    ["a command", { command: "/chief", trigger_id: "1.2" }, "command:1.2"],
    ["a click", { type: "block_actions", trigger_id: "1.2" }, "action:1.2"],
    [
      "a submitted form, which is answered at once",
      { type: "view_submission", trigger_id: "1.2" },
      undefined,
    ],
    [
      "a message shortcut, which opens a form at once",
      { type: "message_action", trigger_id: "1.2" },
      undefined,
    ],
    ["nothing that is known", { type: "block_actions" }, undefined],
    ["no object", "x", undefined],
  ])("knows %s by its key", (_what, body, key) => {
    expect(deliveryKey(body)).toBe(key);
  });
});
