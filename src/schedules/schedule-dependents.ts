import type { Action } from "../actions/index.ts";
import type { Dependent, FindDependents, Touched } from "../integrations/index.ts";
import type { Clock } from "../kernel/index.ts";
import { requestedActions } from "../planning/index.ts";
import { callsAction } from "../skills/index.ts";
import { type NeedsDeps, standingOf } from "./needs.ts";
import { withInner } from "./needs-of.ts";
import { listSchedules, type Schedule } from "./schedules-store.ts";

type Standing = Awaited<ReturnType<typeof standingOf>>;

/** The schedules whose request names an action, or runs a skill that calls it, also through another. */
export function scheduleDependents(deps: NeedsDeps & { readonly clock: Clock }): FindDependents {
  return async (touched) => {
    const schedules = await listSchedules(deps.db, touched.workspaceId);
    if (schedules.length === 0) return [];
    const standing = await standingOf(deps, touched.workspaceId);
    return schedules.flatMap((schedule) =>
      touchedBy(deps, { schedule, standing, touched }).map(({ id }) => dependent(schedule, id)),
    );
  };
}

function touchedBy(
  { skills, clock }: Pick<NeedsDeps, "skills"> & { readonly clock: Clock },
  { schedule, standing, touched }: { schedule: Schedule; standing: Standing; touched: Touched },
): Pick<Action, "id">[] {
  const skill = skills.meant(schedule.request, standing.skills);
  if (skill) {
    const run = withInner(skill, standing.skills);
    return touched.actions.filter((action) => run.some((one) => callsAction(one, touched.slug, action)));
  }
  const { catalogue } = standing;
  const read = { catalogue, now: clock(), timeZone: schedule.timeZone };
  const named = new Set(requestedActions(schedule.request, read).map(({ id }) => id));
  return touched.actions.filter(({ id }) => named.has(id));
}

const dependent = ({ number, request, words }: Schedule, actionId: string): Dependent => ({
  kind: "schedule",
  name: `${number}: ${request}, ${words}`,
  actionId,
});
