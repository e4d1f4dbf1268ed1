import { and, eq, like } from "drizzle-orm";
import type { Db } from "../database/index.ts";
import { type Clock, newId } from "../kernel/index.ts";
import type { Place } from "./messenger.ts";
import type { OpenPlan, PlanNotes } from "./progress.ts";
import type { Run } from "./runs-store.ts";
import { deliveries } from "./tables.ts";

const KIND = "plan";

/** Notes of a run's plans, among what is said in its name: `sending` until it is closed. */
export function planNotes(
  { db, clock }: { db: Db; clock: Clock },
  { id: runId, workspaceId }: Pick<Run, "id" | "workspaceId">,
  { channelId, threadTs }: Place,
): PlanNotes {
  return {
    async opening() {
      const createdAt = clock();
      const id = newId(KIND, createdAt);
      const state = "sending" as const;
      await db.insert(deliveries).values({ id, workspaceId, runId, channelId, threadTs, state, createdAt });
      return id;
    },
    async opened(id, ts) {
      await db.update(deliveries).set({ ts }).where(eq(deliveries.id, id));
    },
    async closed(id) {
      await db.update(deliveries).set({ state: "sent" }).where(eq(deliveries.id, id));
    },
  };
}

/** The plans of a run that nobody closed. */
export async function listOpenPlans(db: Db, run: Pick<Run, "id" | "workspaceId">): Promise<OpenPlan[]> {
  return db
    .select({ key: deliveries.id, ts: deliveries.ts })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.workspaceId, run.workspaceId),
        eq(deliveries.runId, run.id),
        eq(deliveries.state, "sending"),
        like(deliveries.id, `${KIND}\\_%`),
      ),
    );
}
