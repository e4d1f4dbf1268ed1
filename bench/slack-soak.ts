/**
 * Slack at its worst, for minutes: every message answered once, no card lost, acknowledgements in time.
 *
 *     npm run bench:slack-soak -- [--minutes 5] [--per-minute 1000] [--transport http|socket]
 *
 * This process is Slack (the local workspace, served on loopback) and the API behind Chief; two replicas of Chief run in
 * processes of their own on one Postgres. A tenth of what is delivered comes again, a tenth of the Web API's calls fails
 * (429, 500 before and after doing it, no answer at all), and every 20 s one of the replicas is killed with -9 and started
 * again. Afterwards everything that waits may come to its end. Prints one JSON line; exits 1 when a message was answered
 * twice or never, a card was lost or doubled, or the 99th percentile of acknowledgements took 500 ms or more.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isJsonObject, type JsonObject, sleep } from "../src/kernel/index.ts";
import {
  type AppTransport,
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspace,
} from "../src/local/workspace/index.ts";
import { openBrowser } from "../test/support/chief/browser.ts";
import { freePort } from "../test/support/chief/free-port.ts";
import { type Running, runProcess } from "../test/support/chief/running.ts";
import { startTestApis } from "../test/support/chief/sample-apis.ts";
import { PEOPLE } from "../test/support/chief/seen.ts";
import { testPostgres } from "../test/support/database.ts";
import { deliver, serveFront } from "../test/support/slack-http.ts";
import { serveSlackOverSockets } from "../test/support/slack-socket.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    "per-minute": { type: "string", default: "1000" },
    transport: { type: "string", default: "http" },
  },
});
const minutes = Number(values.minutes);
const perMinute = Number(values["per-minute"]);
const { transport } = values;
if (!(minutes > 0) || !(perMinute > 0) || !["http", "socket"].includes(transport))
  throw new Error("--minutes and --per-minute are numbers above 0, --transport is http or socket");

const CHANNELS = 60;
const CARD_EVERY = 20;
const REDELIVERED = 0.1;
const KILL_EVERY_MS = 20_000;
/** As long as something still comes, it is waited for; then a little longer. */
const QUIET_MS = 180_000;
const MOST_ACK_MS = 500;
/** Of the threads in which something strange stands, so many are printed to stderr. */
const MOST_SAMPLES = 5;
const SIGNING_SECRET = randomBytes(16).toString("hex");
const FAULTS = [
  [{ kind: "rate_limited", retryAfterSeconds: 1 }, 0.04],
  [{ kind: "server_error" }, 0.03],
  [{ kind: "answer_lost" }, 0.02],
  [{ kind: "hang" }, 0.01],
] as const;

const server = await testPostgres();
if (!server) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
const dataDir = await mkdtemp(join(tmpdir(), "chief-soak-"));
const clock = () => new Date();
const workspace = await createLocalWorkspace({
  store: createMemoryWorkspaceStore(),
  clock,
  seed: {
    users: [
      {
        id: PEOPLE.ada,
        name: "ada",
        realName: "Ada",
        timeZone: "Europe/Berlin",
        isAdmin: true,
        isOwner: true,
      },
    ],
    channels: Array.from({ length: CHANNELS }, (_, at) => `soak-${at}`),
  },
  delivery: { retryDelaysMs: [0, 2_000, 10_000, 30_000] },
});
const apis = await startTestApis(clock);
const ports = [await freePort(), await freePort()] as const;
const acks: number[] = [];
/** Where and when, of the messages whose event was taken. Slack gives up on the others after its last retry. */
const acknowledged = new Set<string>();
const placeOf = (channel: unknown, ts: unknown) => `${channel} ${ts}`;
const eventOf = ({ event }: JsonObject) =>
  isJsonObject(event) ? placeOf(event["channel"], event["ts"]) : "";
const counts = { delivered: 0, redelivered: 0, unacknowledged: 0, kills: 0, failedStarts: 0 };

/** Notes how long each acknowledgement takes, and brings a part of the events again. */
function observed(inner: AppTransport): AppTransport {
  async function attempt(...[envelope, signal]: Parameters<AppTransport["deliver"]>) {
    const began = performance.now();
    const outcome = await inner.deliver(envelope, signal);
    if (outcome.ok) {
      acks.push(performance.now() - began);
      acknowledged.add(eventOf(envelope.body));
    } else counts.unacknowledged += 1;
    return outcome;
  }
  return {
    ...inner,
    async deliver(envelope, signal) {
      counts.delivered += 1;
      if (envelope.kind === "events_api" && Math.random() < REDELIVERED) {
        counts.redelivered += 1;
        const again = { ...envelope, retryNum: 1, retryReason: "http_timeout" };
        void sleep(Math.random() * 3_000).then(() => attempt(again, AbortSignal.timeout(3_000)));
      }
      return attempt(envelope, signal);
    },
  };
}

async function serve(): Promise<{ env: Record<string, string>; close(): Promise<void> }> {
  const { botToken, appToken } = workspace.identity;
  if (transport === "socket") {
    const watched: LocalWorkspace = { ...workspace, connect: (inner) => workspace.connect(observed(inner)) };
    const slack = await serveSlackOverSockets(watched);
    return {
      env: { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl },
      close: slack.close,
    };
  }
  const { origin, close } = await serveFront(workspace);
  const disconnect = workspace.connect(
    observed({
      origin,
      deliver(envelope, signal) {
        const port = ports[Math.random() < 0.5 ? 0 : 1];
        const eventsUrl = `http://127.0.0.1:${port}/slack/events`;
        return deliver(envelope, { eventsUrl, signingSecret: SIGNING_SECRET, signal });
      },
    }),
  );
  return {
    env: { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: `${origin}/api/` },
    async close() {
      disconnect();
      await close();
    },
  };
}

const slack = await serve();
const masterKey = randomBytes(32).toString("base64");
const replicas: Running[] = [];
for (const port of ports)
  replicas.push(
    await runProcess({
      ...slack.env,
      PORT: String(port),
      CHIEF_PUBLIC_URL: `http://127.0.0.1:${port}`,
      CHIEF_DATA_DIR: join(dataDir, String(port)),
      CHIEF_MASTER_KEY: masterKey,
      DATABASE_URL: server.url,
      CHIEF_CALLS_PER_MINUTE: "0",
      LOG_LEVEL: "silent",
    }),
  );
const browser = await openBrowser(replicas[0]?.signInLink ?? "");
const { orders } = apis;
const connected = await browser.post("/integrations", {
  name: orders.name,
  base_url: orders.baseUrl,
  openapi: orders.openapi,
  allow_private_network: "on",
  auth_method: "bearer",
  token: orders.token,
});
if (connected.status !== 200) throw new Error("the sample API was not connected");

for (const [fault, share] of FAULTS)
  workspace.faults.add({ method: "*", fault, share, times: Number.POSITIVE_INFINITY });

interface Asked {
  readonly channel: string;
  readonly ts: string;
  readonly isCard: boolean;
}

const asked: Asked[] = [];
const channels = workspace.reading.channels(PEOPLE.ada).filter(({ kind }) => kind === "public");
const startedAt = performance.now();
let isOver = false;

/** Kills one replica after the other; a start that meets a fault is tried again, as a supervisor does. */
async function keepKilling(): Promise<void> {
  for (let at = 0; ; at++) {
    const next = KILL_EVERY_MS * (counts.kills + 1) - (performance.now() - startedAt);
    await sleep(Math.max(0, next));
    if (isOver) return;
    counts.kills += 1;
    const replica = replicas[at % replicas.length];
    for (;;) {
      const failure = await replica?.killAndRestart().catch((error: unknown) => error ?? "failed");
      if (failure === undefined) break;
      counts.failedStarts += 1;
    }
  }
}

function ask(at: number): void {
  const channel = channels[at % channels.length]?.id ?? "";
  const isCard = at % CARD_EVERY === 0;
  const text = isCard ? "Chief, cancel order 1042 in our Internal Orders API" : "Chief, integrations";
  const { ts } = workspace.human.say({ user: PEOPLE.ada, channel, text });
  asked.push({ channel, ts, isCard });
}

const killing = keepKilling();
const total = Math.round(minutes * perMinute);
const loads: number[] = [];
for (let at = 0; at < total; at++) {
  await sleep(Math.max(0, (at * 60_000) / perMinute - (performance.now() - startedAt)));
  if (at % perMinute === 0) loads.push(loadavg()[0] ?? 0);
  ask(at);
}
isOver = true;
await killing;

/** What Chief said in the thread: answers carry a receipt, cards a button. */
function saidTo({ channel, ts }: Asked) {
  const texts = workspace.reading
    .thread(PEOPLE.ada, channel, ts)
    .filter((message) => message["bot_id"] !== undefined)
    .map((message) => JSON.stringify(message));
  return {
    answers: texts.filter((text) => text.includes("How did you get this")).length,
    cards: texts.filter((text) => text.includes('"Approve"')).length,
    // A plan that was shown while the work went on stays above a card.
    all: texts.filter((text) => !text.includes('"type":"plan"')),
  };
}

const wasTaken = ({ channel, ts }: Asked) => acknowledged.has(placeOf(channel, ts));
const isServed = (one: Asked) => {
  const { answers, cards } = saidTo(one);
  return one.isCard ? cards > 0 : answers > 0;
};
let open = asked;
for (let changedAt = performance.now(); performance.now() - changedAt < QUIET_MS; await sleep(1_000)) {
  const still = open.filter((one) => !isServed(one));
  if (still.length < open.length) changedAt = performance.now();
  open = still;
  if (open.length === 0) break;
}
// A second answer would come by a job that is tried again; those take a while.
await sleep(20_000);

const said = asked.map((one) => ({ one, ...saidTo(one) }));
/** Something stands in the thread that does not belong there: an apology beside an answer, a card that was answered. */
const strange = said.filter(({ one, all, answers }) => all.length > 1 || (one.isCard && answers > 0));
for (const { all } of strange.slice(0, MOST_SAMPLES)) console.error(JSON.stringify(all, null, 2));
const outcome = {
  answered: said.filter(({ one, answers }) => !one.isCard && answers === 1).length,
  lost: said.filter(({ one, answers }) => wasTaken(one) && !one.isCard && answers === 0).length,
  givenUpBySlack: asked.filter((one) => !wasTaken(one)).length,
  doubled: said.filter(({ answers, cards }) => answers > 1 || cards > 1).length,
  cards: said.filter(({ one, cards }) => one.isCard && cards === 1).length,
  cardsLost: said.filter(({ one, cards }) => wasTaken(one) && one.isCard && cards === 0).length,
  strange: strange.length,
};
const sorted = acks.toSorted((a, b) => a - b);
const percentile = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
const ackMs = { p50: percentile(0.5), p99: percentile(0.99), most: Math.round(sorted.at(-1) ?? Number.NaN) };
const held =
  outcome.lost + outcome.doubled + outcome.cardsLost + outcome.strange === 0 && ackMs.p99 < MOST_ACK_MS;
console.log(
  JSON.stringify({
    ...{ minutes, perMinute, transport, messages: asked.length, ...counts, ...outcome, ackMs },
    load: loads.map((load) => Number(load.toFixed(1))),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    held,
  }),
);
for (const replica of replicas) await replica.stop();
await workspace.stop();
await Promise.all([slack.close(), apis.close()]);
await server.drop();
await rm(dataDir, { recursive: true });
process.exit(held && asked.length > 0 ? 0 : 1);
