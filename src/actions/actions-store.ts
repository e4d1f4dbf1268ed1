import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Queryable } from "../database/index.ts";
import { newId } from "../kernel/index.ts";
import type { Action, ActionDraft, ActionEffect, DeclaredPaging } from "./action.ts";
import { actions } from "./tables.ts";

/** The integration that actions belong to. */
export interface ActionOwner {
  readonly id: string;
  readonly workspaceId: string;
}

type Row = typeof actions.$inferSelect;

/** Rows for one INSERT: 22 columns each, and a statement takes 65,535 parameters. */
const ROWS_AT_ONCE = 500;

function toAction(row: Row): Action {
  const {
    paging,
    declaredPaging,
    results,
    obstacle,
    mapping,
    callsPerMinute,
    idempotencyHeader,
    tool,
    ...rest
  } = row;
  return {
    ...rest,
    ...(paging ? { paging } : {}),
    ...(declaredPaging ? { declaredPaging } : {}),
    ...(results ? { results } : {}),
    ...(obstacle ? { obstacle } : {}),
    ...(mapping ? { mapping } : {}),
    ...(callsPerMinute === null ? {} : { callsPerMinute }),
    ...(idempotencyHeader === null ? {} : { idempotencyHeader }),
    ...(tool ? { tool } : {}),
  };
}

function toRow(owner: ActionOwner, draft: ActionDraft): typeof actions.$inferInsert {
  return { ...columnsOf(draft), id: newId("act"), integrationId: owner.id, workspaceId: owner.workspaceId };
}

/** Every column of a draft, so that what is absent becomes null and not what was there before. */
export function columnsOf(draft: ActionDraft) {
  const { paging = null, results = null, obstacle = null, mapping = null } = draft;
  const { callsPerMinute = null, idempotencyHeader = null, tool = null, declaredPaging = null } = draft;
  const read = { paging, declaredPaging, results, obstacle };
  return { ...draft, tags: [...draft.tags], ...read, mapping, callsPerMinute, idempotencyHeader, tool };
}

/** Stores the actions of an integration. Their names must be free. */
export async function insertActions(
  tx: Queryable,
  owner: ActionOwner,
  drafts: readonly ActionDraft[],
): Promise<void> {
  for (let from = 0; from < drafts.length; from += ROWS_AT_ONCE) {
    const rows = drafts.slice(from, from + ROWS_AT_ONCE).map((draft) => toRow(owner, draft));
    await tx.insert(actions).values(rows);
  }
}

/** The actions of a workspace, or of one of its integrations, enabled or not, by integration and name. */
export async function listActions(
  db: Queryable,
  workspaceId: string,
  integrationId?: string,
): Promise<Action[]> {
  const ofWorkspace = eq(actions.workspaceId, workspaceId);
  const rows = await db
    .select()
    .from(actions)
    .where(
      integrationId === undefined ? ofWorkspace : and(ofWorkspace, eq(actions.integrationId, integrationId)),
    )
    .orderBy(asc(actions.integrationId), asc(actions.name));
  return rows.map(toAction);
}

/** A fingerprint of the stored actions of each integration, which differs after any change of any of them. */
export async function actionFingerprints(db: Queryable, workspaceId: string): Promise<Map<string, string>> {
  const rows = await db
    .select({
      id: actions.integrationId,
      fingerprint: sql<string>`md5(string_agg(${actions.id} || ${actions}.xmin::text, ',' order by ${actions.id}))`,
    })
    .from(actions)
    .where(eq(actions.workspaceId, workspaceId))
    .groupBy(actions.integrationId);
  return new Map(rows.map(({ id, fingerprint }) => [id, fingerprint]));
}

/** The action of that id in that workspace, or undefined. */
export async function findAction(
  db: Queryable,
  workspaceId: string,
  actionId: string,
): Promise<Action | undefined> {
  const [row] = await db.select().from(actions).where(oneOf(workspaceId, actionId));
  return row && toAction(row);
}

const oneOf = (workspaceId: string, actionId: string) =>
  and(eq(actions.workspaceId, workspaceId), eq(actions.id, actionId));

/** Stores one action and gives it as it is now. Its name must be free. */
export async function insertAction(tx: Queryable, owner: ActionOwner, draft: ActionDraft): Promise<Action> {
  const [row] = await tx.insert(actions).values(toRow(owner, draft)).returning();
  if (!row) throw new Error(`action ${draft.name} was not stored`);
  return toAction(row);
}

/**
 * Makes an action what a person declared anew. Its version rises, so that what was approved for the old one does not
 * fit; whether it is enabled stays.
 */
export async function redeclareAction(
  tx: Queryable,
  { id, workspaceId }: Pick<Action, "id" | "workspaceId">,
  draft: ActionDraft,
): Promise<Action | undefined> {
  const { enabled: _enabled, ...declared } = columnsOf(draft);
  return updateAction(tx, { workspaceId, actionId: id }, { ...declared, version: RAISED });
}

/** The action as it is after the change, or undefined when the workspace has none such. */
async function updateAction(
  db: Queryable,
  { workspaceId, actionId }: { readonly workspaceId: string; readonly actionId: string },
  change: PgUpdateSetSource<typeof actions>,
): Promise<Action | undefined> {
  const [row] = await db.update(actions).set(change).where(oneOf(workspaceId, actionId)).returning();
  return row && toAction(row);
}

/** What was approved for the version before does not fit. */
const RAISED = sql`${actions.version} + 1`;

/** Deletes an action for good. False when the workspace has none such. */
export async function deleteAction(tx: Queryable, workspaceId: string, actionId: string): Promise<boolean> {
  const deleted = await tx.delete(actions).where(oneOf(workspaceId, actionId)).returning({ id: actions.id });
  return deleted.length > 0;
}

/**
 * Switches an action on or off; one with an obstacle stays off. Gives the action as it is now, or undefined when the
 * workspace has none such.
 */
export async function setActionEnabled(
  db: Queryable,
  workspaceId: string,
  change: { readonly actionId: string; readonly enabled: boolean },
): Promise<Action | undefined> {
  const { actionId, enabled } = change;
  return updateAction(db, { workspaceId, actionId }, { enabled: enabled ? isNull(actions.obstacle) : false });
}

/** Sets how often an action may be called in a minute; null for the limit of its integration, 0 for none. */
export async function setActionLimit(
  db: Queryable,
  workspaceId: string,
  change: { readonly actionId: string; readonly callsPerMinute: number | null },
): Promise<Action | undefined> {
  const { actionId, callsPerMinute } = change;
  return updateAction(db, { workspaceId, actionId }, { callsPerMinute });
}

/** Says how an action pages; null for what Chief finds out by itself. Its version rises: other requests are sent. */
export async function setActionPaging(
  db: Queryable,
  workspaceId: string,
  change: { readonly actionId: string; readonly paging: DeclaredPaging | null },
): Promise<Action | undefined> {
  const { actionId, paging } = change;
  return updateAction(db, { workspaceId, actionId }, { declaredPaging: paging, version: RAISED });
}

/**
 * Says that an action cannot be called, and why, which switches it off; or with `obstacle: null` that it can be again,
 * on as `enabled` says.
 */
export async function setActionObstacle(
  db: Queryable,
  workspaceId: string,
  change: { readonly actionId: string; readonly obstacle: string | null; readonly enabled: boolean },
): Promise<void> {
  const { actionId, obstacle, enabled } = change;
  await updateAction(db, { workspaceId, actionId }, { obstacle, enabled: obstacle === null && enabled });
}

/** Marks what an action does. Its version rises, so that what was asked about the old mark does not fit. */
export async function setActionEffect(
  db: Queryable,
  workspaceId: string,
  change: { readonly actionId: string; readonly effect: ActionEffect },
): Promise<Action | undefined> {
  const { actionId, effect } = change;
  return updateAction(db, { workspaceId, actionId }, { effect, version: RAISED });
}
