import type { Db } from "../database/index.ts";
import type { FindDependents, Touched } from "../integrations/index.ts";
import type { Skill } from "./skill.ts";
import { listSkills } from "./skills-store.ts";

/** The skills that call an action. */
export function skillDependents({ db }: { readonly db: Db }): FindDependents {
  return async ({ workspaceId, slug, actions }) => {
    const skills = await listSkills(db, workspaceId);
    return skills.flatMap((skill) =>
      actions
        .filter((action) => callsAction(skill, slug, action))
        .map(({ id }) => ({
          kind: "skill" as const,
          name: skill.name,
          actionId: id,
          href: `/skills/${skill.name}`,
        })),
    );
  };
}

/** Whether a skill itself calls an action of the integration `slug`: by its name, or by its method and a path that fits. */
export function callsAction(
  { permissions }: Pick<Skill, "permissions">,
  slug: string,
  { name, method, path }: Pick<Touched["actions"][number], "name" | "method" | "path">,
): boolean {
  return permissions.calls.some(({ what }) => {
    if (what === `${slug}.${name}`) return true;
    const [calledSlug, calledMethod, ...calledPath] = what.split(" ");
    return calledSlug === slug && calledMethod === method && isSamePlace(calledPath.join(" "), path);
  });
}

const isPlaceholder = (segment: string) => segment.includes("{");

function isSamePlace(called: string, path: string): boolean {
  const [segments, others] = [called.split("/"), path.split("/")];
  if (segments.length !== others.length) return false;
  return segments.every((segment, at) => {
    const other = others[at] ?? "";
    return segment === other || isPlaceholder(other) || isPlaceholder(segment);
  });
}
