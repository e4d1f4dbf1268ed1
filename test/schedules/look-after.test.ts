import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findApproval, insertApproval } from "../../src/approvals/index.ts";
import { runs } from "../../src/conversation/tables.ts";
import { type Integration, updateIntegration } from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { beginFire } from "../../src/schedules/begin-fire.ts";
import { pauseSchedule } from "../../src/schedules/change-schedule.ts";
import { fireDue } from "../../src/schedules/fire-due.ts";
import { lookAfterSchedules } from "../../src/schedules/look-after.ts";
import { findFire, findScheduleById, type Schedule } from "../../src/schedules/schedules-store.ts";
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
});

/** Three replicas look at the same moment. */
const look = () => Promise.all([1, 2, 3].map(() => lookAfterSchedules(around.deps)));
const stateOf = async ({ id }: Schedule) => (await findScheduleById(ground.db, id))?.state;

describe("G3 C11 C12: schedules and the health of what they need", () => {
  let orders: Integration;
  beforeEach(async () => {
    orders = await connectApi(ground, team, { name: "Orders API", baseUrl: "http://127.0.0.1:9" });
  });
  const turn = (health: "failing" | "healthy") =>
    updateIntegration(ground.db, orders, { health, healthNote: health === "failing" ? "401" : null });
  const needy = (more: Partial<Schedule> = {}) =>
    scheduleOf(ground, team, { request: "call our Orders API: GET /orders", ...more });

  it("are paused with one notice in each channel, and only those that need it", async () => {
    const [one, two, elsewhere] = [await needy(), await needy(), await needy({ channelId: "C0ELSE" })];
    const [other, brave] = [await scheduleOf(ground, team), await needy({ broken: "skip" })];
    await turn("failing");
    await look();
    for (const paused of [one, two, elsewhere]) expect(await stateOf(paused)).toBe("paused");
    for (const running of [other, brave]) expect(await stateOf(running)).toBe("active");
    const notices = await takeNotices(ground);
    expect(
      notices.map(({ channelId, text }) => [channelId, text.includes("Orders API is failing (401)")]),
    ).toEqual([
      ["C0OPS", true],
      ["C0ELSE", true],
    ]);
    expect(notices[0]?.text).toContain("Schedules 1 (`call our Orders API: GET /orders`), 2");
    await look();
    expect(await takeNotices(ground)).toEqual([]);
  });

  it("are offered to be resumed once it works again: exactly those that were paused for it", async () => {
    const [one, byHand, taken] = [await needy(), await needy(), await needy()];
    const by = { workspaceId: team.workspace.id, memberId: team.ada.id, isAdmin: true };
    await pauseSchedule(ground, { schedule: byHand, by });
    await turn("failing");
    await look();
    // Somebody wants this one to stay paused, whatever becomes of the integration.
    const now = await findScheduleById(ground.db, taken.id);
    if (now) await pauseSchedule(ground, { schedule: now, by });
    await takeNotices(ground);
    await turn("healthy");
    await look();
    const notices = await takeNotices(ground);
    expect(notices.map(({ text }) => text)).toEqual([
      "✅ Orders API works again. Schedule 1 was paused because of it.",
    ]);
    expect(notices[0]?.choices[0]).toEqual({ label: "Resume it", says: "resume schedules 1", isMain: true });
    expect(await stateOf(one)).toBe("paused");
    await turn("failing");
    await look();
    await turn("healthy");
    await look();
    expect(await takeNotices(ground)).toHaveLength(1);
  });
});

describe("G2: what waits", () => {
  it("begins when the one before is done", async () => {
    const schedule = await scheduleOf(ground, team, { overlapping: "queue" });
    for (const at of [5, 10, 15]) {
      await fireDue(ground.db, minute(at));
      await beginFire(around.deps, { scheduleId: schedule.id, fireAt: minute(at).toISOString() });
      around.busy.add(around.chat.said[0]?.ts ?? "");
    }
    expect(await states(ground, schedule)).toEqual(["15 queued", "10 queued", "5 begun"]);
    await look();
    expect(await states(ground, schedule)).toEqual(["15 queued", "10 queued", "5 begun"]);
    around.busy.clear();
    await look();
    expect((await states(ground, schedule))[1]).toBe("10 due");
  });
});

describe("G2: nobody answers what a time asks", () => {
  /** A schedule whose time of five past noon asks something, as its run would have. */
  async function asking(more: Partial<Schedule>) {
    const schedule = await scheduleOf(ground, team, { answerWithinMinutes: 30, ...more });
    await fireDue(ground.db, minute(5));
    await beginFire(around.deps, { scheduleId: schedule.id, fireAt: minute(5).toISOString() });
    const fire = await findFire(ground.db, schedule.id, minute(5));
    const [runId, approvalId] = [newId("run"), newId("apr")];
    const run = { id: runId, workspaceId: team.workspace.id, memberId: team.ada.id, text: schedule.request };
    await ground.db
      .insert(runs)
      .values({ ...run, threadId: fire?.threadId ?? "", state: "waiting", startedAt: minute(5) });
    await insertApproval(ground.db, {
      id: approvalId,
      workspaceId: team.workspace.id,
      runId,
      callId: newId("call"),
      requestHash: "hash",
      request: {
        integration: "Orders",
        title: "t",
        method: "DELETE",
        url: "https://api.test/1",
        headers: {},
      },
      askedBecause: "a rule asks",
      requestedBy: team.ada.id,
      approvers: { admins: true, requester: false },
      createdAt: minute(5),
      expiresAt: minute(500),
    });
    return { schedule, approvalId, rootTs: fire?.threadTs ?? "" };
  }
  const lookAt = async (minutes: number) => {
    ground.setClock(minute(minutes));
    await look();
    ground.setClock();
  };
  const askedBesides = async (approvalId: string) =>
    (await findApproval(ground.db, team.workspace.id, approvalId))?.escalatedTo ?? null;

  it("ends it after the time that was set, with a notice in its thread and a button to run it now", async () => {
    const { schedule, rootTs } = await asking({ unanswered: "skip" });
    await lookAt(34);
    expect(await states(ground, schedule)).toEqual(["5 begun"]);
    await lookAt(36);
    await lookAt(37);
    expect((await states(ground, schedule)).at(-1)).toBe("5 unanswered");
    expect(around.stopped).toEqual([rootTs]);
    const notices = await takeNotices(ground);
    expect(notices).toMatchObject([{ threadTs: rootTs, text: expect.stringContaining("within 30 minutes") }]);
    expect(notices[0]?.choices[0]?.label).toBe("Run it now");
  });

  it("asks the person whom the schedule names besides, and goes on waiting", async () => {
    const { schedule, approvalId } = await asking({ unanswered: "ask", fallback: team.bob.id });
    await lookAt(36);
    expect(await askedBesides(approvalId)).toMatchObject({ members: [team.bob.id] });
    expect(await states(ground, schedule)).toEqual(["5 begun"]);
    expect(around.stopped).toEqual([]);
  });

  it("lets the question expire as any other, where nothing was set", async () => {
    const { schedule, approvalId } = await asking({});
    await lookAt(400);
    expect(await askedBesides(approvalId)).toBeNull();
    expect(await states(ground, schedule)).toEqual(["5 begun"]);
  });
});
