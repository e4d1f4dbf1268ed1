import { listActions } from "../actions/index.ts";
import type { Db } from "../database/index.ts";
import type { FindDependents } from "./dependents.ts";

const placeOf = ({ method, path }: { method: string; path: string }) =>
  `${method} ${path.replaceAll(/\{\{?[^{}]*\}?\}/g, "{}")}`;

/** Actions that people declared themselves on an operation: they go on calling what the document may not have any more. */
export function contractDependents({ db }: { readonly db: Db }): FindDependents {
  return async ({ workspaceId, integrationId, actions: changing }) => {
    const actions = await listActions(db, workspaceId, integrationId);
    const touched = new Map(changing.map((action) => [placeOf(action), action.id]));
    return actions.flatMap((action) => {
      const actionId = action.source === "contract" ? touched.get(placeOf(action)) : undefined;
      return actionId === undefined ? [] : [{ kind: "contract" as const, name: action.name, actionId }];
    });
  };
}
