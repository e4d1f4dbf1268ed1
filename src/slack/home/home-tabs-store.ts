import { and, desc, eq, gt } from "drizzle-orm";
import type { Queryable } from "../../database/index.ts";
import { homeTabs } from "../tables.ts";
import type { HomeViewer } from "./home-view.ts";

/** A tab that nobody opened for so long is drawn again only when it is opened. */
const KEPT_MS = 7 * 86_400_000;
const MOST_TABS = 50;

/** Remembers that somebody looks at their Home tab. */
export async function noteHomeOpened(db: Queryable, viewer: HomeViewer, now: Date): Promise<void> {
  await db
    .insert(homeTabs)
    .values({ ...viewer, openedAt: now })
    .onConflictDoUpdate({ target: [homeTabs.workspaceId, homeTabs.memberId], set: { openedAt: now } });
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
