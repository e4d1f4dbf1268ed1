import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/kernel/index.ts";
import { beginFire } from "../../src/schedules/begin-fire.ts";
import { fireDue } from "../../src/schedules/fire-due.ts";
import {
  findScheduleById,
  insertSchedule,
  listFires,
  moveSchedule,
  type Schedule,
} from "../../src/schedules/schedules-store.ts";
import { newChat } from "../conversation/talk.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

const MINUTE_MS = 60_000;
let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
});
afterAll(() => ground.close());

const minute = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE_MS);

/** A schedule that comes up every five minutes, next in five. */
async function scheduleOf(more: Partial<Schedule> = {}): Promise<Schedule> {
  return insertSchedule(ground.db, {
    id: newId("sch"),
    workspaceId: team.workspace.id,
    request: "order-report",
    channelId: "C0OPS",
    channelName: "ops",
    channelKind: "channel",
    cron: "*/5 * * * *",
    words: "every 5 minutes",
    timeZone: "UTC",
    state: "active",
    pausedBecause: null,
    missed: "latest",
    threadId: null,
    createdBy: team.ada.id,
    createdAt: NOON,
    nextFireAt: minute(5),
    ...more,
  });
}

const states = async ({ id }: Schedule) =>
  (await listFires(ground.db, id, 100)).map(
    ({ fireAt, state }) => `${(fireAt.getTime() - NOON.getTime()) / MINUTE_MS} ${state}`,
  );

describe("G2: a time of a schedule", () => {
  it("is taken up once, however many look at the same moment and again", async () => {
    const schedule = await scheduleOf();
    for (const minutes of [4, 5, 6, 10]) {
      await Promise.all(Array.from({ length: 5 }, () => fireDue(ground.db, minute(minutes))));
    }
    expect(await states(schedule)).toEqual(["10 due", "5 due"]);
    const jobs = await ground.db.execute(
      `select key from graphile_worker.jobs where key like 'schedule:${schedule.id}:%'`,
    );
    expect(jobs.rows).toHaveLength(2);
    await moveSchedule(ground.db, schedule.id, { from: ["active"], to: "deleted", nextFireAt: null });
  });

  it("that was missed is made up for once, or not at all, as the schedule wants", async () => {
    const [latest, skip] = [await scheduleOf(), await scheduleOf({ missed: "skip" })];
    await fireDue(ground.db, minute(33));
    expect(await states(latest)).toEqual([
      "30 due",
      "25 missed",
      "20 missed",
      "15 missed",
      "10 missed",
      "5 missed",
    ]);
    // Half past is only three minutes ago: nobody would call that missed.
    expect((await states(skip))[0]).toBe("30 due");
    await fireDue(ground.db, minute(600 + 12));
    expect((await findScheduleById(ground.db, skip.id))?.nextFireAt).toEqual(minute(615));
    for (const one of [latest, skip])
      await moveSchedule(ground.db, one.id, { from: ["active"], to: "deleted", nextFireAt: null });
  });

  it("long past is left out where the schedule does without", async () => {
    const daily = await scheduleOf({
      missed: "skip",
      cron: "0 9 * * *",
      nextFireAt: new Date("2026-03-19T09:00Z"),
    });
    await fireDue(ground.db, new Date("2026-03-19T12:00Z"));
    expect((await listFires(ground.db, daily.id, 5)).map(({ state }) => state)).toEqual(["missed"]);
    expect((await findScheduleById(ground.db, daily.id))?.nextFireAt).toEqual(new Date("2026-03-20T09:00Z"));
    await moveSchedule(ground.db, daily.id, { from: ["active"], to: "deleted", nextFireAt: null });
  });
});

describe("G2 G3: beginning one", () => {
  function begin(
    schedule: Schedule,
    fireAt: Date,
    more: { why?: string; isBusy?: boolean; chat?: ReturnType<typeof newChat> } = {},
  ) {
    const received: string[] = [];
    const chat = more.chat ?? newChat();
    const deps = {
      db: ground.db,
      clock: ground.clock,
      messenger: chat,
      conversation: {
        receive: async ({ text }: { text: string }) => void received.push(text),
        isBusy: async () => more.isBusy ?? false,
      },
      whyNot: async () => more.why,
    };
    const done = beginFire(deps, { scheduleId: schedule.id, fireAt: fireAt.toISOString() });
    return done.then(() => ({
      received,
      said: chat.said.map(({ utterance }) => (utterance.kind === "note" ? utterance.text : "")),
    }));
  }

  it("says what it is in the channel, and asks in that thread; taken up again it does neither", async () => {
    const schedule = await scheduleOf();
    await fireDue(ground.db, minute(5));
    const first = await begin(schedule, minute(5));
    expect(first.received).toEqual(["order-report"]);
    expect(first.said[0]).toContain("every 5 minutes");
    expect(await begin(schedule, minute(5))).toEqual({ received: [], said: [] });
    expect(await states(schedule)).toEqual(["5 begun"]);
  });

  it("is left out while the one before is not done, which that one's thread is told", async () => {
    const schedule = await scheduleOf();
    await fireDue(ground.db, minute(5));
    await begin(schedule, minute(5));
    await fireDue(ground.db, minute(10));
    const second = await begin(schedule, minute(10), { isBusy: true });
    expect(second.received).toEqual([]);
    expect(second.said[0]).toContain("left out");
    expect(await states(schedule)).toEqual(["10 overlapped", "5 begun"]);
  });

  it("pauses what cannot run, and says why and what to do", async () => {
    const schedule = await scheduleOf();
    await fireDue(ground.db, minute(5));
    const { received, said } = await begin(schedule, minute(5), { why: "Internal Orders API is failing" });
    expect(received).toEqual([]);
    expect(said[0]).toContain("is paused: Internal Orders API is failing");
    expect(await findScheduleById(ground.db, schedule.id)).toMatchObject({
      state: "paused",
      pausedBecause: "Internal Orders API is failing",
      nextFireAt: null,
    });
  });
});
