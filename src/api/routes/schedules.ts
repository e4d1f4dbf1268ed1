import { z } from "zod";
import {
  listPastFires,
  listSchedules,
  placeName,
  type Schedule,
  type Schedules,
  upcoming,
} from "../../schedules/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { type PersonOf, personOfIn } from "../people-names.ts";
import { noSuch, notYours, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { id } from "../shapes/common.ts";
import { fireShape, scheduleInput, scheduleShape, timesInput, timesShape } from "../shapes/schedule.ts";

const MOST_FIRES = 500;
const aSchedule = z.strictObject({ scheduleId: id });

const actorOf = ({ member }: Caller) => ({
  workspaceId: member.workspaceId,
  memberId: member.id,
  isAdmin: member.role === "admin",
});

function viewOf(
  { schedules }: ApiDeps,
  schedule: Schedule,
  { caller, personOf }: { caller: Caller; personOf: PersonOf },
): z.input<typeof scheduleShape> {
  const { createdBy, state } = schedule;
  return {
    ...schedule,
    state: state === "active" ? "active" : "paused",
    channel: placeName(schedule),
    madeBy: personOf(createdBy),
    mayChange: schedules.mayChange(schedule, actorOf(caller)),
  };
}

/** The schedule of an id. @throws ApiProblem 404, and 403 where it is not the caller's to change */
async function scheduleIn(
  deps: ApiDeps,
  caller: Caller,
  { scheduleId, toChange }: { scheduleId: string; toChange: boolean },
): Promise<Schedule> {
  const all = await listSchedules(deps.db, caller.member.workspaceId);
  const schedule = all.find((one) => one.id === scheduleId);
  if (!schedule) throw noSuch("schedule");
  if (toChange && !deps.schedules.mayChange(schedule, actorOf(caller)))
    throw notYours("Only the person who made a schedule, or an admin, may change it.");
  return schedule;
}

async function shown(deps: ApiDeps, caller: Caller, schedule: Schedule) {
  return viewOf(deps, schedule, { caller, personOf: await personOfIn(deps, schedule.workspaceId) });
}

async function enter(
  deps: ApiDeps,
  caller: Caller,
  { input, schedule }: { input: z.output<typeof scheduleInput>; schedule?: Schedule },
) {
  const timeZone = input.timeZone ?? schedule?.timeZone ?? caller.member.timeZone;
  const saved = await deps.schedules.enter({ ...input, timeZone }, actorOf(caller), schedule);
  if (!saved.ok) throw unprocessable("This is no schedule yet.", saved.faults);
  return shown(deps, caller, saved.schedule);
}

const list = defineRoute({
  method: "get",
  path: "/schedules",
  operationId: "listSchedules",
  tag: "schedules",
  summary: "List the schedules, paused ones too",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(scheduleShape),
  async handle(deps, caller, { query }) {
    const { workspaceId } = caller.member;
    const [all, personOf] = await Promise.all([
      listSchedules(deps.db, workspaceId),
      personOfIn(deps, workspaceId),
    ]);
    const page = pageOfAll(all, query, (one) => one.id);
    return { body: { ...page, items: page.items.map((one) => viewOf(deps, one, { caller, personOf })) } };
  },
});

const get = defineRoute({
  method: "get",
  path: "/schedules/{scheduleId}",
  operationId: "getSchedule",
  tag: "schedules",
  summary: "Read a schedule",
  who: "member",
  params: aSchedule,
  answer: scheduleShape,
  async handle(deps, caller, { params }) {
    const schedule = await scheduleIn(deps, caller, { ...params, toChange: false });
    return { body: await shown(deps, caller, schedule) };
  },
});

const preview = defineRoute({
  method: "post",
  path: "/schedules/preview",
  operationId: "previewSchedule",
  tag: "schedules",
  summary: "What times say, and the next five of them",
  who: "member",
  isAct: false,
  body: timesInput,
  answer: timesShape,
  async handle(deps, caller, { body }) {
    const { times, timeZone = caller.member.timeZone } = body;
    const read = deps.schedules.readTimes({ times, timeZone });
    if (!read.ok) throw unprocessable("These are no times.", read.faults);
    const { words } = read.draft;
    const next = upcoming(read.draft, deps.clock()).map(({ note = null, ...one }) => ({ ...one, note }));
    return { body: { words: `${words}, ${timeZone}`, next } };
  },
});

const create = defineRoute({
  method: "post",
  path: "/schedules",
  operationId: "createSchedule",
  tag: "schedules",
  summary: "Make a request again and again",
  who: "member",
  status: 201,
  body: scheduleInput,
  answer: scheduleShape,
  handle: async (deps, caller, { body }) => ({ body: await enter(deps, caller, { input: body }) }),
});

const replace = defineRoute({
  method: "put",
  path: "/schedules/{scheduleId}",
  operationId: "replaceSchedule",
  tag: "schedules",
  summary: "Change a schedule",
  who: "member",
  params: aSchedule,
  body: scheduleInput,
  answer: scheduleShape,
  async handle(deps, caller, { params, body }) {
    const schedule = await scheduleIn(deps, caller, { ...params, toChange: true });
    return { body: await enter(deps, caller, { input: body, schedule }) };
  },
});

type Deed = Parameters<Schedules["do"]>[0];

const DEEDS = {
  pause: "Pause a schedule",
  resume: "Resume a paused schedule",
  run: "Run a schedule now, beside its times",
} as const satisfies Partial<Record<Deed, string>>;

async function act(deps: ApiDeps, caller: Caller, on: { deed: Deed; scheduleId: string }): Promise<Schedule> {
  const schedule = await scheduleIn(deps, caller, { ...on, toChange: true });
  const changed = await deps.schedules.do(on.deed, { schedule, by: actorOf(caller) });
  if (!changed.ok) throw unprocessable(changed.message);
  return schedule;
}

const deeds = (["pause", "resume", "run"] as const).map((deed) =>
  defineRoute({
    method: "post",
    path: `/schedules/{scheduleId}/${deed}`,
    operationId: `${deed}Schedule`,
    tag: "schedules",
    summary: DEEDS[deed],
    who: "member",
    params: aSchedule,
    answer: scheduleShape,
    async handle(deps, caller, { params }) {
      await act(deps, caller, { deed, ...params });
      const schedule = await scheduleIn(deps, caller, { ...params, toChange: false });
      return { body: await shown(deps, caller, schedule) };
    },
  }),
);

const remove = defineRoute({
  method: "delete",
  path: "/schedules/{scheduleId}",
  operationId: "deleteSchedule",
  tag: "schedules",
  summary: "Delete a schedule",
  who: "member",
  status: 204,
  params: aSchedule,
  async handle(deps, caller, { params }) {
    await act(deps, caller, { deed: "delete", ...params });
    return { body: undefined };
  },
});

const history = defineRoute({
  method: "get",
  path: "/schedules/{scheduleId}/history",
  operationId: "listScheduleHistory",
  tag: "schedules",
  summary: "The times of a schedule that came, the latest first",
  who: "member",
  params: aSchedule,
  query: z.strictObject(PAGE),
  answer: pageOf(fireShape),
  async handle(deps, caller, { params, query }) {
    const { id: scheduleId, workspaceId } = await scheduleIn(deps, caller, { ...params, toChange: false });
    const fires = await listPastFires(deps.db, workspaceId, { scheduleIds: [scheduleId], limit: MOST_FIRES });
    return { body: pageOfAll(fires, query, ({ fireAt }) => fireAt.toISOString()) };
  },
});

export const SCHEDULE_ROUTES: readonly Route[] = [
  list,
  get,
  preview,
  create,
  replace,
  ...deeds,
  remove,
  history,
];
