import { describe, expect, it, onTestFinished } from "vitest";
import { Secret } from "../../../src/kernel/index.ts";
import { createLocalWorkspace, createMemoryWorkspaceStore } from "../../../src/local/workspace/index.ts";
import { createSockets } from "../../../src/slack/sockets.ts";
import { eventually, PEOPLE } from "../../support/chief.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { serveSlackOverSockets } from "../../support/slack-socket.ts";

/** A workspace over Socket Mode, and an app of two connections that notes what it hears. */
async function connected(patience: { patienceMs: number; lookEveryMs: number }) {
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => new Date(),
    delivery: { retryDelaysMs: [0, 100, 500] },
  });
  const slack = await serveSlackOverSockets(workspace);
  const sockets = createSockets({
    appToken: new Secret(workspace.identity.appToken),
    slackApiUrl: slack.apiUrl,
    fetch: globalThis.fetch,
    logger: silentLogger(),
    ...patience,
  });
  const heard: string[] = [];
  await sockets.start(async (receiver) => {
    receiver.init({
      async processEvent({ body, ack }: { body: { event?: { text?: string } }; ack(): Promise<void> }) {
        await ack();
        heard.push(body.event?.text ?? "");
      },
    } as never);
    await receiver.start();
  });
  onTestFinished(async () => {
    await sockets.stop();
    await workspace.stop();
    await slack.close();
  });
  const general = workspace.reading.channels(PEOPLE.ada).find(({ name }) => name === "general");
  const say = (text: string) => workspace.human.say({ user: PEOPLE.ada, channel: general?.id ?? "", text });
  const hear = (text: string) =>
    eventually(`“${text}”`, async () => (heard.includes(text) ? true : undefined));
  return { workspace, slack, heard, say, hear };
}

describe("Socket Mode", () => {
  it("trap 15: while Slack refreshes one connection the other hears everything, once", async () => {
    const { slack, workspace, heard, say, hear } = await connected({
      patienceMs: 60_000,
      lookEveryMs: 5_000,
    });
    expect(slack.connections()).toBe(2);
    slack.refreshOldest();
    for (const text of ["one", "two", "three"]) say(text);
    await Promise.all(["one", "two", "three"].map(hear));
    await workspace.settled();
    expect([...heard].sort()).toEqual(["one", "three", "two"]);
  });

  it("trap 15: after an outage that outlasts the package's patience, both connections come back at once", async () => {
    const { slack, workspace, say, hear } = await connected({ patienceMs: 300, lookEveryMs: 50 });
    workspace.faults.add({
      method: "apps.connections.open",
      fault: { kind: "server_error" },
      times: Number.POSITIVE_INFINITY,
    });
    slack.cutAll();
    await eventually("both to be down", async () => (slack.connections() === 0 ? true : undefined));
    // Several are begun anew and thrown away meanwhile; none of them may come back to life later.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(slack.connections()).toBe(0);
    workspace.faults.clear();
    const began = performance.now();
    await eventually("both to be up", async () => (slack.connections() === 2 ? true : undefined));
    expect(performance.now() - began).toBeLessThan(10_000);
    say("back again");
    await hear("back again");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(slack.connections()).toBe(2);
  });
});
