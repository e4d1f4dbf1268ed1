import { text } from "node:stream/consumers";
import type { App } from "@slack/bolt";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ADA, type BoltPeer, MALLORY, type PeerOptions, startBoltPeer, TRANSPORTS } from "./bolt-peer.ts";

const APPROVE = {
  type: "actions",
  block_id: "answer",
  elements: [
    { type: "button", action_id: "approve", value: "apr_1", text: { type: "plain_text", text: "Approve" } },
  ],
} as const;

const MODAL = {
  type: "modal" as const,
  callback_id: "edit",
  title: { type: "plain_text" as const, text: "Edit" },
  submit: { type: "plain_text" as const, text: "Save" },
  blocks: [
    {
      type: "input" as const,
      block_id: "title",
      label: { type: "plain_text" as const, text: "Title" },
      element: { type: "plain_text_input" as const, action_id: "text" },
    },
  ],
};

/** Mentions and direct messages are answered in their thread. */
function answering(app: App): void {
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: `heard: ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
  });
  app.message(async ({ message, say }) => {
    if (message.subtype !== undefined || message.channel_type !== "im") return;
    await say({ text: `heard: ${message.text}`, thread_ts: message.thread_ts ?? message.ts });
  });
}

describe.each(TRANSPORTS)("a Bolt app over %s", (transport) => {
  let peer: BoltPeer | undefined;
  const start = async (options: PeerOptions = {}) => {
    peer = await startBoltPeer(transport, options);
    return peer;
  };
  afterEach(async () => {
    await peer?.stop();
    peer = undefined;
  });

  const texts = (threadTs: string, channel: string) =>
    (peer?.workspace.reading.thread(ADA, channel, threadTs) ?? []).map(({ text }) => text);

  it("hears a mention once as app_mention and once as message, and answers in its thread", async () => {
    const kinds: string[] = [];
    const { workspace, channel } = await start({
      configure(app) {
        answering(app);
        app.use(async ({ body, next }) => {
          if ("event" in body) kinds.push(body.event.type);
          await next();
        });
      },
    });

    const asked = workspace.human.say({ user: ADA, channel: channel("general"), text: "@chief a < b & c" });
    await vi.waitFor(() => expect(texts(asked.ts, asked.channel)).toHaveLength(2));
    await workspace.settled();

    expect(texts(asked.ts, asked.channel)[1]).toBe(
      `heard: <@${workspace.identity.botUserId}> a &lt; b &amp; c`,
    );
    expect(kinds.filter((kind) => kind === "app_mention")).toHaveLength(1);
  });

  it("hears direct messages and replies in their thread", async () => {
    const { workspace } = await start({ configure: answering });

    const first = workspace.human.say({ user: MALLORY, channel: "app", text: "hello" });
    workspace.human.say({ user: MALLORY, channel: "app", text: "again", threadTs: first.ts });

    const thread = () => workspace.reading.thread(MALLORY, first.channel, first.ts);
    await vi.waitFor(() => expect(thread()).toHaveLength(4));
    expect(thread()[0]).toMatchObject({ reply_count: 3, text: "hello" });
  });

  it("gives a click a response URL that replaces the message, and a trigger that opens a modal", async () => {
    const { workspace, app, channel } = await start({
      configure(app) {
        app.action("approve", async ({ ack, body, respond, client }) => {
          await ack();
          await client.views.open({ trigger_id: (body as { trigger_id: string }).trigger_id, view: MODAL });
          await respond({ replace_original: true, text: "Approved" });
        });
      },
    });
    const posted = await app.client.chat.postMessage({
      channel: channel("ops"),
      text: "Delete it?",
      blocks: [APPROVE],
    });
    const at = { channel: channel("ops"), ts: posted.ts ?? "" };

    expect(await workspace.human.click({ user: ADA, ...at, actionId: "approve" })).toEqual({
      outcome: "acknowledged",
    });

    await vi.waitFor(() => expect(texts(at.ts, at.channel)).toEqual(["Approved"]));
    expect(workspace.reading.modal(ADA)).toMatchObject({ callback_id: "edit" });
    expect(workspace.reading.modal(MALLORY)).toBeUndefined();
  });

  it("opens no modal when the app is later than three seconds", async () => {
    const errors: string[] = [];
    const { workspace, app, channel, advance } = await start({
      configure(app) {
        app.action("approve", async ({ ack, body, client }) => {
          await ack();
          advance(3001);
          await client.views
            .open({ trigger_id: (body as { trigger_id: string }).trigger_id, view: MODAL })
            .catch((error) => errors.push(error.data.error));
        });
      },
    });
    const posted = await app.client.chat.postMessage({
      channel: channel("ops"),
      text: "?",
      blocks: [APPROVE],
    });

    await workspace.human.click({
      user: ADA,
      channel: channel("ops"),
      ts: posted.ts ?? "",
      actionId: "approve",
    });

    await vi.waitFor(() => expect(errors).toEqual(["expired_trigger_id"]));
    expect(workspace.reading.modal(ADA)).toBeUndefined();
  });

  it("shows a submitted modal's errors, then closes it", async () => {
    const { workspace } = await start({
      configure(app) {
        app.shortcut("new_request", async ({ ack, body, client }) => {
          await ack();
          await client.views.open({ trigger_id: body.trigger_id, view: MODAL });
        });
        app.view("edit", async ({ ack, view }) => {
          const title = view.state.values["title"]?.["text"]?.value ?? "";
          if (title === "taken")
            return ack({ response_action: "errors", errors: { title: "Already taken." } });
          return ack();
        });
      },
    });
    await workspace.human.globalShortcut({ user: ADA, callbackId: "new_request" });
    await vi.waitFor(() => expect(workspace.reading.modal(ADA)).toBeDefined());
    const viewId = workspace.reading.modal(ADA)?.id ?? "";
    const submit = (text: string) =>
      workspace.human.submit({ user: ADA, viewId, answers: { title: { text } } });

    expect(await submit("")).toMatchObject({ outcome: "errors" });
    expect(await submit("taken")).toEqual({ outcome: "errors", errors: { title: "Already taken." } });
    expect(await submit("free")).toEqual({ outcome: "closed" });
    expect(workspace.reading.modal(ADA)).toBeUndefined();
  });

  it("shows a slash command's answer to its caller only", async () => {
    const { workspace, channel } = await start({
      configure(app) {
        app.command("/chief", async ({ ack, command }) => ack(`you said ${command.text}`));
      },
    });
    const general = channel("general");

    const outcome = await workspace.human.slash({
      user: ADA,
      channel: general,
      command: "/chief",
      text: "skills",
    });

    expect(outcome).toEqual({ outcome: "acknowledged" });
    expect(workspace.reading.messages(ADA, general)).toMatchObject([
      { text: "you said skills", is_ephemeral: true },
    ]);
    expect(workspace.reading.messages(MALLORY, general)).toEqual([]);
  });

  it("streams a plan, and tells the app which stream the stop button meant", async () => {
    const stopped: string[][] = [];
    const { workspace } = await start({
      configure(app) {
        app.message(async ({ message, client }) => {
          if (message.subtype !== undefined) return;
          const session = { channel_id: message.channel, thread_ts: message.ts, status: "processing" };
          await client.agents.sessions.setStatus(session);
          const place = { channel: message.channel, thread_ts: message.ts, task_display_mode: "plan" };
          const stream = client.chatStream(place);
          await stream.append({
            chunks: [{ type: "task_update", id: "t1", title: "GET /users", status: "in_progress" }],
          });
        });
        app.event("agent_session_stopped", async ({ event, client }) => {
          stopped.push(event.streaming_message_ts);
          await client.chat.stopStream({
            channel: event.channel,
            ts: event.streaming_message_ts[0] ?? "",
            chunks: [{ type: "markdown_text", text: "**Stopped.**" }],
            session_status: "active",
          });
        });
      },
    });
    const asked = workspace.human.say({ user: ADA, channel: "app", text: "count the users" });
    const stop = { user: ADA, channel: asked.channel, threadTs: asked.ts };
    await vi.waitFor(() => expect(texts(asked.ts, asked.channel)).toHaveLength(2));

    expect(workspace.human.stop(stop)).toBe(true);

    await vi.waitFor(() => expect(workspace.reading.session(asked.channel, asked.ts)?.status).toBe("active"));
    const [, answer] = workspace.reading.thread(ADA, asked.channel, asked.ts);
    expect(stopped).toEqual([[answer?.["ts"]]]);
    expect(answer).toMatchObject({
      streaming_state: "completed",
      blocks: [{ type: "plan", tasks: [{ task_id: "t1", status: "in_progress" }] }, { type: "markdown" }],
    });
    expect(workspace.human.stop(stop)).toBe(false);
  });

  it("delivers an event again under the same id when the acknowledgement got lost", async () => {
    const seen: { id: string; retry: number | undefined }[] = [];
    const { workspace } = await start({
      lostAcks: 1,
      configure(app) {
        app.use(async ({ body, context, next }) => {
          if ("event_id" in body) seen.push({ id: body.event_id, retry: context.retryNum });
          await next();
        });
      },
    });

    workspace.human.say({ user: ADA, channel: "app", text: "hello" });
    await workspace.settled();

    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
    expect(seen[1]?.retry).toBe(1);
  });

  it("makes the client wait and repeat a call that was rate limited", async () => {
    const { workspace, app, channel } = await start();
    const limited = { kind: "rate_limited", retryAfterSeconds: 1 } as const;
    workspace.faults.add({ method: "chat.postMessage", fault: limited, times: 1 });
    const before = Date.now();

    await app.client.chat.postMessage({ channel: channel("general"), text: "at last" });

    expect(Date.now() - before).toBeGreaterThanOrEqual(990);
    expect(workspace.reading.messages(ADA, channel("general"))).toHaveLength(1);
  });

  it("takes files from the app and from people", async () => {
    const names: string[] = [];
    const { workspace, app, channel } = await start({
      configure(app) {
        app.message(async ({ message }) => {
          if (message.subtype === "file_share")
            names.push(...(message.files ?? []).map(({ name }) => name ?? ""));
        });
      },
    });

    await app.client.filesUploadV2({ channel_id: channel("ops"), filename: "users.csv", content: "id\n1\n" });
    const content = new TextEncoder().encode("openapi: 3.1.0");
    workspace.human.upload({ user: ADA, channel: "app", text: "this one", name: "api.yaml", content });
    await workspace.settled();

    await vi.waitFor(() => expect(names).toContain("api.yaml"));
    const [shared] = workspace.reading.messages(ADA, channel("ops"));
    const [file] = (shared?.["files"] ?? []) as { id: string }[];
    const kept = workspace.reading.file(ADA, file?.id ?? "");
    expect(kept && (await text(kept.pieces()))).toBe("id\n1\n");
  });
});
