/**
 * What a turn costs: `npm run bench:turn -- [--database postgres://…|embedded] [--phases 1x200,16x1500,64x2000] [--rounds 1]`.
 *
 * Chief (compiled, everything stored) and a bare loop of Bolt and the openai package that stores nothing are driven by
 * turns in one run, by the same signed events, with a model, an API and a Slack that answer at once, each in a process
 * of its own. Prints one JSON line a phase, and at last how often the bare loop's CPU time each Chief took, the median
 * of the rounds. Without `--database` it uses TEST_DATABASE_URL or the local PostgreSQL, in a database that it makes and
 * drops. `--profile <folder>` has V8 write a CPU profile of Chief there. `--against <main.js>` measures another built
 * Chief beside this one: on a machine that others use, only what runs by turns can be compared. `--flags` are those of
 * Node.js for that one, which may be the same Chief: `--against dist/main.js --flags="--max-semi-space-size=32"`.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { type Phase, type SlackLoad, startSlackLoad } from "./turn/slack-load.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const MAIN = join(ROOT, "dist/main.js");
const SECRET = "bench-signing-secret";
const FINAL_TEXT = "There are 12 open orders in the last 24 hours: 7 paid, 5 pending. [[done]]";
const { values: options } = parseArgs({
  options: {
    database: {
      type: "string",
      default: process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres",
    },
    phases: { type: "string", default: "1x200,16x1500,64x2000" },
    warm: { type: "string", default: "16x200" },
    rounds: { type: "string", default: "1" },
    profile: { type: "string" },
    against: { type: "string" },
    flags: { type: "string", default: "" },
  },
});

const children: ChildProcess[] = [];

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Starts a process and waits for the line that says that it is ready. */
async function start(
  command: string[],
  env: Record<string, string>,
  isReady: RegExp,
): Promise<{ pid: number; line: string; child: ChildProcess }> {
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    if (isReady.test(line)) {
      child.stdout.resume();
      return { pid: child.pid ?? 0, line, child };
    }
  }
  throw new Error(`${command.join(" ")} ended before it was ready`);
}

const tsx = (file: string) => ["--import", "tsx", join(ROOT, "bench/turn", file)];

function phasesIn(text: string): Phase[] {
  return text.split(",").map((part) => {
    const [atOnce = 1, turns = 100] = part.split("x").map(Number);
    return { atOnce, turns };
  });
}

/** Something that answers events, as a process that runs. */
interface Subject {
  readonly name: string;
  readonly eventsUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** CPU-ms a turn by phase, one for each round. */
type Costs = Map<string, number[]>;

async function measure(slack: SlackLoad, subject: Subject, costs: Costs): Promise<void> {
  for (const phase of phasesIn(options.phases)) {
    const result = await slack.run(subject, phase);
    console.log(JSON.stringify({ name: subject.name, ...result }));
    const key = `${phase.atOnce}x${phase.turns}`;
    costs.set(key, [...(costs.get(key) ?? []), result.cpuMsPerTurn]);
  }
}

/** How often the CPU time of the bare loop a Chief took in the same round, in the middle of all rounds. */
function printRatios(name: string, costs: Costs, bare: Costs): void {
  for (const [phase, each] of costs) {
    const ratios = each.map((cost, round) => cost / (bare.get(phase)?.[round] ?? Number.NaN));
    const middle = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
    console.log(JSON.stringify({ name, phase, timesBareLoop: Math.round(middle * 100) / 100 }));
  }
}

/** A model and an API of its own for each subject, and where they listen. */
async function startFakes(toolCall: { tool: string; arguments: object }) {
  const [modelPort, apiPort] = [await freePort(), await freePort()];
  await start(
    tsx("instant-model.ts"),
    {
      PORT: String(modelPort),
      TOOL: toolCall.tool,
      ARGUMENTS: JSON.stringify(toolCall.arguments),
      TEXT: FINAL_TEXT,
    },
    /ready/,
  );
  await start(tsx("instant-api.ts"), { PORT: String(apiPort) }, /ready/);
  return { model: `http://127.0.0.1:${modelPort}/v1`, api: `http://127.0.0.1:${apiPort}` };
}

function slackEnv(slack: SlackLoad, port: number) {
  return {
    PORT: String(port),
    SLACK_BOT_TOKEN: "xoxb-bench",
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.apiUrl,
    OPENAI_API_KEY: "bench",
  };
}

async function startBareLoop(slack: SlackLoad): Promise<Subject> {
  const fakes = await startFakes({ tool: "list_orders", arguments: { status: "open" } });
  const port = await freePort();
  const { pid } = await start(
    tsx("bare-loop.ts"),
    { ...slackEnv(slack, port), OPENAI_BASE_URL: fakes.model, ORDERS_API_URL: fakes.api },
    /ready/,
  );
  const eventsUrl = `http://127.0.0.1:${port}/slack/events`;
  return { name: "bare loop", eventsUrl, pid, stop: async () => undefined };
}

/** A database for one Chief, and how to drop it. */
async function makeDatabase(): Promise<{ env: Record<string, string>; drop(): Promise<void> }> {
  if (options.database === "embedded") return { env: {}, drop: async () => undefined };
  const name = `chief_bench_${process.pid}_${children.length}`;
  const admin = new pg.Client({ connectionString: options.database });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(options.database);
  url.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: url.href },
    async drop() {
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Connects the API as an admin would: signs in by the printed link and posts the form. */
async function connectApi(baseUrl: string, line: string, api: string): Promise<void> {
  const link = /https?:\/\/\S+/.exec(line)?.[0] ?? "";
  const signedIn = await fetch(link, { redirect: "manual" });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const form = { name: "Bench API", base_url: api, auth_method: "none", allow_private_network: "on" };
  const body = new URLSearchParams(form);
  const connected = await fetch(`${baseUrl}/integrations`, {
    method: "POST",
    body,
    headers: { cookie, origin: baseUrl },
  });
  if (!connected.ok)
    throw new Error(`connecting the API was answered ${connected.status}: ${await connected.text()}`);
}

async function startChief(
  slack: SlackLoad,
  main: string,
  { flags, isOther }: { flags: string[]; isOther: boolean },
): Promise<Subject> {
  const fakes = await startFakes({
    tool: "call_http",
    arguments: { integration: "bench-api", method: "GET", path: "/orders", query: { status: "open" } },
  });
  const dataDir = mkdtempSync(join(tmpdir(), "chief-bench-"));
  const database = await makeDatabase();
  const port = await freePort();
  const env = {
    ...slackEnv(slack, port),
    ...database.env,
    OPENAI_BASE_URL: fakes.model,
    CHIEF_DATA_DIR: dataDir,
    CHIEF_CALLS_PER_MINUTE: "0",
    LOG_LEVEL: "warn",
  };
  const { child, line, pid } = await start([...flags, main], env, /^Sign in:/);
  await connectApi(`http://localhost:${port}`, line, fakes.api);
  const kind = options.database === "embedded" ? "the embedded database" : "Postgres";
  return {
    name: ["Chief on", kind, ...(isOther ? [main, ...flags] : [])].join(" "),
    eventsUrl: `http://127.0.0.1:${port}/slack/events`,
    pid,
    async stop() {
      child.kill(options.profile ? "SIGTERM" : "SIGKILL");
      await once(child, "exit");
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** V8 writes the profile when the process ends by itself, so it is then asked to. */
function profiling(): string[] {
  return options.profile ? ["--cpu-prof", `--cpu-prof-dir=${options.profile}`] : [];
}

async function measureByTurns(slack: SlackLoad, subjects: Subject[]): Promise<void> {
  const costs = new Map<Subject, Costs>(subjects.map((subject) => [subject, new Map()]));
  for (const subject of subjects) {
    for (const phase of phasesIn(options.warm)) await slack.run(subject, phase);
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [subject, itsCosts] of costs) await measure(slack, subject, itsCosts);
  }
  const [bare, ...chiefs] = [...costs];
  for (const [{ name }, itsCosts] of chiefs) printRatios(name, itsCosts, bare?.[1] ?? new Map());
}

execFileSync("npm", ["run", "--silent", "build"], { cwd: ROOT, stdio: "inherit" });
const slack = await startSlackLoad(SECRET);
const subjects: Subject[] = [];
try {
  subjects.push(await startBareLoop(slack));
  subjects.push(await startChief(slack, MAIN, { flags: profiling(), isOther: false }));
  const flags = options.flags.split(" ").filter(Boolean);
  if (options.against)
    subjects.push(await startChief(slack, resolve(options.against), { flags, isOther: true }));
  await measureByTurns(slack, subjects);
} finally {
  for (const subject of subjects) await subject.stop();
  for (const child of children) child.kill("SIGKILL");
  slack.close();
}
