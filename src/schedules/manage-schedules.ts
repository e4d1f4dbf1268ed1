import { recordAct } from "../audit/index.ts";
import { getMember } from "../people/index.ts";
import { done, failed, type SchedulePort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import type { ScheduleDeps } from "./create-schedules.ts";
import { describeSchedule, localTime } from "./describe-schedule.ts";
import { fireNow } from "./fire-due.ts";
import { nextFires } from "./next-fires.ts";
import {
  findProposed,
  findSchedule,
  listFires,
  listSchedules,
  moveSchedule,
  type Schedule,
} from "./schedules-store.ts";
import type { FireState, ScheduleState } from "./tables.ts";

type Managed = Parameters<SchedulePort["manage"]>[0];

const SHOWN_FIRES = 10;

/** Looks after the schedules of a workspace. Who made one and admins may change it; everybody sees them. */
export async function manageSchedules(
  deps: ScheduleDeps,
  input: Managed,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { workspaceId, threadId } = context.call;
  if (input.do === "list") return list(deps, workspaceId);
  if (input.do === "accept" || input.do === "drop") {
    const proposed = threadId ? await findProposed(deps.db, workspaceId, threadId) : undefined;
    if (!proposed) return failed("No schedule waits for an answer in this thread.");
    return input.do === "accept" ? start(deps, proposed, context) : drop(deps, proposed);
  }
  const schedule = await findSchedule(deps.db, workspaceId, input.number ?? 0);
  if (!schedule || schedule.state === "proposed") {
    return failed(`There is no schedule ${input.number ?? ""}. Say \`schedules\` for those that there are.`);
  }
  if (input.do === "show") return show(deps, schedule);
  if (!(await mayChange(deps, schedule, context))) {
    return failed("Only the person who made a schedule, or an admin, may change it.");
  }
  return change(deps, { schedule, what: input.do }, context);
}

async function mayChange(
  { db }: ScheduleDeps,
  schedule: Schedule,
  { call, actsAsMember }: ToolContext,
): Promise<boolean> {
  if (schedule.createdBy === call.memberId) return true;
  return !actsAsMember && (await getMember(db, call.workspaceId, call.memberId)).role === "admin";
}

async function list({ db, clock }: ScheduleDeps, workspaceId: string): Promise<ToolOutcome> {
  const all = await listSchedules(db, workspaceId);
  if (all.length === 0)
    return done("There are no schedules. Make one: `every weekday at 9 run order-report in #ops`");
  return done(
    ["Schedules:", ...all.map((schedule) => `• ${describeSchedule(schedule, clock())}`)].join("\n"),
  );
}

const FIRE_WORDS: Readonly<Record<FireState, string>> = {
  due: "about to begin",
  begun: "ran",
  missed: "missed, nobody could run it then",
  overlapped: "left out, the one before was not done",
  broken: "could not run",
};

async function show({ db, clock }: ScheduleDeps, schedule: Schedule): Promise<ToolOutcome> {
  const fires = await listFires(db, schedule.id, SHOWN_FIRES);
  const lines = fires.map(({ fireAt, state, note }) => {
    return `• ${localTime(fireAt, schedule.timeZone)}: ${FIRE_WORDS[state]}${note ? ` (${note})` : ""}`;
  });
  const history = lines.length > 0 ? ["So far:", ...lines] : ["It has not come up yet."];
  return done([describeSchedule(schedule, clock()), ...history].join("\n"));
}

async function start(deps: ScheduleDeps, schedule: Schedule, context: ToolContext): Promise<ToolOutcome> {
  const moved = await move(
    deps,
    { schedule, from: ["proposed"], to: "active", act: "schedule.started" },
    context,
  );
  return moved
    ? done(`Started. ${describeSchedule(moved, deps.clock())}`)
    : failed("It was answered already.");
}

async function drop({ db }: ScheduleDeps, schedule: Schedule): Promise<ToolOutcome> {
  const moved = await moveSchedule(db, schedule.id, { from: ["proposed"], to: "deleted", nextFireAt: null });
  return moved ? done("Forgotten.") : failed("It was answered already.");
}

async function change(
  deps: ScheduleDeps,
  { schedule, what }: { schedule: Schedule; what: Managed["do"] },
  context: ToolContext,
): Promise<ToolOutcome> {
  switch (what) {
    case "pause": {
      const moved = await move(
        deps,
        { schedule, from: ["active"], to: "paused", act: "schedule.paused" },
        context,
      );
      return moved
        ? done(`Paused schedule ${schedule.number}.`)
        : failed(`Schedule ${schedule.number} is not running.`);
    }
    case "resume": {
      const moved = await move(
        deps,
        { schedule, from: ["paused"], to: "active", act: "schedule.resumed" },
        context,
      );
      return moved
        ? done(`Resumed. ${describeSchedule(moved, deps.clock())}`)
        : failed(`Schedule ${schedule.number} is not paused.`);
    }
    case "delete": {
      const from: ScheduleState[] = ["active", "paused"];
      const moved = await move(deps, { schedule, from, to: "deleted", act: "schedule.deleted" }, context);
      return moved ? done(`Deleted schedule ${schedule.number}.`) : failed("It was deleted already.");
    }
    default:
      await fireNow(deps.db, schedule, deps.clock());
      return done(`Schedule ${schedule.number} runs now, in #${schedule.channelName}.`);
  }
}

async function move(
  { db, clock }: ScheduleDeps,
  to: { schedule: Schedule; from: ScheduleState[]; to: ScheduleState; act: string },
  { call }: ToolContext,
): Promise<Schedule | undefined> {
  const { schedule, from, to: state, act } = to;
  const now = clock();
  const { cron, timeZone } = schedule;
  const [next] = state === "active" ? nextFires(cron, { timeZone, after: now, count: 1 }) : [];
  return db.transaction(async (tx) => {
    const moved = await moveSchedule(tx, schedule.id, { from, to: state, nextFireAt: next ?? null });
    if (!moved) return undefined;
    const detail = { number: schedule.number, request: schedule.request };
    await recordAct(
      tx,
      { workspaceId: call.workspaceId, actor: call.memberId, act, subject: schedule.id, detail },
      now,
    );
    return moved;
  });
}
