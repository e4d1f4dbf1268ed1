import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnsecuredJWT } from "jose";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/kernel/index.ts";
import { createLocalWorkspace, createMemoryWorkspaceStore } from "../../src/local/workspace/index.ts";
import { openBrowser, wordsIn } from "../support/chief/browser.ts";
import { freePort } from "../support/chief/free-port.ts";
import { runApp } from "../support/chief/running.ts";
import { cardOf, eventually, PEOPLE } from "../support/chief.ts";
import { testPostgres } from "../support/database.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { serveSlackOverSockets } from "../support/slack-socket.ts";

const EVERY_MS = 1_000;
const DAY_S = 86_400;

it("C11 C12: three replicas on Postgres tell each admin once of a credential that ends, also after restarts; a new one is told of anew", async ({
  skip,
}) => {
  const postgres = await testPostgres();
  if (!postgres) return skip("no Postgres is reachable at TEST_DATABASE_URL");
  const clock = systemClock;
  const workspace = await createLocalWorkspace({ store: createMemoryWorkspaceStore(), clock });
  const slack = await serveSlackOverSockets(workspace);
  let isRefused = false;
  const api = await recordingApi((_request, response) => {
    if (isRefused) response.writeHead(401).end();
    else json(response, { ok: true });
  });
  const env = {
    DATABASE_URL: postgres.url,
    CHIEF_MASTER_KEY: randomBytes(32).toString("base64"),
    SLACK_BOT_TOKEN: workspace.identity.botToken,
    SLACK_APP_TOKEN: workspace.identity.appToken,
    SLACK_API_URL: slack.apiUrl,
  };
  const start = async () => {
    const [dataDir, port] = await Promise.all([mkdtemp(join(tmpdir(), "chief-replica-")), freePort()]);
    const own = { CHIEF_DATA_DIR: dataDir, PORT: String(port), CHIEF_PUBLIC_URL: `http://127.0.0.1:${port}` };
    const replica = await runApp({ ...env, ...own, LOG_LEVEL: "silent" }, { clock, checkEveryMs: EVERY_MS });
    onTestFinished(async () => {
      await replica.stop();
      rmSync(dataDir, { recursive: true });
    });
    return replica;
  };
  onTestFinished(async () => {
    await workspace.stop();
    await slack.close();
  });
  const first = await start();
  const replicas = [first, ...(await Promise.all([start(), start()]))];
  const browser = await openBrowser(first.signInLink);
  const tokenFor = (days: number) =>
    new UnsecuredJWT({}).setExpirationTime(Math.round(clock().getTime() / 1000) + days * DAY_S).encode();
  const fields = (token: string) => ({ auth_method: "bearer", token });
  const added = await browser.post("/integrations", {
    ...{ name: "House API", base_url: api.origin, allow_private_network: "on" },
    ...fields(tokenFor(0.0001)),
  });
  expect(added.status).toBe(200);
  const card = await cardOf(browser, "House API");
  const words = async (path = card) => wordsIn((await browser.get(path)).html);
  const { reading } = workspace;
  const told = () => {
    const direct = reading.channels(PEOPLE.ada).filter(({ kind }) => kind === "im");
    const said = direct.flatMap(({ id }) => reading.messages(PEOPLE.ada, id));
    return said.map((message) => JSON.stringify(message)).filter((text) => text.includes("House API"));
  };
  await eventually("it is expiring", async () =>
    (await words()).includes("Token expiring") ? true : undefined,
  );
  await eventually("the admin is told", async () => (told().length > 0 ? true : undefined));
  for (const replica of replicas) await replica.restart();
  const asked = api.requests.length;
  await eventually("it was looked at again", async () =>
    api.requests.length > asked + 3 ? true : undefined,
  );
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(/its credential (ends|should have ended).*No schedule and no skill/s);

  isRefused = true;
  await eventually("it is failing", async () => ((await words()).includes("Failing") ? true : undefined));
  isRefused = false;
  await browser.post(`${card}/credential`, fields(tokenFor(365)));
  await eventually("it is healthy", async () =>
    /Connection Healthy/.test(await words()) ? true : undefined,
  );
  const history = /ends in 36\d days.*Healthy.*Failing.*Token expiring/s;
  await eventually("its end is known", async () =>
    history.test(await words(`${card}/health`)) ? true : undefined,
  );
  expect(told()).toHaveLength(1);
}, 120_000);
