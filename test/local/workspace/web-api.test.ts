import { WebClient } from "@slack/web-api";
import { describe, expect, it } from "vitest";
import {
  CHIEF_APP,
  createInProcessFetch,
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspaceOptions,
  SLACK_TIERS,
} from "../../../src/local/workspace/index.ts";
import { ADA, MALLORY } from "./bolt-peer.ts";
import { QUIET } from "./quiet-logger.ts";

async function openWorkspace(options: Partial<LocalWorkspaceOptions> = {}) {
  let now = new Date("2026-11-21T12:00:00Z");
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => now,
    ...options,
  });
  const clientWith = (token: string | undefined) =>
    new WebClient(token, {
      fetch: createInProcessFetch(workspace),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 300,
      logger: QUIET,
    });
  const general = workspace.reading.channels(ADA).find(({ name }) => name === "general")?.id ?? "";
  const advance = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  return { workspace, client: clientWith(workspace.identity.botToken), clientWith, general, advance };
}

/** The `error` that Slack answers, and what it adds. */
async function refusalOf(call: Promise<unknown>): Promise<{ error?: string; messages?: string[] }> {
  try {
    await call;
    return {};
  } catch (error) {
    const { data } = error as { data?: { error?: string; response_metadata?: { messages?: string[] } } };
    const messages = data?.response_metadata?.messages;
    return { ...(data?.error !== undefined && { error: data.error }), ...(messages && { messages }) };
  }
}

const button = (action_id: string) => ({
  type: "button" as const,
  action_id,
  text: { type: "plain_text" as const, text: "Go" },
});

describe("tokens", () => {
  it("refuses a call without a token, with an unknown one, and with one of the wrong kind", async () => {
    const { workspace, clientWith } = await openWorkspace();

    expect(await refusalOf(clientWith(undefined).auth.test())).toEqual({ error: "not_authed" });
    expect(await refusalOf(clientWith("xoxb-other").auth.test())).toEqual({ error: "invalid_auth" });
    expect(await refusalOf(clientWith(workspace.identity.appToken).auth.test())).toEqual({
      error: "not_allowed_token_type",
    });
  });

  it("refuses a method whose scope the app does not have", async () => {
    const app = { ...CHIEF_APP, scopes: ["chat:write"] };
    const { client } = await openWorkspace({ app });

    expect(await refusalOf(client.users.info({ user: ADA }))).toMatchObject({ error: "missing_scope" });
  });

  it("refuses a method that it does not speak", async () => {
    const { client } = await openWorkspace();

    expect(await refusalOf(client.apiCall("chat.scheduleMessage"))).toMatchObject({
      error: "unknown_method",
    });
    expect(await refusalOf(client.apiCall("constructor"))).toMatchObject({ error: "unknown_method" });
  });

  it("signs a person in by a code that is good once", async () => {
    const { workspace, clientWith } = await openWorkspace();
    const redirect_uri = "https://chief.example.test/auth/slack/callback";
    const code = workspace.consent(ADA, redirect_uri);
    const exchange = () =>
      clientWith(undefined).openid.connect.token({ client_id: "c", client_secret: "s", code, redirect_uri });

    const { access_token } = await exchange();

    const me = await clientWith(access_token).openid.connect.userInfo();
    expect(me).toMatchObject({ sub: ADA, email: "ada@example.test" });
    expect(await refusalOf(exchange())).toEqual({ error: "invalid_code" });
  });
});

describe("people and channels", () => {
  it("tells an admin from a member, and their time zones", async () => {
    const { client } = await openWorkspace();

    const [ada, mallory] = await Promise.all([ADA, MALLORY].map((user) => client.users.info({ user })));

    expect(ada?.user).toMatchObject({ is_admin: true, tz: "Europe/Berlin", tz_offset: 3600 });
    expect(mallory?.user).toMatchObject({ is_admin: false, tz: "America/Los_Angeles", tz_offset: -28_800 });
    expect(await refusalOf(client.users.info({ user: "U0NOBODY" }))).toEqual({ error: "user_not_found" });
  });

  it("hides private channels from an app that is not in them", async () => {
    const { workspace, client } = await openWorkspace();
    const { id } = workspace.conversations.add({ name: "board", kind: "private", members: [ADA] });

    expect(await refusalOf(client.chat.postMessage({ channel: id, text: "hi" }))).toEqual({
      error: "channel_not_found",
    });
    expect(await refusalOf(client.conversations.info({ channel: id }))).toEqual({
      error: "channel_not_found",
    });
  });

  it("posts to a public channel without being in it only with chat:write.public, and reads none", async () => {
    const scopes = CHIEF_APP.scopes.filter((scope) => scope !== "chat:write.public");
    const { workspace, client } = await openWorkspace({ app: { ...CHIEF_APP, scopes } });
    const { id } = workspace.conversations.add({ name: "lobby", kind: "public", members: [ADA] });

    expect(await refusalOf(client.chat.postMessage({ channel: id, text: "hi" }))).toEqual({
      error: "not_in_channel",
    });
    expect(await refusalOf(client.conversations.history({ channel: id }))).toEqual({
      error: "not_in_channel",
    });
    await client.conversations.join({ channel: id });
    expect(await client.chat.postMessage({ channel: id, text: "hi" })).toMatchObject({ ok: true });
  });

  it("posts nothing to an archived channel", async () => {
    const { workspace, client, general } = await openWorkspace();
    const [channel] = workspace.reading.channels(ADA).filter(({ id }) => id === general);
    if (channel === undefined) throw new Error("#general is missing");
    workspace.conversations.setArchived(channel, true);

    expect(await refusalOf(client.chat.postMessage({ channel: general, text: "hi" }))).toEqual({
      error: "is_archived",
    });
  });

  it("pages through lists with cursors", async () => {
    const { client } = await openWorkspace();
    const names: (string | undefined)[] = [];

    for await (const page of client.paginate("conversations.list", { limit: 1 })) {
      names.push(...(page as unknown as { channels: { name: string }[] }).channels.map(({ name }) => name));
    }

    expect(names.sort()).toEqual(["general", "ops"]);
  });
});

describe("chat", () => {
  it("refuses what says nothing or too much", async () => {
    const { client, general: channel } = await openWorkspace();
    const post = (content: object) => refusalOf(client.apiCall("chat.postMessage", { channel, ...content }));
    const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });

    expect(await post({})).toEqual({ error: "no_text" });
    expect(await post({ text: "x".repeat(40_001) })).toEqual({ error: "msg_too_long" });
    expect(await post({ markdown_text: "x".repeat(12_001) })).toEqual({ error: "msg_too_long" });
    expect(await post({ markdown_text: "x", text: "y" })).toEqual({ error: "markdown_text_conflict" });
    expect(await post({ blocks: "nonsense" })).toMatchObject({ error: "invalid_blocks_format" });
    expect(await post({ blocks: Array.from({ length: 6 }, () => section("x".repeat(2900))) })).toMatchObject({
      error: "msg_blocks_too_long",
    });
    expect(await post({ blocks: [section("x".repeat(3001))] })).toEqual({
      error: "invalid_blocks",
      messages: ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
    });
    expect(await refusalOf(client.apiCall("chat.postMessage", { text: "x" }))).toMatchObject({
      error: "invalid_arguments",
      messages: ["[ERROR] missing required field: channel"],
    });
  });

  it("takes JSON and forms alike", async () => {
    const { workspace, general } = await openWorkspace();
    const headers = {
      authorization: `Bearer ${workspace.identity.botToken}`,
      "content-type": "application/json",
    };
    const body = JSON.stringify({ channel: general, text: "hi", blocks: [{ type: "divider" }] });
    const url = "https://slack.com/api/chat.postMessage";

    const response = await createInProcessFetch(workspace)(url, { method: "POST", headers, body });

    expect(await response.json()).toMatchObject({
      ok: true,
      message: { text: "hi", blocks: [{ type: "divider" }] },
    });
  });

  it("changes and deletes the app's own messages only, and keeps metadata for those who ask", async () => {
    const { workspace, client, general: channel } = await openWorkspace();
    const foreign = workspace.human.say({ user: ADA, channel, text: "mine" });
    const metadata = { event_type: "chief_run", event_payload: { run_id: "run_1" } };
    const { ts = "" } = await client.chat.postMessage({ channel, text: "first", metadata });

    await client.chat.update({ channel, ts, text: "second", blocks: [], attachments: [] });

    const shown = await client.conversations.history({ channel, include_all_metadata: true });
    expect(shown.messages?.[0]).toMatchObject({ text: "second", metadata, edited: {} });
    expect((await client.conversations.history({ channel })).messages?.[0]).not.toHaveProperty("metadata");
    const update = client.chat.update({ channel, ts: foreign.ts, text: "x", blocks: [], attachments: [] });
    expect(await refusalOf(update)).toEqual({ error: "cant_update_message" });
    await client.chat.delete({ channel, ts });
    expect(await refusalOf(client.chat.delete({ channel, ts }))).toEqual({ error: "message_not_found" });
  });

  it("shows an ephemeral message to one member, and never in the history", async () => {
    const { workspace, client, general: channel } = await openWorkspace();

    await client.chat.postEphemeral({ channel, user: ADA, text: "psst" });

    expect(workspace.reading.messages(ADA, channel)).toHaveLength(1);
    expect(workspace.reading.messages(MALLORY, channel)).toHaveLength(0);
    expect((await client.conversations.history({ channel })).messages).toEqual([]);
    expect(await refusalOf(client.chat.postEphemeral({ channel, user: "U0NOBODY", text: "psst" }))).toEqual({
      error: "user_not_in_channel",
    });
  });

  it("takes each reaction once", async () => {
    const { client, general: channel } = await openWorkspace();
    const { ts = "" } = await client.chat.postMessage({ channel, text: "hi" });
    const eyes = { channel, timestamp: ts, name: "eyes" };

    await client.reactions.add(eyes);

    expect(await refusalOf(client.reactions.add(eyes))).toEqual({ error: "already_reacted" });
    await client.reactions.remove(eyes);
    expect(await refusalOf(client.reactions.remove(eyes))).toEqual({ error: "no_reaction" });
  });
});

describe("streams", () => {
  it("wants to know for whom a stream in a channel is", async () => {
    const { workspace, client, general: channel } = await openWorkspace();
    const { ts: thread_ts } = workspace.human.say({ user: ADA, channel, text: "go" });

    expect(await refusalOf(client.chat.startStream({ channel, thread_ts }))).toEqual({
      error: "missing_recipient_team_id",
    });
    expect(await refusalOf(client.chat.startStream({ channel, thread_ts, recipient_team_id: "T1" }))).toEqual(
      {
        error: "missing_recipient_user_id",
      },
    );
  });

  it("lets a stream die after five minutes, for appending and stopping, and be repaired by chat.update", async () => {
    const { workspace, client, advance } = await openWorkspace();
    const { ts: thread_ts, channel } = workspace.human.say({ user: ADA, channel: "app", text: "go" });
    const { ts = "" } = await client.chat.startStream({ channel, thread_ts, markdown_text: "one " });
    const repair = () => client.chat.update({ channel, ts, text: "whole", blocks: [], attachments: [] });
    expect(await refusalOf(repair())).toEqual({ error: "streaming_state_conflict" });

    advance(299_000);
    await client.chat.appendStream({ channel, ts, markdown_text: "two" });
    advance(1000);

    const dead = { error: "message_not_in_streaming_state" };
    expect(await refusalOf(client.chat.appendStream({ channel, ts, markdown_text: "three" }))).toEqual(dead);
    expect(await refusalOf(client.chat.stopStream({ channel, ts }))).toEqual(dead);
    expect(workspace.reading.thread(ADA, channel, thread_ts)[1]).toMatchObject({
      text: "one two",
      streaming_state: "errored",
    });
    expect(await repair()).toMatchObject({ text: "whole" });
  });

  it("refuses chunks of unknown types and unknown task states", async () => {
    const { workspace, client } = await openWorkspace();
    const { ts: thread_ts, channel } = workspace.human.say({ user: ADA, channel: "app", text: "go" });
    const startWith = (chunk: object) =>
      refusalOf(client.apiCall("chat.startStream", { channel, thread_ts, chunks: [chunk] }));

    expect(await startWith({ type: "nonsense" })).toMatchObject({ error: "invalid_chunks" });
    expect(await startWith({ type: "task_update", id: "1", title: "t", status: "done" })).toMatchObject({
      error: "invalid_chunks",
    });
  });
});

describe("views", () => {
  const view = (text: string, extra: object = {}) => ({
    type: "modal" as const,
    title: { type: "plain_text" as const, text },
    blocks: [{ type: "actions" as const, block_id: "b", elements: [button("go")] }],
    ...extra,
  });

  /** Presses a button on a message and gives the trigger that the app is sent. */
  async function openedWorkspace() {
    const opened = await openWorkspace();
    const { client, general: channel, workspace } = opened;
    const blocks = [{ type: "actions" as const, elements: [button("go")] }];
    const { ts = "" } = await client.chat.postMessage({ channel, text: "x", blocks });
    const trigger = async () => {
      let triggerId = "";
      const disconnect = workspace.connect({
        origin: "https://app.invalid",
        async deliver({ body }) {
          triggerId = String(body["trigger_id"]);
          return { ok: true, body: undefined };
        },
      });
      await workspace.human.click({ user: ADA, channel, ts, actionId: "go" });
      disconnect();
      return triggerId;
    };
    return { ...opened, trigger };
  }

  it("opens one modal per trigger, within three seconds", async () => {
    const { client, trigger, advance } = await openedWorkspace();
    const used = await trigger();
    await client.views.open({ trigger_id: used, view: view("One") });
    const late = await trigger();
    advance(3001);

    const open = (trigger_id: string) => refusalOf(client.views.open({ trigger_id, view: view("Two") }));
    expect(await open(used)).toEqual({ error: "exchanged_trigger_id" });
    expect(await open(late)).toEqual({ error: "expired_trigger_id" });
    expect(await open("made.up")).toEqual({ error: "invalid_trigger_id" });
  });

  it("stacks three modals and no more, and goes back one by one", async () => {
    const { client, trigger, workspace } = await openedWorkspace();
    await client.views.open({ trigger_id: await trigger(), view: view("1") });
    await client.views.push({ trigger_id: await trigger(), view: view("2") });
    await client.views.push({ trigger_id: await trigger(), view: view("3") });

    expect(await refusalOf(client.views.push({ trigger_id: await trigger(), view: view("4") }))).toEqual({
      error: "push_limit_reached",
    });
    await workspace.human.closeView({ user: ADA, viewId: workspace.reading.modal(ADA)?.id ?? "" });
    expect(workspace.reading.modal(ADA)).toMatchObject({ title: { text: "2" } });
  });

  it("overwrites no view that changed since the app saw it", async () => {
    const { client, trigger } = await openedWorkspace();
    const opened = await client.views.open({ trigger_id: await trigger(), view: view("Loading") });
    const { id: view_id = "", hash = "" } = opened.view ?? {};

    await client.views.update({ view_id, hash, view: view("Loaded") });

    expect(await refusalOf(client.views.update({ view_id, hash, view: view("Late") }))).toEqual({
      error: "hash_conflict",
    });
    expect(await refusalOf(client.views.update({ view_id: "V0", view: view("Lost") }))).toEqual({
      error: "not_found",
    });
  });

  it("keeps a home tab per person", async () => {
    const { client, workspace } = await openWorkspace();
    const home = { type: "home" as const, blocks: [{ type: "divider" as const }] };

    await client.views.publish({ user_id: ADA, view: home });

    expect(workspace.reading.home(ADA)).toMatchObject({ type: "home" });
    expect(workspace.reading.home(MALLORY)).toBeUndefined();
    const asModal = client.views.publish({ user_id: ADA, view: view("No") });
    expect(await refusalOf(asModal)).toMatchObject({ error: "invalid_arguments" });
  });
});

describe("agents", () => {
  it("shows a status for two minutes and takes it back when the app posts", async () => {
    const { workspace, client, advance } = await openWorkspace();
    const { ts: thread_ts, channel: channel_id } = workspace.human.say({
      user: ADA,
      channel: "app",
      text: "go",
    });
    const show = () => client.assistant.threads.setStatus({ channel_id, thread_ts, status: "is thinking…" });

    await show();
    expect(workspace.reading.status(channel_id, thread_ts)?.status).toBe("is thinking…");
    advance(120_000);
    expect(workspace.reading.status(channel_id, thread_ts)).toBeUndefined();
    await show();
    await client.chat.postMessage({ channel: channel_id, thread_ts, text: "done" });
    expect(workspace.reading.status(channel_id, thread_ts)).toBeUndefined();
  });

  it("shows suggested prompts, but none that are tied to a thread", async () => {
    const { workspace, client } = await openWorkspace();
    const { ts: thread_ts, channel: channel_id } = workspace.human.say({
      user: ADA,
      channel: "app",
      text: "go",
    });
    const prompts = [{ title: "Help", message: "What can you do?" }] as const;

    await client.assistant.threads.setSuggestedPrompts({ channel_id, thread_ts, prompts: [...prompts] });
    expect(workspace.reading.prompts(channel_id)).toBeUndefined();
    await client.assistant.threads.setSuggestedPrompts({ channel_id, prompts: [...prompts] });
    expect(workspace.reading.prompts(channel_id)?.prompts).toEqual(prompts);
  });

  it("warns an app that could not hear its stop button", async () => {
    const app = { ...CHIEF_APP, botEvents: ["message.im"] };
    const { workspace, client } = await openWorkspace({ app });
    const { ts: thread_ts, channel: channel_id } = workspace.human.say({
      user: ADA,
      channel: "app",
      text: "go",
    });

    const answer = await client.agents.sessions.setStatus({ channel_id, thread_ts, status: "processing" });

    expect(answer.response_metadata?.warnings).toEqual(["missing_agent_session_stopped_event_subscription"]);
  });
});

describe("faults and limits", () => {
  it("fails a method as often as the rule says", async () => {
    const { workspace, client } = await openWorkspace();
    workspace.faults.add({ method: "auth.test", fault: { kind: "server_error" }, times: 1 });
    workspace.faults.add({ method: "auth.test", fault: { kind: "hang" }, times: 1 });
    workspace.faults.add({ method: "*", fault: { kind: "refuse", error: "fatal_error" }, times: 1 });

    await expect(client.auth.test()).rejects.toMatchObject({ statusCode: 500 });
    await expect(client.auth.test()).rejects.toMatchObject({ code: "slack_webapi_request_error" });
    expect(await refusalOf(client.auth.test())).toEqual({ error: "fatal_error" });
    expect(await client.auth.test()).toMatchObject({ ok: true });
  });

  it("limits calls to a tier's rate when asked to", async () => {
    const { client, advance } = await openWorkspace({ ratesPerMinute: { ...SLACK_TIERS, "users.info": 2 } });
    const call = () => client.users.info({ user: ADA });

    await call();
    await call();

    await expect(call()).rejects.toMatchObject({ retryAfter: 30 });
    advance(30_000);
    expect(await call()).toMatchObject({ ok: true });
  });
});
