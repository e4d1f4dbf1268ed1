/** The acts that change who is asked for approvals, and when. Each is stored and audited in one transaction. */
import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import { type Clock, type JsonObject, newId } from "../kernel/index.ts";
import { deleteGroup, insertGroup, type MemberGroup, updateGroup } from "../people/index.ts";
import { type ApproverScope, demandsOf, listRules } from "../policy/index.ts";
import { type ApprovalSettings, getApprovalSettings, saveApprovalSettings } from "./settings-store.ts";

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
}

/** Who changes it, in which workspace. */
interface Change {
  readonly workspaceId: string;
  readonly by: string;
}

/** Makes a group. Undefined when its name is taken. */
export async function addGroup(
  { db, clock }: Deps,
  change: Change & { name: string; memberIds: readonly string[] },
): Promise<MemberGroup | undefined> {
  const { workspaceId, by: actor, name, memberIds } = change;
  const now = clock();
  const group = { id: newId("grp", now), workspaceId, name, memberIds: [...memberIds], createdAt: now };
  return db.transaction(async (tx) => {
    if (!(await insertGroup(tx, group))) return undefined;
    const detail = { name, memberIds: group.memberIds };
    const act = { workspaceId, actor, act: "approvers.group_added", subject: group.id, detail };
    await recordAct(tx, act, now);
    return group;
  });
}

/** Sets who belongs to a group. False when there is none such. */
export async function changeGroup(
  { db, clock }: Deps,
  change: Change & { groupId: string; memberIds: readonly string[] },
): Promise<boolean> {
  const { workspaceId, by: actor, groupId: id } = change;
  const memberIds = [...change.memberIds];
  return db.transaction(async (tx) => {
    if (!(await updateGroup(tx, { id, workspaceId, memberIds }))) return false;
    const act = { workspaceId, actor, act: "approvers.group_changed", subject: id, detail: { memberIds } };
    await recordAct(tx, act, clock());
    return true;
  });
}

/** Removes a group, unless somebody would then be asked who is nobody: then it gives why not. */
export async function removeGroup(
  deps: Deps,
  { workspaceId, by: actor, groupId: id }: Change & { groupId: string },
): Promise<string | undefined> {
  const why = await reasonToKeep(deps, { workspaceId, id });
  if (why !== undefined) return why;
  await deps.db.transaction(async (tx) => {
    await deleteGroup(tx, { id, workspaceId });
    const act = { workspaceId, actor, act: "approvers.group_removed", subject: id, detail: {} };
    await recordAct(tx, act, deps.clock());
  });
  return undefined;
}

/** A rule that asks a group which is gone could be satisfied by nobody; so could a question to that fallback. */
async function reasonToKeep(
  { db }: Deps,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<string | undefined> {
  const asks = ({ groups = [] }: ApproverScope) => groups.includes(id);
  const rules = (await listRules(db, workspaceId)).filter(
    ({ effect }) => effect.kind === "ask" && demandsOf(effect.approvers).some(asks),
  );
  if (rules.length > 0)
    return `Rule ${rules.map(({ number }) => number).join(" and ")} asks this group. Change or remove that first.`;
  const { fallback } = await getApprovalSettings(db, workspaceId);
  return fallback && asks(fallback)
    ? "This group is asked when nobody answers. Choose somebody else below first."
    : undefined;
}

/** Sets how approvals that wait are brought up again. */
export async function changeApprovalSettings(
  { db, clock }: Deps,
  { workspaceId, by: actor, settings }: Change & { settings: ApprovalSettings },
): Promise<void> {
  const now = clock();
  await db.transaction(async (tx) => {
    await saveApprovalSettings(tx, workspaceId, { ...settings, now });
    const detail = JSON.parse(JSON.stringify(settings)) as JsonObject;
    const act = { workspaceId, actor, act: "approvers.settings", subject: workspaceId, detail };
    await recordAct(tx, act, now);
  });
}
