import type { ReceiverEvent } from "@slack/bolt";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type AppTransport,
  CHIEF_APP,
  createInProcessReceiver,
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type DeliveryOutcome,
  type DeliveryReport,
  type Envelope,
  type LocalWorkspace,
  type LocalWorkspaceOptions,
} from "../../../src/local/workspace/index.ts";
import { ADA } from "./bolt-peer.ts";

let open: LocalWorkspace | undefined;

async function openWorkspace(options: Partial<LocalWorkspaceOptions> = {}) {
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => new Date("2026-11-21T12:00:00Z"),
    delivery: { ackTimeoutMs: 50, retryDelaysMs: [0, 5, 10] },
    ...options,
  });
  const reports: DeliveryReport[] = [];
  workspace.subscribe((change) => {
    if (change.type === "delivered") reports.push(change.delivery);
  });
  open = workspace;
  return { workspace, reports };
}

/** Answers deliveries with `outcomes` in turn, and then with acknowledgements. */
function connectScript(workspace: LocalWorkspace, outcomes: readonly (DeliveryOutcome | "silence")[] = []) {
  const envelopes: Envelope[] = [];
  const transport: AppTransport = {
    origin: "https://app.invalid",
    deliver(envelope) {
      envelopes.push(envelope);
      const outcome = outcomes[envelopes.length - 1] ?? { ok: true, body: undefined };
      return outcome === "silence" ? new Promise(() => {}) : Promise.resolve(outcome);
    },
  };
  workspace.connect(transport);
  return envelopes;
}

afterEach(() => open?.stop());

describe("delivering events", () => {
  it("tries three more times, says why, and gives up", async () => {
    const { workspace, reports } = await openWorkspace();
    const failure = { ok: false, reason: "http_error" } as const;
    const envelopes = connectScript(workspace, [failure, "silence", failure, failure]);

    workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    await workspace.settled();

    expect(envelopes.map(({ retryNum, retryReason }) => [retryNum, retryReason])).toEqual([
      [undefined, undefined],
      [1, "http_error"],
      [2, "http_timeout"],
      [3, "http_error"],
    ]);
    expect(new Set(envelopes.map(({ body }) => body["event_id"])).size).toBe(1);
    expect(reports.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [0, "failed"],
      [1, "failed"],
      [2, "failed"],
      [3, "failed"],
    ]);
  });

  it("does not retry when the app asks for that", async () => {
    const { workspace } = await openWorkspace();
    const envelopes = connectScript(workspace, [{ ok: false, reason: "http_error", noRetry: true }]);

    workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    await workspace.settled();

    expect(envelopes).toHaveLength(1);
  });

  it("leaves waiting retries behind when it stops", async () => {
    const { workspace } = await openWorkspace({ delivery: { retryDelaysMs: [3_600_000] } });
    const envelopes = connectScript(workspace, [{ ok: false, reason: "http_error" }]);
    workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    await vi.waitFor(() => expect(envelopes).toHaveLength(1));

    await workspace.stop();

    await workspace.settled();
    expect(envelopes).toHaveLength(1);
  });

  it("sends only what the app subscribed to, and only from channels that it is in", async () => {
    const app = { ...CHIEF_APP, botEvents: ["message.im", "message.channels", "reaction_added"] };
    const { workspace } = await openWorkspace({ app });
    const envelopes = connectScript(workspace);
    const lobby = workspace.conversations.add({ name: "lobby", kind: "public", members: [ADA] });
    const asked = workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    workspace.human.say({ user: ADA, channel: lobby.id, text: "@chief hello" });
    workspace.human.openAppHome({ user: ADA, tab: "home" });

    workspace.human.react({ user: ADA, channel: asked.channel, ts: asked.ts, name: "eyes" });
    await workspace.settled();

    const types = envelopes.map(({ body }) => (body["event"] as { type: string }).type);
    expect(types).toEqual(["message", "reaction_added"]);
  });

  it("tells the app of edits and deletions, its own included", async () => {
    const { workspace } = await openWorkspace();
    const envelopes = connectScript(workspace);
    const said = workspace.human.say({ user: ADA, channel: "app", text: "helo" });
    const on = { user: ADA, channel: said.channel, ts: said.ts };

    workspace.human.edit({ ...on, text: "hello" });
    workspace.human.unsay(on);
    await workspace.settled();

    expect(envelopes.map(({ body }) => body["event"])).toMatchObject([
      { type: "message", channel_type: "im", text: "helo" },
      { subtype: "message_changed", message: { text: "hello" }, previous_message: { text: "helo" } },
      { subtype: "message_deleted", deleted_ts: said.ts },
    ]);
  });

  it("wraps an event as Slack does", async () => {
    const { workspace } = await openWorkspace();
    const envelopes = connectScript(workspace);
    const { teamId, appId, botUserId } = workspace.identity;

    workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    await workspace.settled();

    expect(envelopes[0]?.body).toMatchObject({
      type: "event_callback",
      team_id: teamId,
      api_app_id: appId,
      event_id: expect.stringMatching(/^Ev0[0-9A-Z]{9}$/),
      event_time: Date.parse("2026-11-21T12:00:00Z") / 1000,
      authorizations: [{ team_id: teamId, user_id: botUserId, is_bot: true }],
      event: {
        type: "message",
        user: ADA,
        team: teamId,
        ts: "1795262400.000000",
        event_ts: "1795262400.000000",
        client_msg_id: expect.any(String),
        blocks: [{ type: "rich_text", elements: [{ elements: [{ type: "text", text: "hello" }] }] }],
      },
    });
  });
});

describe("delivering clicks and commands", () => {
  it("tries once, and tells the person when nothing came back in time", async () => {
    const { workspace } = await openWorkspace();
    const envelopes = connectScript(workspace, ["silence"]);

    const outcome = await workspace.human.globalShortcut({ user: ADA, callbackId: "new_request" });

    expect(outcome).toEqual({ outcome: "failed", reason: "http_timeout" });
    expect(envelopes).toHaveLength(1);
  });

  it("tells the person when no app is connected", async () => {
    const { workspace } = await openWorkspace();

    expect(await workspace.human.slash({ user: ADA, channel: "app", command: "/chief", text: "" })).toEqual({
      outcome: "failed",
      reason: "connection_failed",
    });
  });
});

describe("the in-process receiver", () => {
  it("needs nothing of the app but processEvent, so that an inbox can stand before it", async () => {
    const { workspace } = await openWorkspace();
    const stored: ReceiverEvent[] = [];
    const inbox = {
      async processEvent(event: ReceiverEvent) {
        stored.push(event);
        await event.ack();
      },
    };
    const receiver = createInProcessReceiver(workspace);
    receiver.init(inbox as unknown as Parameters<typeof receiver.init>[0]);
    await receiver.start();

    workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    await workspace.settled();
    await receiver.stop();

    expect(stored).toHaveLength(1);
    await expect(stored[0]?.ack()).rejects.toThrow(/ack/i);
    const afterStop = await workspace.human.globalShortcut({ user: ADA, callbackId: "new_request" });
    expect(afterStop).toMatchObject({ reason: "connection_failed" });
  });

  it("repeats an event whose processing failed before the acknowledgement", async () => {
    const { workspace } = await openWorkspace();
    const retries: (number | undefined)[] = [];
    const receiver = createInProcessReceiver(workspace);
    const failingOnce = {
      async processEvent(event: ReceiverEvent) {
        retries.push(event.retryNum);
        if (event.retryNum === undefined) throw new Error("the database is away");
        await event.ack();
      },
    };
    receiver.init(failingOnce as unknown as Parameters<typeof receiver.init>[0]);
    await receiver.start();

    workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    await workspace.settled();
    await receiver.stop();

    expect(retries).toEqual([undefined, 1]);
  });
});
