import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { chooseRole, type Member } from "../people/index.ts";

/** `slack`: what the person is in the Slack workspace. */
export type RoleChoice = Member["role"] | "slack";

/** Why a role was not changed, as a sentence: the person is unknown, or nobody would be left to administer. */
export const NO_ROLE_CHANGE = "There is no such member, or nobody would be left to administer Chief.";

/** Gives a member another role, and records who did. Undefined where that was not possible (`NO_ROLE_CHANGE`). */
export function changeRole(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  by: Member,
  { memberId, role }: { memberId: string; role: RoleChoice },
): Promise<Member | undefined> {
  const { workspaceId } = by;
  return db.transaction(async (tx) => {
    const chosen = role === "slack" ? undefined : role;
    const changed = await chooseRole(tx, { workspaceId, memberId }, chosen);
    if (!changed) return undefined;
    const detail = { name: changed.name, role: changed.role, chosen: role };
    const act = { workspaceId, actor: by.id, act: "member.role_changed", subject: memberId, detail };
    await recordAct(tx, act, clock());
    return changed;
  });
}
