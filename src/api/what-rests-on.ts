import { listActions } from "../actions/index.ts";
import { type Dependent, findDependents, type Integration } from "../integrations/index.ts";
import type { Schedule } from "../schedules/index.ts";
import type { ApiDeps } from "./api-deps.ts";

/** What would stop working without an integration: schedules that cannot do without it, and all else, each once. */
export async function whatRestsOn(
  { db, schedules, dependents }: Pick<ApiDeps, "db" | "schedules" | "dependents">,
  { workspaceId, id, slug }: Integration,
): Promise<{ readonly schedules: readonly Schedule[]; readonly others: readonly Dependent[] }> {
  const actions = await listActions(db, workspaceId, id);
  const [needing, found] = await Promise.all([
    schedules.needing(workspaceId, id),
    findDependents(dependents, { workspaceId, integrationId: id, slug, actions }),
  ]);
  // A contract of its own goes with it.
  const others = found.filter(({ kind }) => kind !== "contract" && kind !== "schedule");
  const byName = new Map(others.map((one) => [`${one.kind} ${one.name}`, one]));
  return { schedules: needing, others: [...byName.values()] };
}
