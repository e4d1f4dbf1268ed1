/**
 * A whole Chief for a test, as it is started in production, against a Slack and APIs on loopback.
 *
 * Over `http` and `socket` the Slack is the test's own, and so are the sample APIs, which are connected through the
 * dashboard's form; in `local` mode both are Chief's, and it is used through its pages.
 */
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Provider } from "../../src/integrations/index.ts";
import { type Clock, systemClock } from "../../src/kernel/index.ts";
import {
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspace,
} from "../../src/local/workspace/index.ts";
import { type Browser, openBrowser, wordsIn } from "./chief/browser.ts";
import { createCoreChat } from "./chief/core-chat.ts";
import { freePort } from "./chief/free-port.ts";
import { createPageChat } from "./chief/page-chat.ts";
import { runApp, runProcess } from "./chief/running.ts";
import { startTestApis, type TestApi, type TestApis, testApi } from "./chief/sample-apis.ts";
import type { Chat } from "./chief/seen.ts";
import { serveSlack, type Transport } from "./chief/slack-of.ts";
import { slowClock } from "./chief/slow-clock.ts";
import { copiedDataDir } from "./database.ts";
import type { ModelServer } from "./model-server.ts";

export { wordsIn } from "./chief/browser.ts";
export { eventually } from "./chief/eventually.ts";
export type { TestApi } from "./chief/sample-apis.ts";
export { type Chat, PEOPLE, type Person, type Posted, type Seen } from "./chief/seen.ts";
export { deliverEvent } from "./chief/slack-of.ts";

export interface ChiefOptions {
  readonly transport: Transport | "local";
  /** Plans with this language model; the built-in commands serve when absent. */
  readonly model?: ModelServer;
  readonly env?: Readonly<Record<string, string>>;
  /** How long one request to an API may take, instead of a minute. Not in a process of its own. */
  readonly callTimeoutMs?: number;
  /** Where it listens, for who has to know it before; a free port when absent. */
  readonly port?: number;
  /** The well-known APIs, emulated. Not in a process of its own. */
  readonly providers?: readonly Provider[];
  /** How often schedules are looked at, instead of every minute. Not in a process of its own. */
  readonly scheduleTick?: string;
  /** How long turns that run may take to end when it stops, instead of 20 seconds. Not in a process of its own. */
  readonly drainMs?: number;
  /** Takes the lines of the log. Not in a process of its own. */
  readonly writeLog?: (line: string) => void;
  /** In a process of its own, on the real clock, so that it can be killed. Not in local mode. */
  readonly ownProcess?: boolean;
}

export interface Chief {
  readonly url: string;
  readonly chat: Chat;
  /** Signed in as the admin; in local mode the chat shares it, and changes who it is signed in as. */
  readonly browser: Browser;
  readonly clock: Clock;
  readonly orders: TestApi;
  readonly wms: TestApi;
  /** Where its data is, in local mode and without `DATABASE_URL` its database too. */
  readonly dataDir: string;
  /** The Slack, where it is the test's own. @throws Error in local mode */
  workspace(): LocalWorkspace;
  /** Stops it in good order and starts it again over the same data. */
  restart(): Promise<void>;
  /** `kill -9`, and starts it again over the same data, after `meanwhile`. @throws Error without a process of its own */
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Chief. The caller stops it. A data folder that it gives in the environment is the caller's to remove. */
export async function startChief(options: ChiefOptions): Promise<Chief> {
  const given = options.env?.["CHIEF_DATA_DIR"];
  const dataDir = given ?? (await copiedDataDir());
  const port = options.port ?? (await freePort());
  const env = {
    PORT: String(port),
    CHIEF_PUBLIC_URL: `http://127.0.0.1:${port}`,
    CHIEF_DATA_DIR: dataDir,
    CHIEF_CALLS_PER_MINUTE: "0",
    LOG_LEVEL: process.env["TEST_LOG"] ?? "silent",
    ...modelEnv(options.model),
    ...options.env,
  };
  const start = { ...options, env, dataDir, port, clock: options.ownProcess ? systemClock : slowClock() };
  const chief =
    options.transport === "local" ? await startLocal(start) : await startServed(start, options.transport);
  return {
    ...chief,
    dataDir,
    async stop() {
      await chief.stop();
      if (!given) rmSync(dataDir, { recursive: true });
    },
  };
}

interface Start
  extends Pick<
    ChiefOptions,
    "callTimeoutMs" | "providers" | "scheduleTick" | "drainMs" | "writeLog" | "ownProcess"
  > {
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly port: number;
  readonly clock: Clock;
}

function modelEnv(model: ModelServer | undefined): Record<string, string> {
  if (!model) return {};
  return { OPENAI_BASE_URL: model.baseUrl, OPENAI_API_KEY: model.apiKey, CHIEF_PLANNER: "model" };
}

async function startServed(start: Start, transport: Transport): Promise<Omit<Chief, "dataDir">> {
  const { clock } = start;
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock,
    delivery: { retryDelaysMs: [0, 100, 300, 1000, 3000] },
  });
  const slack = await serveSlack(workspace, { transport, port: start.port });
  const run = start.ownProcess ? runProcess : runApp;
  const [apis, app] = await Promise.all([startTestApis(clock), run({ ...slack.env, ...start.env }, start)]);
  const browser = await openBrowser(app.signInLink);
  await connectSamples(browser, apis);
  return {
    url: app.url,
    chat: createCoreChat(workspace),
    browser,
    clock,
    orders: apis.orders,
    wms: apis.wms,
    workspace: () => workspace,
    restart: app.restart,
    killAndRestart: app.killAndRestart,
    async stop() {
      await workspace.stop();
      await app.stop();
      await Promise.all([slack.close(), apis.close()]);
    },
  };
}

/** Connects both sample APIs as an admin does. */
async function connectSamples(browser: Browser, { orders, wms }: TestApis): Promise<void> {
  const common = { allow_private_network: "on" };
  for (const [api, credential] of [
    [orders, { auth_method: "bearer", token: orders.token }],
    [wms, { auth_method: "api_key", api_key_in: "header", api_key_name: "X-Api-Key", api_key: wms.token }],
  ] as const) {
    const fields = { name: api.name, base_url: api.baseUrl, openapi: api.openapi, ...common, ...credential };
    const { status, html } = await browser.post("/integrations", fields);
    if (status !== 200) throw new Error(`${api.name} was not connected: ${html}`);
  }
}

async function startLocal(start: Start): Promise<Omit<Chief, "dataDir">> {
  const app = await runApp(start.env, start);
  const browser = await openBrowser(app.signInLink);
  return {
    url: app.url,
    chat: createPageChat(browser),
    browser,
    clock: start.clock,
    ...(await localApis(start.dataDir, browser)),
    workspace: () => {
      throw new Error("in local mode the workspace is inside of Chief");
    },
    restart: app.restart,
    killAndRestart: app.killAndRestart,
    stop: app.stop,
  };
}

/** The address of an integration's page, from the list of all. */
export async function cardOf(browser: Browser, name: string): Promise<string> {
  const { html } = await browser.get("/integrations");
  const links = [...html.matchAll(/<a[^>]*href="(\/integrations\/[^"/]+)"[^>]*>(.*?)<\/a>/gs)];
  const found = links.find(([, , label = ""]) => wordsIn(label) === name)?.[1];
  if (!found) throw new Error(`there is no card of ${name}`);
  return found;
}

/** The sample APIs that local mode started, found as a person finds them: on their cards. */
async function localApis(dataDir: string, browser: Browser): Promise<Pick<Chief, "orders" | "wms">> {
  const { ordersToken, wmsKey } = JSON.parse(await readFile(join(dataDir, "sample-keys.json"), "utf8"));
  const open = async (name: string, token: string, headers: Record<string, string>) => {
    const { html } = await browser.get(await cardOf(browser, name));
    const baseUrl = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(html)?.[0] ?? "";
    return testApi({ name, baseUrl, token, openapi: "", headers });
  };
  return {
    orders: await open("Internal Orders API", ordersToken, { authorization: `Bearer ${ordersToken}` }),
    wms: await open("WMS API", wmsKey, { "x-api-key": wmsKey }),
  };
}
