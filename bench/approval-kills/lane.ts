/** One Chief that is killed, with an API that counts and, where it is asked for, a database on the server. */
import { sleep } from "../../src/kernel/index.ts";
import { isAnswer, isCard, reply, said } from "../../test/scenarios/talk.ts";
import { type Chief, eventually, type Posted, startChief } from "../../test/support/chief.ts";
import { testPostgres } from "../../test/support/database.ts";
import type { Found, Hits } from "./found.ts";
import { readWrites, type Stored, windowOf } from "./look.ts";
import { startTicketsApi, type TicketsApi } from "./tickets-api.ts";

export interface Lane {
  /** Two writes, approved, with a kill on the way, and what came of them. What went wrong is noted. */
  playRound(): Promise<void>;
  close(): Promise<void>;
}

/** A write that somebody approves. */
interface Wanted {
  readonly ticket: string;
  readonly asked: Posted;
  readonly on: Posted;
}

const KILLED_AGAIN = 0.25;

/** Starts a Chief. Lanes are opened one after the other, as each start compiles. */
export async function openLane({ onPostgres, found }: { onPostgres: boolean; found: Found }): Promise<Lane> {
  const server = onPostgres ? await testPostgres() : undefined;
  if (onPostgres && !server) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
  const env = server ? { DATABASE_URL: server.url } : {};
  const api = await startTicketsApi();
  const chief = await startChief({ transport: "http", ownProcess: true, env });
  const database = server ? { url: server.url, dataDir: "/nowhere" } : { dataDir: chief.dataDir };
  await connectTickets(chief, api);

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
  const moments: readonly (() => { after: Promise<unknown>; atMostMs: number })[] = [
    () => ({ after: Promise.resolve(), atMostMs: 40 }),
    () => ({ after: api.next("read arrived"), atMostMs: 80 }),
    () => ({ after: api.next("read answered"), atMostMs: 12 }),
    () => ({ after: api.next("write arrived"), atMostMs: 200 }),
    () => ({ after: api.next("write answered"), atMostMs: 8 }),
    () => ({ after: api.next("write answered", 2), atMostMs: 60 }),
    () => ({ after: Promise.resolve(), atMostMs: 1_500 }),
  ];

  /** Kills it, and notes how far each write had come by what is stored and by what arrived. */
  async function kill(wanted: readonly Wanted[], into: Hits): Promise<void> {
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

  async function playRound(): Promise<void> {
    const wanted = await Promise.all([askToCancel(), askToCancel()]);
    const { after, atMostMs } = pick(moments)();
    const clicks = wanted.map(({ on }) => approve(on));
    await Promise.race([after, sleep(3_000)]);
    await sleep(Math.random() * atMostMs);
    await kill(wanted, found.hits);
    const taken = await Promise.all(clicks);
    if (Math.random() < KILLED_AGAIN) {
      await sleep(Math.random() * 400);
      await kill(wanted, found.hitsWhileComingUp);
    }
    for (const [at, one] of wanted.entries()) {
      found.approvals += 1;
      if (!taken[at] && (await chief.chat.thread(one.asked)).some(isCard)) {
        found.pressedAgain += 1;
        await approve(one.on);
      }
      await judge(one).catch((error) =>
        found.wrong.push(`an approval was lost (ticket ${one.ticket}): ${String(error).slice(0, 400)}`),
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
    } else if (arrived === 0)
      found.wrong.push(`ticket ${ticket} was told as cancelled, and nothing was sent`);
    const sent = api.writesOf(ticket).arrived;
    const most = isUnknown && arrived === 0 ? 0 : 1;
    if (sent > most) found.wrong.push(`ticket ${ticket} was cancelled ${sent} times`);
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

  return {
    playRound,
    async close() {
      await chief.stop();
      await api.close();
      await server?.drop();
    },
  };
}

const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;

const isAbout = (ticket: string) => (row: Stored) => row.url.endsWith(`/tickets/${ticket}`);

async function connectTickets(chief: Chief, { baseUrl, openapi }: TicketsApi): Promise<void> {
  const fields = { name: "Ticket API", base_url: baseUrl, openapi, auth_method: "none" };
  const { status, html } = await chief.browser.post("/integrations", {
    ...fields,
    allow_private_network: "on",
  });
  if (status !== 200) throw new Error(`the tickets were not connected: ${html}`);
}
