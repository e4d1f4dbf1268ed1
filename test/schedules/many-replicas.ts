/**
 * Replicas of Chief in processes of their own on one Postgres, with schedules that come up every minute, killed with
 * SIGKILL and started again at random, on a clock that runs faster and is the same for all of them. Afterwards every
 * minute of every schedule is looked up in the chat: begun and answered once, or told as missed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { type Db, openDatabase } from "../../src/database/index.ts";
import { createLocalWorkspace, createMemoryWorkspaceStore } from "../../src/local/workspace/index.ts";
import { findWorkspaceByTeam, saveMember } from "../../src/people/index.ts";
import { insertSchedule } from "../../src/schedules/schedules-store.ts";
import { createCoreChat } from "../support/chief/core-chat.ts";
import { freePort } from "../support/chief/free-port.ts";
import type { Chat } from "../support/chief.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { serveSlackOverSockets } from "../support/slack-socket.ts";
import { type FastTime, fastClock } from "./fast-clock.ts";

export interface Trial {
  readonly databaseUrl: string;
  readonly minutes: number;
  readonly replicas: number;
  readonly schedules: number;
  /** How much faster than the machine's clock it is. */
  readonly speed: number;
  readonly random: () => number;
}

/** What came of it. All of `wrong` says what was not as it should be. */
export interface TrialResult {
  readonly fires: number;
  readonly begun: number;
  readonly missed: number;
  readonly kills: number;
  readonly wrong: readonly string[];
}

const MINUTE_MS = 60_000;
const CHANNELS = ["general", "ops"];
const SETTLE_MS = 240_000;

export async function runTrial(trial: Trial): Promise<TrialResult> {
  const from = Date.parse("2026-11-21T11:00:20.000Z");
  const time: FastTime = { from, at: Date.now(), speed: trial.speed };
  const clock = fastClock(time);
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock,
    delivery: { retryDelaysMs: [0, 100] },
  });
  const slack = await serveSlackOverSockets(workspace);
  const env = {
    DATABASE_URL: trial.databaseUrl,
    CHIEF_MASTER_KEY: randomBytes(32).toString("base64"),
    SLACK_BOT_TOKEN: workspace.identity.botToken,
    SLACK_APP_TOKEN: workspace.identity.appToken,
    SLACK_API_URL: slack.apiUrl,
    CHIEF_PLANNER: "commands",
    LOG_LEVEL: "silent",
  };
  const first = await startReplica(env, time);
  const database = await openDatabase({
    url: trial.databaseUrl,
    dataDir: "/nowhere",
    maxConnections: 4,
    logger: silentLogger(),
  });
  const others = await Promise.all(Array.from({ length: trial.replicas - 1 }, () => startReplica(env, time)));
  const replicas = [first, ...others];
  try {
    const { db } = database;
    const window = await begin(db, trial, {
      teamId: workspace.identity.teamId,
      channels: workspace.conversations.listFor("U0ADALOCAL"),
      now: clock(),
    });
    const kills = await killAtRandom(replicas, trial, { until: window.until, clock, env, time });
    await settle(db, window.until);
    const found = await look(db, createCoreChat(workspace), window);
    return { ...found, kills };
  } finally {
    for (const replica of replicas) await end(replica);
    await database.close();
    await workspace.stop();
    await slack.close();
  }
}

interface Replica {
  child: ChildProcess;
  readonly dataDir: string;
}

async function startReplica(env: Record<string, string>, time: FastTime): Promise<Replica> {
  const dataDir = await mkdtemp(join(tmpdir(), "chief-replica-"));
  return { child: await startChild({ ...env, CHIEF_DATA_DIR: dataDir }, time), dataDir };
}

async function startChild(env: Record<string, string>, time: FastTime): Promise<ChildProcess> {
  const port = await freePort();
  const { PATH = "", HOME = "" } = process.env;
  const file = fileURLToPath(new URL("./children/replica.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file, JSON.stringify(time)], {
    env: { PATH, HOME, ...env, PORT: String(port), CHIEF_PUBLIC_URL: `http://127.0.0.1:${port}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(() => Promise.reject(new Error("a replica ended before it was ready"))),
  ]);
  return child;
}

async function end({ child, dataDir }: Replica): Promise<void> {
  await kill(child);
  rmSync(dataDir, { recursive: true, force: true });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

interface Window {
  readonly workspaceId: string;
  readonly numbers: readonly number[];
  readonly first: Date;
  readonly until: Date;
}

/** Starts the schedules, and notes which minutes they have to come up at. */
async function begin(
  db: Db,
  { schedules, minutes }: Trial,
  at: { teamId: string; channels: readonly { id: string; name?: string }[]; now: Date },
): Promise<Window> {
  const workspace = await findWorkspaceByTeam(db, at.teamId);
  if (!workspace) throw new Error("the replicas made no workspace");
  const ada = await saveMember(db, {
    ...{ workspaceId: workspace.id, slackUserId: "U0ADALOCAL", name: "Ada", role: "admin" },
    ...{ timeZone: "UTC", active: true, profileAt: at.now },
  });
  const first = new Date(Math.ceil(at.now.getTime() / MINUTE_MS) * MINUTE_MS + MINUTE_MS);
  const numbers: number[] = [];
  for (let index = 0; index < schedules; index++) {
    const channelName = CHANNELS[index % CHANNELS.length] ?? "ops";
    const channelId = at.channels.find(({ name }) => name === channelName)?.id ?? "";
    const { number } = await insertSchedule(db, {
      ...{ id: `sch_${index}`, workspaceId: workspace.id, request: "integrations", state: "active" },
      ...{ channelId, channelName, channelKind: "channel", cron: "* * * * *", words: "every minute" },
      ...{ timeZone: "UTC", overlapping: "run", createdBy: ada.id, createdAt: at.now, nextFireAt: first },
    });
    numbers.push(number);
  }
  const until = new Date(first.getTime() + (minutes - 1) * MINUTE_MS);
  return { workspaceId: workspace.id, numbers, first, until };
}

/** Kills and starts again until the last minute has been taken up. Gives how often. */
async function killAtRandom(
  replicas: readonly Replica[],
  { random, speed }: Trial,
  on: { until: Date; clock: () => Date; env: Record<string, string>; time: FastTime },
): Promise<number> {
  let kills = 0;
  const isOver = () => on.clock().getTime() > on.until.getTime() + MINUTE_MS / 3;
  while (!isOver()) {
    await sleep((MINUTE_MS / speed) * (0.1 + 0.5 * random()));
    const victim = replicas[Math.floor(random() * replicas.length)];
    if (!victim || isOver()) continue;
    await kill(victim.child);
    kills += 1;
    victim.child = await startChild({ ...on.env, CHIEF_DATA_DIR: victim.dataDir }, on.time);
  }
  return kills;
}

/** Waits until the last minute was taken up by all, then ends the schedules and waits until everything is done. */
async function settle(db: Db, until: Date): Promise<void> {
  const givenUpAt = Date.now() + SETTLE_MS;
  const at = until.toISOString();
  const open = async (condition: ReturnType<typeof sql>) => (await db.execute(condition)).rows.length > 0;
  while (await open(sql`select 1 from schedules where next_fire_at <= ${at}::timestamptz`))
    await wait(givenUpAt);
  await db.execute(sql`update schedules set state = 'paused', next_fire_at = null`);
  const isDue = sql`select 1 from schedule_fires where state = 'due'`;
  const isRunning = sql`select 1 from runs where finished_at is null
    union all select 1 from thread_messages where run_id is null`;
  while ((await open(isDue)) || (await open(isRunning))) await wait(givenUpAt);
}

async function wait(givenUpAt: number): Promise<void> {
  if (Date.now() > givenUpAt) throw new Error("the replicas did not come to an end");
  await sleep(500);
}

interface Fire extends Record<string, unknown> {
  readonly number: number;
  readonly at: string;
  readonly state: string;
  readonly thread_ts: string | null;
}

/** Compares what is noted with what stands in the chat. */
async function look(db: Db, chat: Chat, window: Window): Promise<Omit<TrialResult, "kills">> {
  const { rows: fires } = await db.execute<Fire>(sql`
    select s.number, extract(epoch from f.fire_at) * 1000 as at, f.state, f.thread_ts
    from schedule_fires f join schedules s on s.id = f.schedule_id`);
  const channels = await db.execute<{ number: number; channel_id: string; channel_name: string }>(
    sql`select number, channel_id, channel_name from schedules`,
  );
  const posts = (await Promise.all(CHANNELS.map((name) => chat.channel(`#${name}`)))).flat();
  const wrong: string[] = [];
  for (const { number, channel_id: channel } of channels.rows) {
    const mine = fires.filter((fire) => fire.number === number);
    wrong.push(...faultsOfTimes(number, mine, window));
    const titles = posts.filter(({ text }) => text.includes(`Schedule ${number}, every minute`));
    const begun = mine.filter(({ state }) => state === "begun");
    if (titles.length !== begun.length)
      wrong.push(`schedule ${number} was begun ${begun.length} times, and posted ${titles.length} times`);
    const told = titles.reduce(
      (sum, { text }) => sum + Number(/(\d+) times? before it w/.exec(text)?.[1] ?? 0),
      0,
    );
    const missed = mine.length - begun.length;
    if (told !== missed) wrong.push(`schedule ${number} missed ${missed} times, and told of ${told}`);
    for (const { thread_ts: ts } of begun) {
      const answers = (await chat.thread({ channel, ts: ts ?? "" })).filter(({ text }) =>
        text.includes("How did you get this?"),
      );
      if (answers.length !== 1) wrong.push(`schedule ${number} answered ${answers.length} times in ${ts}`);
    }
  }
  const begun = fires.filter(({ state }) => state === "begun").length;
  return { fires: fires.length, begun, missed: fires.length - begun, wrong };
}

/** Every minute of the window has to be there, as begun or as missed. */
function faultsOfTimes(number: number, fires: readonly Fire[], { first, until }: Window): string[] {
  const states = new Map(fires.map(({ at, state }) => [Number(at), state]));
  const wrong: string[] = [];
  for (let at = first.getTime(); at <= until.getTime(); at += MINUTE_MS) {
    const state = states.get(at);
    if (state !== "begun" && state !== "missed")
      wrong.push(`schedule ${number} at ${new Date(at).toISOString()}: ${state ?? "never came up"}`);
  }
  return wrong;
}
