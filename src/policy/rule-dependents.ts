import type { Db } from "../database/index.ts";
import type { FindDependents, Touched } from "../integrations/index.ts";
import { compilePattern, readPath } from "./path-pattern.ts";
import type { Predicate } from "./predicate.ts";
import { listRules } from "./rules-store.ts";

/** The rules in force that name an action, or a path at which it is: one that is gone leaves a rule about nothing. */
export function ruleDependents({ db }: { readonly db: Db }): FindDependents {
  return async (touched) => {
    const rules = await listRules(db, touched.workspaceId);
    return rules.flatMap(({ number, described, predicate }) =>
      namedBy(predicate, touched).map(({ id }) => ({
        kind: "rule" as const,
        name: `${number}: ${described}`,
        actionId: id,
        href: "/rules",
      })),
    );
  };
}

/** A rule about everything that an integration does goes on to hold, whatever changes; it names none of it. */
function namedBy(
  { actions, paths, methods, integrations }: Predicate,
  touched: Touched,
): readonly { readonly id: string }[] {
  if (actions) return touched.actions.filter(({ id }) => actions.some((action) => action.id === id));
  if (!paths || integrations?.every(({ id }) => id !== touched.integrationId)) return [];
  const patterns = paths.map(compilePattern);
  return touched.actions.filter(
    ({ method, path }) =>
      (methods?.includes(method) ?? true) && patterns.some((pattern) => pattern.fitsAny(readPath(path, 0))),
  );
}
