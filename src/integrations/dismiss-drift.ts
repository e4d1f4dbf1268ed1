import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { clearDrift } from "./drift-store.ts";
import type { Integration } from "./integrations-store.ts";

/** Takes a hint that an API has changed off its card: an admin looked, and the description is right. */
export async function dismissDrift(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  { workspaceId, id, name }: Integration,
  by: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await clearDrift(tx, workspaceId, id);
    const act = { workspaceId, actor: by, act: "integration.drift_dismissed", subject: id, detail: { name } };
    await recordAct(tx, act, clock());
  });
}
