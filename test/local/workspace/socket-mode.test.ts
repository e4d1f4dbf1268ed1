import { App, LogLevel, SocketModeReceiver } from "@slack/bolt";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import {
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspace,
} from "../../../src/local/workspace/index.ts";
import { type SlackOverSockets, serveSlackOverSockets } from "../../support/slack-socket.ts";
import { ADA } from "./bolt-peer.ts";
import { QUIET } from "./quiet-logger.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** One app on two connections, as Chief runs in Socket Mode. */
async function startTwoConnections() {
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => new Date(),
    delivery: { retryDelaysMs: [100, 1000, 2000] },
  });
  const slack = await serveSlackOverSockets(workspace);
  const receivers = [createReceiver(workspace, slack), createReceiver(workspace, slack)];
  const [first, second] = receivers;
  if (first === undefined || second === undefined) throw new Error("two receivers are needed");
  const app = new App({
    token: workspace.identity.botToken,
    receiver: first,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  second.init(app);
  const heard: string[] = [];
  app.message(async ({ message }) => {
    if (message.subtype === undefined) heard.push(message.text ?? "");
  });
  for (const receiver of receivers) await receiver.start();
  closing.push(
    () => workspace.stop(),
    () => Promise.all(receivers.map((receiver) => receiver.stop())),
    () => slack.close(),
  );
  return { workspace, slack, heard };
}

function createReceiver(workspace: LocalWorkspace, slack: SlackOverSockets): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: workspace.identity.appToken,
    logger: QUIET,
    clientPingTimeout: 500,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
}

describe("Socket Mode", () => {
  it("sends each event to one connection only, in turn", async () => {
    const { workspace, slack, heard } = await startTwoConnections();

    for (let n = 0; n < 4; n++) workspace.human.say({ user: ADA, channel: "app", text: `${n}` });
    await workspace.settled();

    await vi.waitFor(() => expect([...heard].sort()).toEqual(["0", "1", "2", "3"]));
    expect(slack.deliveriesByConnection()).toEqual([2, 2]);
  });

  it("lets the second connection carry on while the first is being refreshed, and both are back after", async () => {
    const { workspace, slack, heard } = await startTwoConnections();

    slack.refreshOldest();
    for (let n = 0; n < 5; n++) workspace.human.say({ user: ADA, channel: "app", text: `${n}` });
    await workspace.settled();

    await vi.waitFor(() => expect(heard).toHaveLength(5));
    expect(slack.deliveriesByConnection()).toEqual([0, 5]);
    await vi.waitFor(() => expect(slack.connections()).toBe(2), { timeout: 5000 });
  });

  it("refuses a connection to whoever has no ticket", async () => {
    const { slack } = await startTwoConnections();
    const url = slack.apiUrl.replace("http", "ws").replace("/api/", "/link?ticket=forged");

    const socket = new WebSocket(url);
    const end = await new Promise<string>((resolve) => {
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("refused");
    });

    expect(end).toBe("refused");
    expect(slack.connections()).toBe(2);
  });

  it("delivers later what found no connection", async () => {
    const { workspace, slack, heard } = await startTwoConnections();

    slack.cutAll();
    workspace.human.say({ user: ADA, channel: "app", text: "still there?" });

    await vi.waitFor(() => expect(heard).toEqual(["still there?"]), { timeout: 10_000 });
  });
});
