import { describe, expect, it } from "vitest";
import { createSharedSession, type SessionClient } from "../../src/database/shared-session.ts";
import { READY_IDLE, simpleQuery, wireMessage } from "../../src/database/wire-messages.ts";

const READY_IN_TRANSACTION = wireMessage("Z", Buffer.from("T"));

function clientNumber(id: number) {
  const received: Buffer[] = [];
  const client: SessionClient = {
    id,
    channels: new Set(),
    statements: new Set(),
    send: (bytes) => void received.push(bytes),
  };
  return { client, text: () => Buffer.concat(received).toString("latin1") };
}

function batch(sql: string) {
  return { bytes: simpleQuery(sql), subscriptions: [] };
}

/** A server that only knows whether it is in a transaction. */
function sessionWith(waitMs: number) {
  const ran: string[] = [];
  let open = false;
  async function execute(messages: Buffer): Promise<Buffer> {
    const text = messages.toString("latin1");
    ran.push(text.match(/begin|commit|ROLLBACK|select/)?.[0] ?? "?");
    open = text.includes("begin") || (open && !/commit|ROLLBACK/.test(text));
    return open ? READY_IN_TRANSACTION : READY_IDLE;
  }
  return { session: createSharedSession({ execute, waitMs }), ran };
}

describe("the one session of the embedded database", () => {
  it("tells a client that waits too long what may be wrong, and keeps serving the owner", async () => {
    const { session, ran } = sessionWith(20);
    const [owner, other] = [clientNumber(1), clientNumber(2)];
    await session.run(owner.client, batch("begin"));

    await session.run(other.client, batch("select"));
    await session.run(owner.client, batch("commit"));

    expect(other.text()).toMatch(
      /55P03.*busy with another transaction for 0\.02 s.*outer db instead of its tx/s,
    );
    expect(ran).toEqual(["begin", "commit"]);
  });

  it("goes to whoever waited longest", async () => {
    const { session, ran } = sessionWith(1000);
    const [owner, second, third] = [clientNumber(1), clientNumber(2), clientNumber(3)];
    await session.run(owner.client, batch("begin"));
    const waiting = [session.run(second.client, batch("begin")), session.run(third.client, batch("select"))];

    await session.run(owner.client, batch("commit"));
    await waiting[0];
    await session.run(second.client, batch("commit"));
    await waiting[1];

    expect(ran).toEqual(["begin", "commit", "begin", "commit", "select"]);
  });

  it("passes on at once when its owner goes away", async () => {
    const { session, ran } = sessionWith(1000);
    const [owner, other] = [clientNumber(1), clientNumber(2)];
    await session.run(owner.client, batch("begin"));
    const waiting = session.run(other.client, batch("select"));

    await session.leave(owner.client);
    await waiting;

    expect(ran).toEqual(["begin", "ROLLBACK", "select"]);
  });

  it("does not run what a client that went away was waiting with", async () => {
    const { session, ran } = sessionWith(1000);
    const [owner, other] = [clientNumber(1), clientNumber(2)];
    await session.run(owner.client, batch("begin"));
    const waiting = session.run(other.client, batch("select"));

    await session.leave(other.client);
    await session.run(owner.client, batch("commit"));
    await waiting;

    expect(ran).toEqual(["begin", "commit"]);
  });
});
