import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId, sleep } from "../../src/kernel/index.ts";
import type { Planner } from "../../src/planning/index.ts";
import { type Ground, newTeam, openGround, type Team } from "../support/team.ts";
import { newChat, openTalk, says } from "./talk.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
});
afterAll(() => ground.close());

/** A message, by whom, after how long, which replica hears of it, and how often its job comes. */
const message = fc.record({
  by: fc.constantFrom<"ada" | "bob">("ada", "bob"),
  afterMs: fc.nat({ max: 12 }),
  replica: fc.nat({ max: 2 }),
  jobs: fc.integer({ min: 1, max: 3 }),
});

async function notTaken(threadId: string): Promise<number> {
  const left = await ground.db.execute<{ count: string }>(
    sql`select count(*) from thread_messages where thread_id = ${threadId} and run_id is null`,
  );
  return Number(left.rows[0]?.count);
}

describe("B3, A6: many workers on one thread", () => {
  it("take every message exactly once, one run at a time, and sleep through none", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 6 }),
        async (messages, workMs) => {
          const rootTs = newId("ts");
          const chat = newChat();
          let working = 0;
          let mostAtOnce = 0;
          const planner: Planner = {
            async next(view) {
              working += 1;
              mostAtOnce = Math.max(mostAtOnce, working);
              await sleep(workMs);
              working -= 1;
              return says(view.text);
            },
          };
          const replicas = await Promise.all(
            [0, 1, 2].map((at) =>
              openTalk(ground, team, { planner, chat, rootTs, replicaId: `replica_${at}_${rootTs}` }),
            ),
          );
          await Promise.all(
            messages.map(async ({ by, afterMs, replica, jobs }, at) => {
              const talk = replicas[replica] ?? replicas[0];
              await sleep(afterMs);
              await talk?.write(team[by], `m${at}`, at);
              await Promise.all(
                Array.from({ length: jobs }, (_, job) => replicas[(replica + job) % 3]?.advance()),
              );
            }),
          );
          const [talk] = replicas;
          const runs = (await talk?.runs()) ?? [];
          expect(runs.flatMap(({ text }) => text.split("\n")).sort()).toEqual(
            messages.map((_, at) => `m${at}`).sort(),
          );
          expect(await notTaken(talk?.threadId ?? "")).toBe(0);
          expect(runs.every(({ state }) => state === "done")).toBe(true);
          expect(chat.answers().sort()).toEqual(runs.map(({ text }) => text).sort());
          expect(mostAtOnce).toBe(1);
          for (const run of runs) {
            const authors = run.text
              .split("\n")
              .map((text) => team[messages[Number(text.slice(1))]?.by ?? "ada"].id);
            expect(new Set(authors)).toEqual(new Set([run.member_id]));
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it("leave the thread free at the end", async () => {
    const talk = await openTalk(ground, team);
    await talk.write(team.bob, "hello", 0);
    await Promise.all([talk.advance(), talk.advance(), talk.advance()]);
    const thread = await ground.db.execute(
      sql`select lease_owner, wake from threads where id = ${talk.threadId}`,
    );
    expect(thread.rows).toEqual([{ lease_owner: null, wake: false }]);
  });

  it("J2: take over from a replica that died, and not from one that lives", async () => {
    const rootTs = newId("ts");
    const [dead, alive] = [
      await openTalk(ground, team, { rootTs, replicaId: newId("r") }),
      await openTalk(ground, team, { rootTs }),
    ];
    await dead.write(team.bob, "hello", 0);
    const holder = newId("r");
    await ground.db.execute(
      sql`insert into replicas (id, worker_ids, beat_at) values (${holder}, '{}', now())`,
    );
    await ground.db.execute(sql`update threads set lease_owner = ${holder} where id = ${dead.threadId}`);
    await alive.advance();
    expect(await alive.runs()).toEqual([]);
    await ground.db.execute(sql`delete from replicas where id = ${holder}`);
    await alive.advance();
    expect(alive.chat.answers()).toEqual(["You said: hello"]);
  });
});

describe("B2, D3: a thread that is held", () => {
  it("keeps a job that looks again, though the job of its message came due and went meanwhile", async () => {
    const rootTs = newId("ts");
    let finish: () => void = () => undefined;
    const working = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const planner: Planner = {
      async next(view) {
        await working;
        return says(view.text);
      },
    };
    const holder = await openTalk(ground, team, { planner, rootTs });
    const other = await openTalk(ground, team, { rootTs });
    await holder.write(team.ada, "take your time", 0);
    const held = holder.advance();
    await expect.poll(() => notTaken(holder.threadId)).toBe(0);

    await ground.db.execute(sql`select graphile_worker.remove_job(key) from graphile_worker.jobs`);
    await other.advance();

    const waiting = await ground.db.execute<{ key: string; later: boolean }>(
      sql`select key, run_at > now() as later from graphile_worker.jobs`,
    );
    expect(waiting.rows).toEqual([{ key: `thread:${holder.threadId}`, later: true }]);
    finish();
    await held;
    expect(holder.chat.answers()).toEqual(["take your time"]);
  });
});
