/**
 * kill -9 at random points of approve → send → record, against an API that counts.
 *
 *     npm run bench:approval-kills -- [kills] [--postgres]
 *
 * A whole Chief in a process of its own, over signed HTTP. Each round asks for two DELETEs, approves both, and kills the
 * process a random moment after one of the things that happen on the way; every fourth time once more while it comes
 * up again. After the restart both threads must come to an end. Where nobody knows what became of a write, the question
 * is answered by what the API counted, and that answer must be stored.
 *
 * Prints one JSON object, with how often which window was hit, by what the database and the API say at the kill; exits
 * 1 when a write arrived twice, an approval that Slack had taken was lost, nobody was asked about a write of which
 * nothing is known, or a window was never hit.
 */
import { parseArgs } from "node:util";
import "./approval-kills/patience.ts";
import { sleep } from "../src/kernel/index.ts";
import { isAnswer, isCard, reply, said } from "../test/scenarios/talk.ts";
import { eventually, type Posted, startChief } from "../test/support/chief.ts";
import { testPostgres } from "../test/support/database.ts";
import { readWrites, type Stored, WINDOWS, type Window, windowOf } from "./approval-kills/look.ts";
import { startTicketsApi } from "./approval-kills/tickets-api.ts";

const { values, positionals } = parseArgs({
  options: { postgres: { type: "boolean", default: false } },
  allowPositionals: true,
});
const kills = Number(positionals[0] ?? 200);
const KILLED_AGAIN = 0.25;

const server = values.postgres ? await testPostgres() : undefined;
if (values.postgres && !server) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
const env = server ? { DATABASE_URL: server.url } : {};
const api = await startTicketsApi();
const chief = await startChief({ transport: "http", ownProcess: true, env });
const database = server ? { url: server.url, dataDir: "/nowhere" } : { dataDir: chief.dataDir };
const startedAt = performance.now();
const found = { kills: 0, approvals: 0, sentOnce: 0, neverSent: 0, unknown: 0, asked: 0, pressedAgain: 0 };
const hits = Object.fromEntries(WINDOWS.map((window) => [window, 0])) as Record<Window, number>;
const hitsWhileComingUp = { ...hits };
const wrong: string[] = [];

/** A write that somebody approves. */
interface Wanted {
  readonly ticket: string;
  readonly asked: Posted;
  readonly on: Posted;
}

async function connectTickets(): Promise<void> {
  const { baseUrl, openapi } = api;
  const fields = { name: "Ticket API", base_url: baseUrl, openapi, auth_method: "none" };
  const { status, html } = await chief.browser.post("/integrations", {
    ...fields,
    allow_private_network: "on",
  });
  if (status !== 200) throw new Error(`the tickets were not connected: ${html}`);
}

let made = 1000;
async function askToCancel(): Promise<Wanted> {
  const ticket = String(++made);
  const asked = await chief.chat.say("ada", "#general", `Chief, cancel ticket ${ticket} in our Ticket API`);
  const card = await reply(chief, asked, isCard);
  return { ticket, asked, on: { ...asked, ts: card.ts } };
}

/** Whether Slack got its 200 for the click; without it, it tells the person, who presses again. */
const approve = (on: Posted) =>
  chief.chat.press("ada", on, "Approve").then(
    () => true,
    () => false,
  );

/** A moment to kill at: something that happens on the way, and at most so many milliseconds more. */
const MOMENTS: readonly (() => { after: Promise<unknown>; atMostMs: number })[] = [
  () => ({ after: Promise.resolve(), atMostMs: 40 }),
  () => ({ after: api.next("read arrived"), atMostMs: 80 }),
  () => ({ after: api.next("read answered"), atMostMs: 12 }),
  () => ({ after: api.next("write arrived"), atMostMs: 200 }),
  () => ({ after: api.next("write answered"), atMostMs: 8 }),
  () => ({ after: api.next("write answered", 2), atMostMs: 60 }),
  () => ({ after: Promise.resolve(), atMostMs: 1_500 }),
];

const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;

/** Kills it, and notes how far each write had come by what is stored and by what arrived. */
async function kill(wanted: readonly Wanted[], into: Record<Window, number>): Promise<void> {
  await chief.killAndRestart(async () => {
    const counted = wanted.map(({ ticket }) => api.writesOf(ticket));
    const stored = await readWrites(database);
    for (const [at, { ticket, asked }] of wanted.entries()) {
      const row = stored.find(isAbout(ticket));
      if (!row) throw new Error(`the ledger has lost the write to ticket ${ticket}`);
      const isTold = (await said(chief.chat, asked)).some(isAnswer);
      const { arrived = 0, answered = 0 } = counted[at] ?? {};
      into[windowOf(row, { arrived, answered, isTold })] += 1;
    }
  });
  found.kills += 1;
}

const isAbout = (ticket: string) => (row: Stored) => row.url.endsWith(`/tickets/${ticket}`);

async function playRound(): Promise<void> {
  const wanted = await Promise.all([askToCancel(), askToCancel()]);
  const { after, atMostMs } = pick(MOMENTS)();
  const clicks = wanted.map(({ on }) => approve(on));
  await Promise.race([after, sleep(3_000)]);
  await sleep(Math.random() * atMostMs);
  await kill(wanted, hits);
  const taken = await Promise.all(clicks);
  if (Math.random() < KILLED_AGAIN) {
    await sleep(Math.random() * 400);
    await kill(wanted, hitsWhileComingUp);
  }
  for (const [at, one] of wanted.entries()) {
    found.approvals += 1;
    if (!taken[at] && (await chief.chat.thread(one.asked)).some(isCard)) {
      found.pressedAgain += 1;
      await approve(one.on);
    }
    await judge(one).catch((error) =>
      wrong.push(`an approval was lost (ticket ${one.ticket}): ${String(error).slice(0, 400)}`),
    );
  }
}

async function judge(one: Wanted): Promise<void> {
  const { ticket, asked } = one;
  const answer = await reply(chief, asked, isAnswer);
  const isUnknown = /not sent again/.test(answer.text);
  const { arrived } = api.writesOf(ticket);
  if (isUnknown) {
    found.unknown += 1;
    await answerQuestion(one, arrived > 0);
  } else if (arrived === 0) wrong.push(`ticket ${ticket} was told as cancelled, and nothing was sent`);
  const sent = api.writesOf(ticket).arrived;
  const most = isUnknown && arrived === 0 ? 0 : 1;
  if (sent > most) wrong.push(`ticket ${ticket} was cancelled ${sent} times`);
  found.sentOnce += sent === 1 ? 1 : 0;
  found.neverSent += sent === 0 ? 1 : 0;
}

/** Somebody looks at the API and says what happened. What did not happen is left open: sending again is a call of its own. */
async function answerQuestion({ ticket, asked }: Wanted, happened: boolean): Promise<void> {
  const isQuestion = ({ buttons }: { buttons: readonly string[] }) => buttons.includes("It happened");
  const question = await reply(chief, asked, isQuestion);
  found.asked += 1;
  const on = { ...asked, ts: question.ts };
  await chief.chat.press("ada", on, happened ? "It happened" : "Leave it open");
  await eventually(`the question about ticket ${ticket} to be closed`, async () =>
    (await said(chief.chat, asked)).some(isQuestion) ? undefined : true,
  );
}

await connectTickets();
// Where nothing goes on any more, there is nothing to be learnt from more kills.
while (found.kills < kills && wrong.length < 5) {
  await playRound().catch((error) => wrong.push(String(error).slice(0, 400)));
  if (found.kills % 20 < 2)
    console.error(`${found.kills} kills, ${Math.round((performance.now() - startedAt) / 1000)} s`);
}
await chief.stop();
await api.close();
await server?.drop();
const never = WINDOWS.filter((window) => hits[window] === 0);
console.log(
  JSON.stringify(
    {
      database: server ? "postgres" : "pglite",
      ...found,
      hits,
      hitsWhileComingUp,
      wrong: wrong.slice(0, 10),
      seconds: Math.round((performance.now() - startedAt) / 1000),
    },
    null,
    2,
  ),
);
const isWhole = found.asked > 0 && (kills < 100 || never.length === 0);
process.exit(wrong.length === 0 && found.kills > 0 && isWhole ? 0 : 1);
