import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { updateIntegration } from "../../src/integrations/index.ts";
import { beginFire } from "../../src/schedules/begin-fire.ts";
import { fireDue, fireNow } from "../../src/schedules/fire-due.ts";
import { sayNotice } from "../../src/schedules/notices.ts";
import {
  findScheduleById,
  listFires,
  moveSchedule,
  type Schedule,
} from "../../src/schedules/schedules-store.ts";
import { connectApi, type Ground, newTeam, openGround, type Team } from "../support/team.ts";
import { type Around, aroundOf, minute, scheduleOf, states, takeNotices } from "./ground.ts";

let ground: Ground;
let team: Team;
let around: Around;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  team = await newTeam(ground);
  around = aroundOf(ground);
  ground.setClock();
});

const begin = (schedule: Schedule, fireAt: Date) =>
  beginFire(around.deps, { scheduleId: schedule.id, fireAt: fireAt.toISOString() });

const saidNotes = () =>
  around.chat.said.map(({ utterance }) => (utterance.kind === "note" ? utterance.text : ""));

const retire = (schedule: Schedule) =>
  moveSchedule(ground.db, schedule.id, { from: ["active", "paused"], to: "deleted", nextFireAt: null });

describe("G2: a time of a schedule", () => {
  it("is taken up once, however many look at the same moment and again", async () => {
    const schedule = await scheduleOf(ground, team);
    for (const minutes of [4, 5, 6, 10]) {
      await Promise.all(Array.from({ length: 5 }, () => fireDue(ground.db, minute(minutes))));
    }
    expect(await states(ground, schedule)).toEqual(["10 due", "5 due"]);
    const jobs = await ground.db.execute(
      `select key from graphile_worker.jobs where key like 'schedule:${schedule.id}:%'`,
    );
    expect(jobs.rows).toHaveLength(2);
    await retire(schedule);
  });

  it("that was missed is made up for once, or not at all, as the schedule wants", async () => {
    const [latest, skip] = [
      await scheduleOf(ground, team),
      await scheduleOf(ground, team, { missed: "skip" }),
    ];
    await fireDue(ground.db, minute(33));
    const before = ["25 missed", "20 missed", "15 missed", "10 missed", "5 missed"];
    expect(await states(ground, latest)).toEqual(["30 due", ...before]);
    // Half past is only three minutes ago: nobody would call that missed.
    expect((await states(ground, skip))[0]).toBe("30 due");
    await fireDue(ground.db, minute(600 + 12));
    expect((await findScheduleById(ground.db, skip.id))?.nextFireAt).toEqual(minute(615));
    for (const one of [latest, skip]) await retire(one);
  });

  it("after a long standstill is the last one, not one from its beginning", async () => {
    const schedule = await scheduleOf(ground, team, { cron: "* * * * *", nextFireAt: minute(1) });
    await fireDue(ground.db, minute(3 * 1440));
    expect((await states(ground, schedule))[0]).toBe(`${3 * 1440} due`);
    await retire(schedule);
  });

  it("long past is left out where the schedule does without, which is said with a button to run it", async () => {
    const daily = await scheduleOf(ground, team, {
      missed: "skip",
      cron: "0 9 * * *",
      nextFireAt: new Date("2026-03-19T09:00Z"),
    });
    await fireDue(ground.db, new Date("2026-03-19T12:00Z"));
    expect((await listFires(ground.db, daily.id, 5)).map(({ state }) => state)).toEqual(["missed"]);
    expect((await findScheduleById(ground.db, daily.id))?.nextFireAt).toEqual(new Date("2026-03-20T09:00Z"));
    const [notice] = await takeNotices(ground);
    expect(notice?.text).toContain("was left out at Thu 2026-03-19 09:00");
    expect(notice?.choices[0]).toMatchObject({ says: `run schedule ${daily.number} now` });
    await retire(daily);
  });
});

describe("G2 G3: beginning one", () => {
  it("says what it is in the channel, and asks in that thread; taken up again it does neither", async () => {
    const schedule = await scheduleOf(ground, team);
    await fireDue(ground.db, minute(5));
    await begin(schedule, minute(5));
    expect(around.received).toEqual(["order-report"]);
    expect(saidNotes()[0]).toContain("every 5 minutes");
    await begin(schedule, minute(5));
    expect(around.received).toHaveLength(1);
    expect(await states(ground, schedule)).toEqual(["5 begun"]);
    await retire(schedule);
  });

  it("late says that it is, and how many times before it were missed", async () => {
    const schedule = await scheduleOf(ground, team);
    ground.setClock(minute(44));
    await fireDue(ground.db, minute(44));
    ground.setClock(minute(60));
    await beginFire(around.deps, {
      scheduleId: schedule.id,
      fireAt: minute(40).toISOString(),
      missed: 7,
    });
    expect(saidNotes()[0]).toMatch(/It is late: it was due at .* 12:40 .* 7 times before it were missed/);
    await retire(schedule);
  });

  it("is left out while the one before is not done, which that one's thread is told once", async () => {
    const schedule = await scheduleOf(ground, team);
    await fireDue(ground.db, minute(5));
    await begin(schedule, minute(5));
    around.busy.add(around.chat.said[0]?.ts ?? "");
    for (const at of [10, 15]) {
      await fireDue(ground.db, minute(at));
      await begin(schedule, minute(at));
    }
    expect(await states(ground, schedule)).toEqual(["15 overlapped", "10 overlapped", "5 begun"]);
    const notices = await takeNotices(ground);
    expect(notices.map(({ threadTs }) => threadTs)).toEqual([around.chat.said[0]?.ts]);
    expect(notices[0]?.choices[0]).toMatchObject({ label: "Run it now" });
    await retire(schedule);
  });

  it.each([
    ["run", "10 begun"],
    ["queue", "10 queued"],
  ] as const)("while the one before is not done it can also be told to %s", async (overlapping, state) => {
    const schedule = await scheduleOf(ground, team, { overlapping });
    await fireDue(ground.db, minute(5));
    await begin(schedule, minute(5));
    around.busy.add(around.chat.said[0]?.ts ?? "");
    await fireDue(ground.db, minute(10));
    await begin(schedule, minute(10));
    expect(await states(ground, schedule)).toEqual([state, "5 begun"]);
    await retire(schedule);
  });

  it("pauses what needs a failing integration, and says why once", async () => {
    const orders = await connectApi(ground, team, { name: "Orders API", baseUrl: "http://127.0.0.1:9" });
    const schedule = await scheduleOf(ground, team, { request: "call our Orders API: GET /orders" });
    await updateIntegration(ground.db, orders, { health: "failing", healthNote: "401" });
    await fireDue(ground.db, minute(5));
    await begin(schedule, minute(5));
    expect(around.received).toEqual([]);
    const [notice, ...others] = await takeNotices(ground);
    expect(others).toEqual([]);
    expect(notice?.text).toContain("is paused: Orders API is failing (401).");
    expect(await findScheduleById(ground.db, schedule.id)).toMatchObject({
      state: "paused",
      pausedBecause: "Orders API is failing (401)",
      pausedFor: orders.id,
      nextFireAt: null,
    });
    await retire(schedule);
  });

  it("only leaves the time out where the schedule wants that, and says so for the first of several", async () => {
    const orders = await connectApi(ground, team, { name: "Orders API", baseUrl: "http://127.0.0.1:9" });
    const request = "call our Orders API: GET /orders";
    const schedule = await scheduleOf(ground, team, { request, broken: "skip" });
    await updateIntegration(ground.db, orders, { health: "failing", healthNote: null });
    for (const at of [5, 10]) {
      await fireDue(ground.db, minute(at));
      await begin(schedule, minute(at));
    }
    expect(await states(ground, schedule)).toEqual(["10 broken", "5 broken"]);
    expect((await takeNotices(ground)).map(({ text }) => text)).toEqual([
      expect.stringContaining("was left out at Wed 2026-03-18 12:05"),
    ]);
    expect((await findScheduleById(ground.db, schedule.id))?.state).toBe("active");
    await retire(schedule);
  });

  it("runs when a person wants it, whatever else runs, also while it is paused", async () => {
    const schedule = await scheduleOf(ground, team, { state: "paused", nextFireAt: null, tells: "found" });
    await fireNow(ground.db, schedule, minute(7));
    await beginFire(around.deps, {
      scheduleId: schedule.id,
      fireAt: minute(7).toISOString(),
      isWanted: true,
    });
    expect(saidNotes()[0]).toContain("run now");
    expect(await states(ground, schedule)).toEqual(["7 begun"]);
    await retire(schedule);
  });

  it("a notice that its channel cannot take goes to whoever made the schedule", async () => {
    const schedule = await scheduleOf(ground, team);
    const { chat, deps } = around;
    const messenger = {
      directChannel: chat.directChannel,
      say: (...given: Parameters<typeof chat.say>) =>
        given[0].channelId === "C0GONE"
          ? Promise.resolve({ ok: false, code: "slack.is_archived", message: "archived" } as const)
          : chat.say(...given),
    };
    const notice = { ...schedule, channelId: "C0GONE", threadTs: null, choices: [] };
    await sayNotice({ ...deps, messenger }, { ...notice, text: "Hear", key: "n1", otherwise: "UADA" });
    expect(saidNotes()).toEqual(["Hear"]);
    await retire(schedule);
  });
});
