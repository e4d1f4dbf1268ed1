import { getMember } from "../people/index.ts";
import {
  type Choice,
  done,
  failed,
  type SchedulePort,
  type ToolContext,
  type ToolOutcome,
} from "../planning/index.ts";
import { changeInWords } from "./change-in-words.ts";
import {
  type Actor,
  type Changed,
  deleteSchedule,
  dropSchedule,
  pauseSchedule,
  resumeSchedule,
  runScheduleNow,
  startSchedule,
} from "./change-schedule.ts";
import type { ScheduleDeps } from "./create-schedules.ts";
import { describeSchedule, localTime, placeName } from "./describe-schedule.ts";
import { FIRE_WORDS } from "./fire-words.ts";
import { describePolicies } from "./policies.ts";
import { findProposed, findSchedule, listFires, listSchedules, type Schedule } from "./schedules-store.ts";

export type Managed = Parameters<SchedulePort["manage"]>[0];

const SHOWN_FIRES = 10;

/** Looks after the schedules of a workspace. Who made one and admins may change it; everybody sees them. */
export async function manageSchedules(
  deps: ScheduleDeps,
  input: Managed,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { workspaceId, threadId } = context.call;
  if (input.do === "list") return list(deps, workspaceId);
  const by = await actorOf(deps, context);
  if (input.do === "accept" || input.do === "drop") {
    const proposed = threadId ? await findProposed(deps.db, workspaceId, threadId) : undefined;
    if (!proposed) return failed("No schedule waits for an answer in this thread.");
    return input.do === "accept" ? start(deps, proposed, by) : drop(deps, proposed, by);
  }
  const told: ToolOutcome[] = [];
  for (const number of input.numbers ?? []) told.push(await manageOne(deps, { input, by, number }));
  return together(told);
}

/** What was done to several schedules, as one outcome. */
function together(told: readonly ToolOutcome[]): ToolOutcome {
  const [only, ...others] = told;
  if (only && others.length === 0) return only;
  const lines = told.map((one) => (one.kind === "done" ? one.content : ""));
  const isGood = told.some((one) => one.kind === "done" && one.ok);
  return isGood ? done(lines.join("\n")) : failed(lines.join("\n") || "Which one? Say `schedules`.");
}

interface One {
  readonly input: Managed;
  readonly by: Actor;
  readonly number: number;
}

async function manageOne(deps: ScheduleDeps, { input, by, number }: One): Promise<ToolOutcome> {
  const schedule = await findSchedule(deps.db, by.workspaceId, number);
  if (!schedule || schedule.state === "proposed") {
    return failed(`There is no schedule ${number}. Say \`schedules\` for those that there are.`);
  }
  const change = { schedule, by };
  switch (input.do) {
    case "pause":
      return told(await pauseSchedule(deps, change), () => `Paused schedule ${number}.`);
    case "resume":
      return told(await resumeSchedule(deps, change), (now) => `Resumed. ${describe(deps, now)}`);
    case "delete":
      return told(await deleteSchedule(deps, change), () => `Deleted schedule ${number}.`);
    case "run_now":
      return told(
        await runScheduleNow(deps, change),
        () => `Schedule ${number} runs now, in ${placeName(schedule)}.`,
      );
    case "change":
      return told(
        await changeInWords(deps, change, input.change ?? ""),
        (now) => `Changed. ${describe(deps, now)}`,
      );
    default:
      return show(deps, schedule, by);
  }
}

async function actorOf({ db }: ScheduleDeps, { call, actsAsMember }: ToolContext): Promise<Actor> {
  const { workspaceId, memberId } = call;
  const { role } = await getMember(db, workspaceId, memberId);
  return { workspaceId, memberId, isAdmin: role === "admin" && !actsAsMember };
}

function told(changed: Changed, words: (now: Schedule) => string): ToolOutcome {
  return changed.ok ? done(words(changed.schedule)) : failed(changed.message);
}

const describe = ({ clock }: ScheduleDeps, schedule: Schedule) =>
  [describeSchedule(schedule, clock()), ...describePolicies(schedule, () => "somebody else")].join(" ");

async function list({ db, clock }: ScheduleDeps, workspaceId: string): Promise<ToolOutcome> {
  const all = await listSchedules(db, workspaceId);
  const choices: Choice[] = [{ label: "Open schedules", opens: "/schedules" }];
  if (all.length === 0)
    return done("There are no schedules. Make one: `every weekday at 9 run order-report in #ops`", {
      choices,
    });
  const lines = all.map((schedule) => `• ${describeSchedule(schedule, clock())}`);
  return done(["Schedules:", ...lines].join("\n"), { choices });
}

async function show(deps: ScheduleDeps, schedule: Schedule, by: Actor): Promise<ToolOutcome> {
  const fires = await listFires(deps.db, schedule.id, SHOWN_FIRES);
  const lines = fires.map(({ fireAt, state, note }) => {
    return `• ${localTime(fireAt, schedule.timeZone)}: ${FIRE_WORDS[state]}${note ? ` (${note})` : ""}`;
  });
  const history = lines.length > 0 ? ["So far:", ...lines] : ["It has not come up yet."];
  const { number, state } = schedule;
  const resumeOrPause: Choice =
    state === "paused"
      ? { label: "Resume", says: `resume schedule ${number}`, isMain: true }
      : { label: "Pause", says: `pause schedule ${number}` };
  const choices: Choice[] = [
    { label: "Run it now", says: `run schedule ${number} now` },
    resumeOrPause,
    { label: "Open", opens: `/schedules/${number}` },
  ];
  const mine = schedule.createdBy === by.memberId || by.isAdmin ? choices : choices.slice(-1);
  return done([describe(deps, schedule), ...history].join("\n"), { choices: mine });
}

async function start(deps: ScheduleDeps, schedule: Schedule, by: Actor): Promise<ToolOutcome> {
  const started = await startSchedule(deps, { schedule, by });
  return told(started, (now) => `Started. ${describe(deps, now)}`);
}

async function drop(deps: ScheduleDeps, schedule: Schedule, by: Actor): Promise<ToolOutcome> {
  return told(await dropSchedule(deps, { schedule, by }), () => "Forgotten.");
}
