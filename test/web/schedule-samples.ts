import type { ScheduleFormProps } from "../../src/web/pages/schedules/schedule-form.tsx";
import type { SchedulePageProps } from "../../src/web/pages/schedules/schedule-page.tsx";
import type { Repaired, ScheduleSummary } from "../../src/web/pages/schedules/schedules-page.tsx";

const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);

const REPORT: ScheduleSummary = {
  number: 1,
  request: "order-report",
  words: "every weekday at 09:00",
  timeZone: "Europe/Berlin",
  place: "#ops",
  madeBy: "Ada Byron",
  next: { at: at("08:00"), local: "Fri 2026-11-20 09:00 (UTC+01:00)" },
  isPaused: false,
  pausedBecause: undefined,
  last: { state: "begun", runState: "done", at: new Date("2026-11-19T08:00:00Z"), runId: "run_1" },
  mayChange: true,
};

export const SCHEDULES: readonly ScheduleSummary[] = [
  REPORT,
  {
    ...REPORT,
    number: 2,
    request: "list orders on hold in our Internal Orders API that wait for longer than anybody would think",
    words: "every 15 minutes",
    place: "direct messages",
    next: undefined,
    isPaused: true,
    pausedBecause: "Internal Orders API is failing (The credential was refused)",
    last: { state: "broken", runState: undefined, at: at("07:00"), runId: undefined },
  },
  {
    ...REPORT,
    number: 3,
    request: "stock-check",
    madeBy: "Mallory",
    mayChange: false,
    isPaused: true,
    next: undefined,
    last: { state: "quiet", runState: "done", at: at("07:30"), runId: "run_2" },
  },
  { ...REPORT, number: 4, request: "ship-order 1042", words: "cron 5 4 * * 1", last: undefined },
];

export const REPAIRED: readonly Repaired[] = [
  { integrationId: "int_1", integration: "WMS API", numbers: [5, 6] },
];

export const SCHEDULE: SchedulePageProps = {
  schedule: REPORT,
  upcoming: [
    { local: "Sat 2026-10-24 02:30 (UTC+02:00)", note: undefined },
    {
      local: "Sun 2026-10-25 02:30 (UTC+02:00)",
      note: "02:30 comes twice on that day, it runs the first time",
    },
  ],
  policies: ["It posts only when it found something.", "Missed: skip, and say so."],
  needs: ["Internal Orders API"],
  history: [
    {
      local: "Thu 2026-11-19 09:00 (UTC+01:00)",
      state: "begun",
      runState: "done",
      note: undefined,
      runId: "run_1",
    },
    {
      local: "Wed 2026-11-18 09:00 (UTC+01:00)",
      state: "missed",
      runState: undefined,
      note: undefined,
      runId: undefined,
    },
    {
      local: "Tue 2026-11-17 09:00 (UTC+01:00)",
      state: "broken",
      runState: undefined,
      note: "Internal Orders API is failing (The credential was refused)",
      runId: undefined,
    },
    {
      local: "Mon 2026-11-16 09:00 (UTC+01:00)",
      state: "begun",
      runState: "done",
      hasTrouble: true,
      note: undefined,
      runId: "run_3",
    },
  ],
};

export const PAUSED_SCHEDULE: SchedulePageProps = {
  ...SCHEDULE,
  schedule: SCHEDULES[1] ?? REPORT,
  upcoming: [],
  policies: [],
  history: [],
};

export const SCHEDULE_FORM: ScheduleFormProps = {
  number: undefined,
  entered: {
    request: "order-report",
    times: "every day at 2:30",
    timeZone: "Europe/Berlin",
    channel: "#ops",
    missed: "latest",
    overlapping: "skip",
    broken: "pause",
    unanswered: "ask",
    answerWithinMinutes: "60",
    fallback: "",
    tells: "found",
  },
  faults: {},
  preview: { ok: true, words: "every day at 02:30, Europe/Berlin", next: SCHEDULE.upcoming },
  choices: {
    missed: [["latest", "run once, late"]],
    overlapping: [["skip", "skip, and say so"]],
    broken: [["pause", "pause, and say so"]],
    unanswered: [["ask", "ask somebody else, too"]],
    tells: [["found", "only when it found something"]],
    people: [["mem_1", "Ada Byron"]],
    timeZones: ["Europe/Berlin", "America/New_York"],
    skills: ["order-report", "ship-order"],
  },
};

export const SCHEDULE_FORM_WITH_FAULTS: ScheduleFormProps = {
  ...SCHEDULE_FORM,
  number: 2,
  faults: {
    request: "Say what to ask each time: a skill, or any request",
    times: "I do not understand “now and then” as times. Say “every weekday at 9”",
    channel: "There is no channel #nowhere that Chief can see",
    answerWithinMinutes: "Give whole minutes, 1 to 10080 (a week)",
  },
  preview: { ok: false, fault: "I do not understand “now and then” as times." },
};
