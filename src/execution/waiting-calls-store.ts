import { and, eq, inArray } from "drizzle-orm";
import type { Db } from "../database/index.ts";
import type { FindDependents } from "../integrations/index.ts";
import { calls } from "./tables.ts";

const MOST_IDS = 5_000;

/** Calls of an action that wait for a yes: once the action is another one, they have to be asked for again. */
export function waitingDependents({ db }: { readonly db: Db }): FindDependents {
  return async ({ workspaceId, integrationId, actions }) => {
    const rows = await db
      .select({ actionId: calls.actionId, title: calls.title, runId: calls.runId })
      .from(calls)
      .where(
        and(
          eq(calls.workspaceId, workspaceId),
          eq(calls.integrationId, integrationId),
          eq(calls.state, "waiting"),
          inArray(
            calls.actionId,
            actions.slice(0, MOST_IDS).map(({ id }) => id),
          ),
        ),
      );
    return rows.flatMap(({ actionId, title, runId }) =>
      actionId === null
        ? []
        : [{ kind: "approval" as const, name: title, actionId, href: `/runs/${encodeURIComponent(runId)}` }],
    );
  };
}
