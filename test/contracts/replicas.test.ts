import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspace,
} from "../../src/local/workspace/index.ts";
import { said } from "../scenarios/talk.ts";
import { createCoreChat } from "../support/chief/core-chat.ts";
import { freePort } from "../support/chief/free-port.ts";
import { runApp } from "../support/chief/running.ts";
import { slowClock } from "../support/chief/slow-clock.ts";
import { eventually, type Posted } from "../support/chief.ts";
import { testPostgres } from "../support/database.ts";
import { lastUserText } from "../support/model-server/chat-request.ts";
import { startModelServer } from "../support/model-server.ts";
import { serveSlackOverSockets } from "../support/slack-socket.ts";

const THREADS = 20;
const LOST_ACK_EVERY = 3;

/** Slack hears nothing of every third acknowledgement, and delivers that event again. */
function withLostAcks(workspace: LocalWorkspace): LocalWorkspace {
  let delivered = 0;
  return {
    ...workspace,
    connect: (transport) =>
      workspace.connect({
        ...transport,
        async deliver(envelope, signal) {
          const outcome = await transport.deliver(envelope, signal);
          delivered += 1;
          return delivered % LOST_ACK_EVERY === 0 ? { ok: false, reason: "http_timeout" } : outcome;
        },
      }),
  };
}

/** An echo that takes its time, so that messages of one thread meet. */
async function startEcho() {
  const model = await startModelServer();
  model.auto((request) => ({ text: `I heard: ${lastUserText(request)}`, delayMs: 50 }));
  onTestFinished(() => model.close());
  return model;
}

async function startReplica(env: Readonly<Record<string, string>>) {
  const [dataDir, port] = await Promise.all([mkdtemp(join(tmpdir(), "chief-replica-")), freePort()]);
  const own = { CHIEF_DATA_DIR: dataDir, PORT: String(port), CHIEF_PUBLIC_URL: `http://127.0.0.1:${port}` };
  const replica = await runApp({ ...env, ...own, LOG_LEVEL: "silent" }, { clock: slowClock() });
  onTestFinished(async () => {
    await replica.stop();
    rmSync(dataDir, { recursive: true });
  });
  return replica;
}

it("A6 B2 B3: two replicas on Postgres answer 60 messages in 20 threads once each, though many are delivered twice", async ({
  skip,
}) => {
  const postgres = await testPostgres();
  if (!postgres) return skip("no Postgres is reachable at TEST_DATABASE_URL");
  const model = await startEcho();
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: slowClock(),
    delivery: { retryDelaysMs: [0, 100, 300] },
  });
  const slack = await serveSlackOverSockets(withLostAcks(workspace));
  onTestFinished(async () => {
    await workspace.stop();
    await slack.close();
  });
  const env = {
    DATABASE_URL: postgres.url,
    CHIEF_MASTER_KEY: randomBytes(32).toString("base64"),
    SLACK_BOT_TOKEN: workspace.identity.botToken,
    SLACK_APP_TOKEN: workspace.identity.appToken,
    SLACK_API_URL: slack.apiUrl,
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_API_KEY: model.apiKey,
    CHIEF_PLANNER: "model",
  };
  await Promise.all([startReplica(env), startReplica(env)]);
  expect(slack.connections()).toBe(4);

  const chat = createCoreChat(workspace);
  const numbers = Array.from({ length: THREADS }, (_, at) => at);
  const threads = await Promise.all(
    numbers.map((at) => chat.say("ada", "#general", `Chief, question ${at}-a.`)),
  );
  await Promise.all(
    threads.map((thread, at) => chat.say("mallory", "#general", `question ${at}-b.`, thread.ts)),
  );
  await Promise.all(
    threads.map((thread, at) => chat.say("ada", "#general", `Chief, question ${at}-c.`, thread.ts)),
  );
  await workspace.settled();

  const heard = async (thread: Posted, at: number) => {
    const answers = (await said(chat, thread)).map(({ text }) => text).join(" ");
    return ["a", "b", "c"].map((part) => answers.split(`question ${at}-${part}.`).length - 1);
  };
  for (const [at, thread] of threads.entries()) {
    await eventually(
      `three answers in thread ${at}`,
      async () => ((await heard(thread, at)).every((count) => count > 0) ? true : undefined),
      () => said(chat, thread),
    );
  }
  for (const [at, thread] of threads.entries()) expect(await heard(thread, at)).toEqual([1, 1, 1]);
  const shares = slack.deliveriesByConnection();
  expect(Math.min(...shares)).toBeGreaterThan(0);
  model.assertDone();
});
