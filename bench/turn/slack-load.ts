/** A Slack in the bench's own process: answers the Web API at once, sends signed events, and times turns from both ends. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { Agent, createServer, request as httpRequest } from "node:http";
import { type ProcessCost, readCost } from "./process-cost.ts";

const TEAM = "T0BENCH";
const BOT = "U0BENCHBOT";
const DONE = "[[done]]";
const TIMEOUT_MS = 30_000;

export interface Phase {
  readonly atOnce: number;
  readonly turns: number;
}

export interface PhaseResult extends Phase {
  readonly errors: number;
  readonly turnsPerSecond: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly turnP50Ms: number;
  readonly turnP99Ms: number;
  readonly cpuMsPerTurn: number;
  readonly rssMb: number;
  readonly webApiCallsPerTurn: number;
}

export interface SlackLoad {
  readonly apiUrl: string;
  /** Sends `turns` mentions, `atOnce` at a time, each in a channel of its own, and waits for every answer. */
  run(app: { eventsUrl: string; pid: number }, phase: Phase): Promise<PhaseResult>;
  close(): void;
}

const USER = {
  id: "U0OWNER",
  name: "owner",
  real_name: "Owner",
  tz: "UTC",
  is_admin: true,
  is_owner: true,
  profile: {},
};

function userNamed(id: string | null) {
  return id === USER.id ? USER : { ...USER, id, is_admin: false, is_owner: false };
}

function answerTo(method: string, fields: URLSearchParams, ts: string): object {
  if (method === "auth.test")
    return {
      url: "https://bench.slack.com/",
      team: "Bench",
      user: "chief",
      team_id: TEAM,
      user_id: BOT,
      bot_id: "B0BENCH",
    };
  if (method === "users.info") return { user: userNamed(fields.get("user")) };
  if (method === "users.list") return { members: [USER] };
  return { channel: fields.get("channel"), ts, message: { ts } };
}

export async function startSlackLoad(signingSecret: string): Promise<SlackLoad> {
  const waiting = new Map<string, () => void>();
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  let apiCalls = 0;
  let sequence = 0;
  const nextTs = () => `${Math.floor(Date.now() / 1000)}.${String(++sequence % 1_000_000).padStart(6, "0")}`;
  const api = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      apiCalls += 1;
      const method = (request.url ?? "").split("/").at(-1)?.split("?")[0] ?? "";
      const text = Buffer.concat(parts).toString();
      const fields = new URLSearchParams(text);
      const answer = JSON.stringify({ ok: true, ...answerTo(method, fields, nextTs()) });
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(answer),
      });
      response.end(answer);
      // A turn that took long shows itself, and what shows it becomes the answer.
      const isFinal =
        method.startsWith("chat.") && (text.includes(encodeURIComponent(DONE)) || text.includes(DONE));
      if (isFinal) waiting.get(fields.get("channel") ?? "")?.();
    });
  });
  api.keepAliveTimeout = 60_000;
  api.listen(0, "127.0.0.1");
  await once(api, "listening");
  const { port } = api.address() as { port: number };

  function deliver(eventsUrl: string, body: string): Promise<number> {
    const at = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac("sha256", signingSecret).update(`v0:${at}:${body}`).digest("hex")}`;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "x-slack-request-timestamp": at,
      "x-slack-signature": signature,
    };
    return new Promise((resolve, reject) => {
      const sent = httpRequest(eventsUrl, { method: "POST", agent, headers }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  async function turn(
    eventsUrl: string,
    slot: string,
    times: { ack: number[]; turn: number[] },
  ): Promise<void> {
    const channel = `C${slot}`;
    const ts = nextTs();
    const event = {
      type: "app_mention",
      user: `U${slot}`,
      text: `<@${BOT}> list the open orders of the last 24 hours`,
      ts,
      channel,
      event_ts: ts,
    };
    const body = JSON.stringify({
      token: "x",
      team_id: TEAM,
      api_app_id: "A0BENCH",
      event,
      type: "event_callback",
      event_id: `Ev${slot}${sequence}`,
      event_time: 0,
    });
    const startedAt = performance.now();
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no answer")), TIMEOUT_MS);
      waiting.set(channel, () => {
        clearTimeout(timer);
        waiting.delete(channel);
        resolve();
      });
    });
    answered.catch(() => undefined);
    const status = await deliver(eventsUrl, body);
    times.ack.push(performance.now() - startedAt);
    if (status !== 200) throw new Error(`the event was answered ${status}`);
    await answered;
    times.turn.push(performance.now() - startedAt);
  }

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    close() {
      api.close();
      api.closeAllConnections();
      agent.destroy();
    },
    async run({ eventsUrl, pid }, phase) {
      const times = { ack: [] as number[], turn: [] as number[] };
      let [left, errors, slots] = [phase.turns, 0, 0];
      apiCalls = 0;
      const before = readCost(pid);
      const startedAt = performance.now();
      const lane = async () => {
        const slot = `${phase.atOnce}X${String(slots++).padStart(5, "0")}`;
        while (left-- > 0) await turn(eventsUrl, slot, times).catch(() => errors++);
      };
      await Promise.all(Array.from({ length: phase.atOnce }, lane));
      const seconds = (performance.now() - startedAt) / 1000;
      return {
        ...phase,
        errors,
        ...figures(times, { before, after: readCost(pid), seconds, turns: phase.turns, apiCalls }),
      };
    },
  };
}

function figures(
  times: { ack: number[]; turn: number[] },
  spent: { before: ProcessCost; after: ProcessCost; seconds: number; turns: number; apiCalls: number },
) {
  return {
    turnsPerSecond: rounded(times.turn.length / spent.seconds),
    ackP50Ms: quantile(times.ack, 0.5),
    ackP99Ms: quantile(times.ack, 0.99),
    turnP50Ms: quantile(times.turn, 0.5),
    turnP99Ms: quantile(times.turn, 0.99),
    cpuMsPerTurn: rounded((spent.after.cpuMs - spent.before.cpuMs) / spent.turns),
    rssMb: Math.round(spent.after.rssMb),
    webApiCallsPerTurn: rounded(spent.apiCalls / spent.turns),
  };
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}
