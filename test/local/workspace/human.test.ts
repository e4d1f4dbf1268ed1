import { WebClient } from "@slack/web-api";
import { describe, expect, it } from "vitest";
import {
  createInProcessFetch,
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type WorkspaceChange,
} from "../../../src/local/workspace/index.ts";
import { ADA, MALLORY } from "./bolt-peer.ts";

/** A workspace whose app records what it is sent and answers with `ack`. */
async function openWorkspace(ack: unknown = undefined) {
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => new Date("2026-11-21T12:00:00Z"),
  });
  const bodies: Record<string, unknown>[] = [];
  workspace.connect({
    origin: "https://app.invalid",
    async deliver({ body }) {
      bodies.push(body);
      return { ok: true, body: ack };
    },
  });
  const client = new WebClient(workspace.identity.botToken, { fetch: createInProcessFetch(workspace) });
  const general = workspace.reading.channels(ADA).find(({ name }) => name === "general")?.id ?? "";
  return { workspace, bodies, client, general };
}

describe("saying something", () => {
  it("turns names, channels and addresses into mentions and links, and escapes the rest", async () => {
    const { workspace, general } = await openWorkspace();
    const bot = workspace.identity.botUserId;
    const say = (text: string) => workspace.human.say({ user: ADA, channel: general, text });

    expect(say("@chief tell @mallory in #general: 1 < 2 & so").text).toBe(
      `<@${bot}> tell <@${MALLORY}> in <#${general}|general>: 1 &lt; 2 &amp; so`,
    );
    expect(say(`<@${bot}> see https://example.test/?a=1&b=2`).text).toBe(
      `<@${bot}> see <https://example.test/?a=1&amp;b=2>`,
    );
    expect(say("@nobody @here <!channel> a@chief.test").text).toBe(
      "@nobody <!here> &lt;!channel&gt; a@chief.test",
    );
  });

  it("lets nobody speak where they are not, in archived channels, or in threads that are not there", async () => {
    const { workspace, general } = await openWorkspace();
    const board = workspace.conversations.add({ name: "board", kind: "private", members: [ADA] });
    const say = (user: string, channel: string, threadTs?: string) => () =>
      workspace.human.say({ user, channel, text: "x", ...(threadTs !== undefined && { threadTs }) });

    expect(say(MALLORY, board.id)).toThrow(/sees no channel/);
    expect(say("U0NOBODY", general)).toThrow(/nobody here/);
    expect(say(ADA, general, "1.000000")).toThrow(/no message 1.000000/);
    workspace.people.change(MALLORY, { deleted: true });
    expect(say(MALLORY, general)).toThrow(/deactivated/);
    workspace.conversations.setArchived(board, true);
    expect(say(ADA, board.id)).toThrow(/archived/);
  });

  it("shows nobody the channels and messages of others", async () => {
    const { workspace } = await openWorkspace();
    const said = workspace.human.say({ user: ADA, channel: "app", text: "secret" });

    expect(workspace.reading.messages(MALLORY, said.channel)).toEqual([]);
    expect(workspace.reading.thread(MALLORY, said.channel, said.ts)).toEqual([]);
    expect(() =>
      workspace.human.edit({ user: MALLORY, channel: said.channel, ts: said.ts, text: "x" }),
    ).toThrow();
  });
});

describe("pressing something", () => {
  const select = {
    type: "static_select",
    action_id: "pick",
    options: ["a", "b"].map((value) => ({ text: { type: "plain_text", text: value.toUpperCase() }, value })),
  };
  const feedback = {
    type: "feedback_buttons",
    action_id: "rate",
    positive_button: { text: { type: "plain_text", text: "Good" }, value: "up" },
    negative_button: { text: { type: "plain_text", text: "Bad" }, value: "down" },
  };
  const blocks = [
    { type: "actions", block_id: "menus", elements: [select] },
    { type: "context_actions", block_id: "feedback", elements: [feedback] },
  ];

  async function posted() {
    const opened = await openWorkspace();
    const { client, general: channel } = opened;
    await client.apiCall("chat.postMessage", { channel, text: "Choose", blocks });
    return {
      ...opened,
      at: { user: ADA, channel, ts: String(opened.workspace.reading.messages(ADA, channel)[0]?.["ts"]) },
    };
  }

  it("sends the chosen option, the state, and who, where and what", async () => {
    const { workspace, bodies, at } = await posted();

    await workspace.human.click({ ...at, actionId: "pick", answer: "b", answers: { menus: { pick: "b" } } });

    expect(bodies.at(-1)).toMatchObject({
      type: "block_actions",
      user: { id: ADA, username: "ada", team_id: workspace.identity.teamId },
      container: { type: "message", message_ts: at.ts, channel_id: at.channel, is_ephemeral: false },
      channel: { id: at.channel, name: "general" },
      message: { ts: at.ts, text: "Choose" },
      actions: [
        { type: "static_select", action_id: "pick", block_id: "menus", selected_option: { value: "b" } },
      ],
      state: { values: { menus: { pick: { type: "static_select", selected_option: { value: "b" } } } } },
      response_url: expect.stringMatching(/^https:\/\/app\.invalid\/response\//),
      trigger_id: expect.any(String),
    });
  });

  it("sends which of the feedback buttons was pressed", async () => {
    const { workspace, bodies, at } = await posted();

    await workspace.human.click({ ...at, actionId: "rate", answer: "negative_button" });

    expect(bodies.at(-1)).toMatchObject({ actions: [{ type: "feedback_buttons", value: "down" }] });
  });

  it("refuses what is not there to press", async () => {
    const { workspace, at } = await posted();

    expect(() => workspace.human.click({ ...at, actionId: "other" })).toThrow(/nothing to press/);
    expect(() => workspace.human.click({ ...at, ts: "1.0", actionId: "pick" })).toThrow(/sees no message/);
  });

  it("takes five answers on a response URL within half an hour", async () => {
    const { workspace, bodies, at } = await posted();
    await workspace.human.click({ ...at, actionId: "rate" });
    const url = String(bodies.at(-1)?.["response_url"]);
    const answer = async (body: object) => {
      const request = new Request(url, { method: "POST", body: JSON.stringify(body) });
      const response = await workspace.front(request);
      return response.ok ? response.status : ((await response.json()) as { error: string }).error;
    };

    const answers = [];
    for (let n = 1; n <= 6; n++) answers.push(await answer({ text: `${n}`, thread_ts: at.ts }));

    expect(answers).toEqual([200, 200, 200, 200, 200, "used_url"]);
    expect(workspace.reading.thread(ADA, at.channel, at.ts)).toHaveLength(6);
    expect(workspace.reading.thread(MALLORY, at.channel, at.ts)).toHaveLength(1);
  });

  it("takes no markdown_text on a response URL", async () => {
    const { workspace, bodies, at } = await posted();
    await workspace.human.click({ ...at, actionId: "rate" });
    const body = JSON.stringify({ markdown_text: "**hi**" });

    const response = await workspace.front(
      new Request(String(bodies.at(-1)?.["response_url"]), { method: "POST", body }),
    );

    expect(await response.json()).toEqual({ ok: false, error: "no_text" });
  });
});

describe("the page's changes", () => {
  it("tells of messages, ephemeral ones to their reader, views, homes and sessions", async () => {
    const { workspace, client, general: channel } = await openWorkspace();
    const changes: WorkspaceChange["type"][] = [];
    const unsubscribe = workspace.subscribe((change) => {
      if (change.type !== "delivered") changes.push(change.type);
    });
    const { ts: thread_ts } = workspace.human.say({ user: ADA, channel, text: "hi" });
    await client.chat.postEphemeral({ channel, user: ADA, text: "psst" });
    await client.assistant.threads.setStatus({ channel_id: channel, thread_ts, status: "is thinking…" });
    await client.agents.sessions.setStatus({ channel_id: channel, thread_ts, status: "processing" });
    await client.views.publish({ user_id: ADA, view: { type: "home", blocks: [] } });
    unsubscribe();
    workspace.human.say({ user: ADA, channel, text: "unheard" });

    expect(changes).toEqual([
      "message_posted",
      "ephemeral_posted",
      "status_changed",
      "session_changed",
      "home_published",
    ]);
  });
});
