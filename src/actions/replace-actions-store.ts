import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "../database/index.ts";
import { canonicalJson } from "../kernel/index.ts";
import type { ActionDraft } from "./action.ts";
import { type ActionOwner, columnsOf, insertActions } from "./actions-store.ts";
import type { ActionChange, ActionDiff } from "./compare-actions.ts";
import { actions } from "./tables.ts";

const ROWS_AT_ONCE = 1000;

/**
 * Makes an integration's imported actions those of a newer document.
 *
 * An operation that stays keeps its action's id and name and what an admin set: whether it is on (unless it cannot be
 * called any more), its effect, confirmation, limit and mapping. Its version rises if what is sent or accepted changed,
 * so that an approval of the old call does not fit. An operation that is gone takes its action with it.
 */
export async function replaceActions(tx: Tx, owner: ActionOwner, diff: ActionDiff): Promise<void> {
  const ids = diff.removed.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
    const some = inArray(actions.id, ids.slice(from, from + ROWS_AT_ONCE));
    await tx.delete(actions).where(and(eq(actions.workspaceId, owner.workspaceId), some));
  }
  for (const change of [...diff.changed, ...diff.kept])
    if (isOther(change)) await updateAction(tx, owner, change);
  const names = await namesOf(tx, owner);
  await insertActions(
    tx,
    owner,
    diff.added.map((draft) => withFreeName(draft, names)),
  );
}

/** Everything of an action that its document decides. */
function declared(draft: ActionDraft) {
  const { title, description, path, inputSchema, request, paging, results, tags, obstacle } =
    columnsOf(draft);
  return { title, description, path, inputSchema, request, paging, results, tags, obstacle };
}

function isOther({ action, draft }: ActionChange): boolean {
  return canonicalJson(declared(action)) !== canonicalJson(declared(draft));
}

async function updateAction(
  tx: Tx,
  owner: ActionOwner,
  { action, draft, isCallChanged }: ActionChange,
): Promise<void> {
  await tx
    .update(actions)
    .set({
      ...declared(draft),
      ...(draft.obstacle ? { enabled: false } : {}),
      ...(isCallChanged ? { version: sql`${actions.version} + 1` } : {}),
    })
    .where(and(eq(actions.workspaceId, owner.workspaceId), eq(actions.id, action.id)));
}

async function namesOf(tx: Tx, owner: ActionOwner): Promise<Set<string>> {
  const rows = await tx
    .select({ name: actions.name })
    .from(actions)
    .where(and(eq(actions.workspaceId, owner.workspaceId), eq(actions.integrationId, owner.id)));
  return new Set(rows.map(({ name }) => name));
}

function withFreeName(draft: ActionDraft, taken: Set<string>): ActionDraft {
  let { name } = draft;
  for (let count = 2; taken.has(name); count++) name = `${draft.name}-${count}`;
  taken.add(name);
  return { ...draft, name };
}
