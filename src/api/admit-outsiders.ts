import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { type Member, setAllowsOutsiders } from "../people/index.ts";

/** Lets guests and people of other organisations in, or keeps them out again, and records who did. */
export function admitOutsiders(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { workspaceId, id }: Pick<Member, "workspaceId" | "id">,
  allow: boolean,
): Promise<void> {
  return db.transaction(async (tx) => {
    await setAllowsOutsiders(tx, workspaceId, allow);
    const act = allow ? "outsiders.allowed" : "outsiders.refused";
    await recordAct(tx, { workspaceId, actor: id, act, subject: workspaceId, detail: {} }, clock());
  });
}
