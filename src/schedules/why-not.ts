import { getMember } from "../people/index.ts";
import type { Skills } from "../skills/index.ts";
import { type NeedsDeps, needsNow, standingOf } from "./needs.ts";
import type { Schedule } from "./schedules-store.ts";

/** Why a schedule cannot run now. */
export interface WhyNot {
  /** In words, without a full stop. */
  readonly why: string;
  /** The failing integration, where one is the reason. */
  readonly integrationId?: string;
}

export interface WhyNotDeps extends NeedsDeps {
  readonly skills: Pick<Skills, "at" | "meant" | "faults">;
}

/** Undefined when it can: who made it is here, its skill fits what is connected, and nothing it needs is failing. */
export async function whyNot(deps: WhyNotDeps, schedule: Schedule): Promise<WhyNot | undefined> {
  const owner = await getMember(deps.db, schedule.workspaceId, schedule.createdBy);
  if (!owner.active) return { why: `${owner.name}, who made it, is not here any more` };
  const standing = await standingOf(deps, schedule.workspaceId);
  const skill = deps.skills.meant(schedule.request, standing.skills);
  const [fault] = skill ? await deps.skills.faults(skill, standing.catalogue) : [];
  if (skill && fault) return { why: `${skill.name} cannot run: ${fault}` };
  const needs = await needsNow(deps, schedule, standing);
  const failing = needs
    .map((id) => standing.catalogue.integration(id))
    .find((one) => one?.health === "failing");
  return failing && { why: failingWords(failing), integrationId: failing.id };
}

/** In words, that an integration is failing and why. */
export function failingWords({ name, healthNote }: { name: string; healthNote: string | null }): string {
  return `${name} is failing${healthNote ? ` (${healthNote})` : ""}`;
}
