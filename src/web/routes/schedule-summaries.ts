import { listIntegrations } from "../../integrations/index.ts";
import type { Member } from "../../people/index.ts";
import {
  describePolicies,
  listPastFires,
  listSchedules,
  localTime,
  type PastFire,
  placeName,
  type Schedule,
  upcoming,
} from "../../schedules/index.ts";
import type { PastTime, SchedulePageProps } from "../pages/schedules/schedule-page.tsx";
import type { Repaired, ScheduleSummary } from "../pages/schedules/schedules-page.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";

const SHOWN_TIMES = 100;

type Members = ReadonlyMap<string, Member>;

/** The visitor as schedules know who wants something. */
export const actorOf = ({ workspaceId, id, role }: Visitor) => ({
  workspaceId,
  memberId: id,
  isAdmin: role === "admin",
});

/** Every schedule of the visitor's workspace, as the list shows it. */
export async function summariesFor(
  deps: WebDeps,
  visitor: Visitor,
  members: Members,
): Promise<{ summaries: ScheduleSummary[]; repaired: Repaired[] }> {
  const { workspaceId } = visitor;
  const schedules = await listSchedules(deps.db, workspaceId);
  const scheduleIds = schedules.map(({ id }) => id);
  const last = await listPastFires(deps.db, workspaceId, { scheduleIds, limit: 1 });
  const byId = new Map(last.map((fire) => [fire.scheduleId, fire]));
  return {
    summaries: schedules.map((schedule) =>
      summaryOf(deps, schedule, { visitor, members, last: byId.get(schedule.id) }),
    ),
    repaired: await repairedIn(deps, visitor, schedules),
  };
}

interface Seen {
  readonly visitor: Visitor;
  readonly members: Members;
  readonly last: PastFire | undefined;
}

function summaryOf(deps: WebDeps, schedule: Schedule, { visitor, members, last }: Seen): ScheduleSummary {
  const { nextFireAt, timeZone } = schedule;
  return {
    number: schedule.number,
    request: schedule.request,
    words: schedule.words,
    timeZone,
    place: placeName(schedule),
    madeBy: members.get(schedule.createdBy)?.name ?? "somebody",
    next: nextFireAt ? { at: nextFireAt, local: localTime(nextFireAt, timeZone) } : undefined,
    isPaused: schedule.state === "paused",
    pausedBecause: schedule.pausedBecause ?? undefined,
    last: last && { ...resultOf(last), at: last.fireAt, runId: last.runId ?? undefined },
    mayChange: deps.schedules.mayChange(schedule, actorOf(visitor)),
  };
}

const resultOf = ({ state, runState, hasTrouble }: PastFire) => ({
  state,
  runState: runState ?? undefined,
  hasTrouble,
});

/** What was paused for an integration that works again, as far as the visitor may resume it. */
async function repairedIn(
  deps: WebDeps,
  visitor: Visitor,
  schedules: readonly Schedule[],
): Promise<Repaired[]> {
  const paused = schedules.filter(
    (one) => one.state === "paused" && one.pausedFor && deps.schedules.mayChange(one, actorOf(visitor)),
  );
  if (paused.length === 0) return [];
  const integrations = await listIntegrations(deps.db, visitor.workspaceId);
  return integrations.flatMap(({ id, name, health }) => {
    const numbers = paused.flatMap((one) => (one.pausedFor === id ? [one.number] : []));
    const isBack = health !== "failing" && numbers.length > 0;
    return isBack ? [{ integrationId: id, integration: name, numbers }] : [];
  });
}

/** Everything that the page of a schedule shows. */
export async function schedulePageProps(
  deps: WebDeps,
  schedule: Schedule,
  { visitor, members }: { visitor: Visitor; members: Members },
): Promise<SchedulePageProps> {
  const { workspaceId, id, timeZone, state } = schedule;
  const [fires, needs, integrations] = await Promise.all([
    listPastFires(deps.db, workspaceId, { scheduleIds: [id], limit: SHOWN_TIMES }),
    deps.schedules.needs(schedule),
    listIntegrations(deps.db, workspaceId),
  ]);
  return {
    schedule: summaryOf(deps, schedule, { visitor, members, last: fires[0] }),
    upcoming: state === "active" ? upcoming(schedule, deps.clock()) : [],
    policies: describePolicies(schedule, (memberId) => members.get(memberId)?.name ?? "somebody"),
    needs: integrations.flatMap((one) => (needs.includes(one.id) ? [one.name] : [])),
    history: fires.map(
      (fire): PastTime => ({
        ...resultOf(fire),
        local: localTime(fire.fireAt, timeZone),
        note: fire.note ?? undefined,
        runId: fire.runId ?? undefined,
      }),
    ),
  };
}
