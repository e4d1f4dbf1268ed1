import { and, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../../database/index.ts";
import { homeTabs } from "../tables.ts";
import type { HomeViewer } from "./home-view.ts";

/** A tab that nobody opened for so long is drawn again only when it is opened. */
const KEPT_MS = 7 * 86_400_000;
const MOST_TABS = 50;

/** Remembers that somebody looks at their Home tab. */
export async function noteHomeOpened(
  db: Queryable,
  viewer: HomeViewer,
  drawn: { openedAt: Date; stamp: string },
): Promise<void> {
  await db
    .insert(homeTabs)
    .values({ ...viewer, ...drawn })
    .onConflictDoUpdate({ target: [homeTabs.workspaceId, homeTabs.memberId], set: drawn });
}

/** Of these viewers, those whose tab shows another state than `stamp`. They count as drawn with it from now on. */
export async function claimOutdated(
  db: Queryable,
  { workspaceId, viewers, stamp }: { workspaceId: string; viewers: readonly string[]; stamp: string },
): Promise<string[]> {
  const isOutdated = sql`${homeTabs.stamp} is distinct from ${stamp}`;
  const rows = await db
    .update(homeTabs)
    .set({ stamp })
    .where(and(eq(homeTabs.workspaceId, workspaceId), inArray(homeTabs.memberId, [...viewers]), isOutdated))
    .returning({ memberId: homeTabs.memberId });
  return rows.map(({ memberId }) => memberId);
}

/** The members of a workspace who opened their Home tab lately, the last one first. */
export async function listHomeViewers(db: Queryable, workspaceId: string, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - KEPT_MS);
  const rows = await db
    .select({ memberId: homeTabs.memberId })
    .from(homeTabs)
    .where(and(eq(homeTabs.workspaceId, workspaceId), gt(homeTabs.openedAt, since)))
    .orderBy(desc(homeTabs.openedAt))
    .limit(MOST_TABS);
  return rows.map(({ memberId }) => memberId);
}
