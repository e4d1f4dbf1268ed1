import type { Db } from "../database/index.ts";
import type { FindDependents } from "../integrations/index.ts";
import { listRules } from "./rules-store.ts";

/** The rules in force that name an action: one that is gone leaves a rule about nothing. */
export function ruleDependents({ db }: { readonly db: Db }): FindDependents {
  return async ({ workspaceId, actions }) => {
    const touched = new Set(actions.map(({ id }) => id));
    const rules = await listRules(db, workspaceId);
    return rules.flatMap(({ number, described, predicate }) =>
      (predicate.actions ?? [])
        .filter(({ id }) => touched.has(id))
        .map(({ id }) => ({
          kind: "rule" as const,
          name: `${number}: ${described}`,
          actionId: id,
          href: "/rules",
        })),
    );
  };
}
