import type { Db } from "./database/index.ts";
import type { Catalogues } from "./integrations/index.ts";
import { getWorkspace } from "./people/index.ts";
import type { Skills } from "./skills/index.ts";

/**
 * Why a request that runs a skill cannot be served now: the skill does not fit what is connected any more, or an
 * integration that it calls is failing. Undefined when it can, and for requests that run no skill.
 */
export async function whyNot(
  { db, catalogues, skills }: { db: Db; catalogues: Catalogues; skills: Skills },
  workspaceId: string,
  request: string,
): Promise<string | undefined> {
  const { catalogueVersion } = await getWorkspace(db, workspaceId);
  const [catalogue, known] = await Promise.all([
    catalogues.at(workspaceId, catalogueVersion),
    skills.at(workspaceId, catalogueVersion),
  ]);
  const skill = skills.meant(request, known);
  if (!skill) return undefined;
  const [fault] = await skills.faults(skill, catalogue);
  if (fault) return `${skill.name} cannot run: ${fault}`;
  const slugs = new Set(skill.permissions.calls.map(({ what }) => what.split(/[. ]/)[0]));
  const failing = catalogue.integrations.find(({ slug, health }) => health === "failing" && slugs.has(slug));
  return failing && `${failing.name} is failing${failing.healthNote ? ` (${failing.healthNote})` : ""}`;
}
