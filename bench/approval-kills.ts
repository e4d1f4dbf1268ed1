/**
 * kill -9 at random points of approve → send → record, against an API that counts.
 *
 *     npm run bench:approval-kills -- [kills] [--postgres]
 *
 * A whole Chief in a process of its own, over signed HTTP. Each round asks for two DELETEs, approves both, and kills the
 * process at some moment of the next half second; the API takes its time in every other round, so that the kill falls
 * while it works. After the restart both threads must come to an end. Prints one JSON line; exits 1 when a write
 * arrived twice, an approval that Slack had taken was lost, or nobody was asked about a write of which nothing is known.
 */
import { parseArgs } from "node:util";
import { sleep } from "../src/kernel/index.ts";
import { isAnswer, isCard, reply } from "../test/scenarios/talk.ts";
import { eventually, type Posted, startChief } from "../test/support/chief.ts";
import { testPostgres } from "../test/support/database.ts";

const { values, positionals } = parseArgs({
  options: { postgres: { type: "boolean", default: false } },
  allowPositionals: true,
});
const kills = Number(positionals[0] ?? 200);
const LONGEST_MS = 500;
const ORDERS = ["1042", "1234"];

const server = values.postgres ? await testPostgres() : undefined;
if (values.postgres && !server) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
const env = server ? { DATABASE_URL: server.url } : {};
const chief = await startChief({ transport: "http", ownProcess: true, env });
const startedAt = performance.now();
const found = { kills: 0, approvals: 0, sentOnce: 0, neverSent: 0, unknown: 0, pressedAgain: 0 };
const wrong: string[] = [];

async function askToCancel(order: string) {
  const asked = await chief.chat.say(
    "ada",
    "#general",
    `Chief, cancel order ${order} in our Internal Orders API`,
  );
  const card = await reply(chief, asked, isCard);
  return { order, asked, on: { ...asked, ts: card.ts } };
}

/** Whether Slack got its 200 for the click; without it, it tells the person, who presses again. */
const approve = (on: Posted) =>
  chief.chat.press("ada", on, "Approve").then(
    () => true,
    () => false,
  );

/** The end of a thread: its answer, and whether people are asked what became of the write. */
async function endOf(asked: Posted) {
  const answer = await reply(chief, asked, isAnswer);
  const isUnknown = /not sent again/.test(answer.text);
  const hasQuestion = async () =>
    (await chief.chat.thread(asked)).some(({ buttons }) => buttons.includes("It happened")) || undefined;
  const isAsked = isUnknown && (await eventually("the question", hasQuestion).catch(() => false));
  return { isUnknown, isAsked: Boolean(isAsked) };
}

async function playRound(): Promise<void> {
  const waiting = [];
  for (const order of ORDERS) waiting.push(await askToCancel(order));
  await chief.orders.clearRequests();
  if (found.kills % 2 === 0)
    await chief.orders.fail({ mode: "slow", delayMs: LONGEST_MS, times: 2, method: "DELETE" });
  const clicks = waiting.map(({ on }) => approve(on));
  await sleep(Math.random() * LONGEST_MS);
  await chief.killAndRestart();
  found.kills += 1;
  const taken = await Promise.all(clicks);
  for (const [at, { order, asked, on }] of waiting.entries()) {
    found.approvals += 1;
    if (!taken[at] && (await isStillOpen(asked))) {
      found.pressedAgain += 1;
      await approve(on);
    }
    await judge(order, asked);
  }
}

const isStillOpen = async (asked: Posted) => (await chief.chat.thread(asked)).some(isCard);

async function judge(order: string, asked: Posted): Promise<void> {
  const end = await endOf(asked).catch((error) => String(error));
  const sent = (await chief.orders.writes())[`DELETE /v1/orders/${order}`] ?? 0;
  if (sent > 1) wrong.push(`order ${order} was cancelled ${sent} times`);
  if (typeof end === "string") return void wrong.push(`an approval was lost: ${end.slice(0, 300)}`);
  if (end.isUnknown && !end.isAsked) wrong.push(`nobody was asked about order ${order}`);
  if (!end.isUnknown && sent === 0) wrong.push(`order ${order} was told as done, and was not sent`);
  found.unknown += end.isUnknown ? 1 : 0;
  found.sentOnce += sent === 1 ? 1 : 0;
  found.neverSent += sent === 0 ? 1 : 0;
}

// Where nothing goes on any more, there is nothing to be learnt from more kills.
while (found.kills < kills && wrong.length < 5)
  await playRound().catch((error) => wrong.push(String(error).slice(0, 300)));
await chief.stop();
await server?.drop();
console.log(
  JSON.stringify({
    database: server ? "postgres" : "pglite",
    ...found,
    wrong: wrong.slice(0, 10),
    seconds: Math.round((performance.now() - startedAt) / 1000),
  }),
);
process.exit(wrong.length === 0 && found.kills > 0 ? 0 : 1);
