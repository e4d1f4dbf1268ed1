import type { Db } from "../database/index.ts";
import type { FindDependents } from "../integrations/index.ts";
import { listSkills } from "./skills-store.ts";

/** The skills that call an action, by its name or by its method and path. */
export function skillDependents({ db }: { readonly db: Db }): FindDependents {
  return async ({ workspaceId, slug, actions }) => {
    const skills = await listSkills(db, workspaceId);
    return skills.flatMap(({ name, permissions }) => {
      const called = new Set(permissions.calls.map(({ what }) => what));
      return actions
        .filter(
          (action) =>
            called.has(`${slug}.${action.name}`) || called.has(`${slug} ${action.method} ${action.path}`),
        )
        .map(({ id }) => ({ kind: "skill" as const, name, actionId: id, href: "/skills" }));
    });
  };
}
