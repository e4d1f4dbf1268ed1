import type { Db } from "../database/index.ts";
import type { Catalogue, Catalogues } from "../integrations/index.ts";
import { getWorkspace } from "../people/index.ts";
import type { Skill, Skills } from "../skills/index.ts";
import { needsOf } from "./needs-of.ts";
import { listSchedules, listUsedIntegrations, type Schedule } from "./schedules-store.ts";

export interface NeedsDeps {
  readonly db: Db;
  readonly catalogues: Pick<Catalogues, "at">;
  readonly skills: Pick<Skills, "at" | "meant">;
}

/** A schedule with the ids of the integrations that it cannot do without. */
export interface NeedySchedule {
  readonly schedule: Schedule;
  readonly needs: readonly string[];
}

/** A workspace as it is now, as far as a request rests on it. */
export interface Standing {
  readonly catalogue: Catalogue;
  readonly skills: readonly Skill[];
}

export async function standingOf(deps: NeedsDeps, workspaceId: string): Promise<Standing> {
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  const [catalogue, skills] = await Promise.all([
    deps.catalogues.at(workspaceId, catalogueVersion),
    deps.skills.at(workspaceId, catalogueVersion),
  ]);
  return { catalogue, skills };
}

/** Every schedule of a workspace that was not deleted, with what it needs as things stand. */
export async function listNeeds(deps: NeedsDeps, workspaceId: string): Promise<NeedySchedule[]> {
  const schedules = await listSchedules(deps.db, workspaceId);
  if (schedules.length === 0) return [];
  const [standing, used] = await Promise.all([
    standingOf(deps, workspaceId),
    listUsedIntegrations(deps.db, workspaceId),
  ]);
  return schedules.map((schedule) => ({ schedule, needs: needsIn(deps, schedule, { ...standing, used }) }));
}

/** What one schedule needs as things stand. */
export async function needsNow(deps: NeedsDeps, schedule: Schedule, standing: Standing): Promise<string[]> {
  const used = await listUsedIntegrations(deps.db, schedule.workspaceId, schedule.id);
  return needsIn(deps, schedule, { ...standing, used });
}

function needsIn(
  { skills }: NeedsDeps,
  { id, request }: Schedule,
  standing: Standing & { used: ReadonlyMap<string, string[]> },
): string[] {
  const skill = skills.meant(request, standing.skills);
  return needsOf({ ...standing, request, skill, used: standing.used.get(id) ?? [] });
}
