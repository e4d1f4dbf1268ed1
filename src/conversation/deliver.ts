import { eq } from "drizzle-orm";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { Messenger, Place, Said, Utterance } from "./messenger.ts";
import { deliveries } from "./tables.ts";

interface Deps {
  readonly db: Db;
  readonly messenger: Messenger;
  readonly clock: Clock;
}

/**
 * Says something once, however often this is called with the same key.
 *
 *   (none) ──▶ sending ──▶ sent | failed
 *
 * `sending` found on a later call means that a crash came between saying and noting it: the place is read back,
 * and only when the words are not there are they said again.
 */
export async function sayOnce(
  deps: Deps,
  run: { id: string; workspaceId: string },
  place: Place,
  utterance: Utterance,
): Promise<Said> {
  const { db, clock } = deps;
  const { key } = utterance;
  const [isNew] = await db
    .insert(deliveries)
    .values({
      id: key,
      workspaceId: run.workspaceId,
      runId: run.id,
      channelId: place.channelId,
      threadTs: place.threadTs,
      state: "sending",
      createdAt: clock(),
    })
    .onConflictDoNothing()
    .returning({ id: deliveries.id });
  const known = isNew ? undefined : await findDelivery(db, key);
  if (known?.state === "sent" && known.ts) return { ok: true, ts: known.ts };
  const said = await deps.messenger.say(place, utterance, { mayBeThere: !isNew });
  await db
    .update(deliveries)
    .set(said.ok ? { state: "sent", ts: said.ts } : { state: "failed", failure: said.code })
    .where(eq(deliveries.id, key));
  return said;
}

async function findDelivery(db: Db, key: string) {
  const [delivery] = await db.select().from(deliveries).where(eq(deliveries.id, key));
  return delivery;
}
