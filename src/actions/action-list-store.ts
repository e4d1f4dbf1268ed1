import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { Action, ActionEffect } from "./action.ts";
import { actions } from "./tables.ts";

/** Which of an integration's actions are meant; what is absent does not narrow. */
export interface ActionFilter {
  readonly workspaceId: string;
  readonly integrationId: string;
  /** Every word has to stand in the name, the method, the path or the title. */
  readonly words?: string;
  readonly method?: string;
  readonly tag?: string;
  readonly effect?: ActionEffect;
  readonly enabled?: boolean;
}

/** An action as a list shows it: without its schema. */
export type ActionLine = Pick<
  Action,
  "id" | "name" | "title" | "method" | "path" | "effect" | "enabled" | "obstacle" | "source" | "tags"
>;

/** What an integration can do, in numbers. */
export interface ActionCounts {
  readonly total: number;
  readonly enabled: number;
  /** The first few enabled ones, as `GET /orders`, by path. */
  readonly sample: readonly string[];
}

const MOST_WORDS = 8;
const SAMPLE = 12;

const LINE = {
  id: actions.id,
  name: actions.name,
  title: actions.title,
  method: actions.method,
  path: actions.path,
  effect: actions.effect,
  enabled: actions.enabled,
  obstacle: actions.obstacle,
  source: actions.source,
  tags: actions.tags,
};

function conditions(filter: ActionFilter): SQL | undefined {
  const words = (filter.words ?? "").toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const text = sql`lower(${actions.name} || ' ' || ${actions.method} || ' ' || ${actions.path} || ' ' || ${actions.title})`;
  return and(
    eq(actions.workspaceId, filter.workspaceId),
    eq(actions.integrationId, filter.integrationId),
    filter.method ? eq(actions.method, filter.method) : undefined,
    filter.effect ? eq(actions.effect, filter.effect) : undefined,
    filter.enabled === undefined ? undefined : eq(actions.enabled, filter.enabled),
    filter.tag ? sql`${actions.tags} @> ${JSON.stringify([filter.tag])}::jsonb` : undefined,
    ...words.map((word) => sql`strpos(${text}, ${word}) > 0`),
  );
}

/** One page of an integration's actions by path and method, and how many there are in all. */
export async function listActionPage(
  db: Queryable,
  filter: ActionFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ lines: ActionLine[]; total: number }> {
  const rows = await db
    .select(LINE)
    .from(actions)
    .where(conditions(filter))
    .orderBy(asc(actions.path), asc(actions.method), asc(actions.name))
    .limit(page.limit)
    .offset(page.offset);
  const [counted] = await db.select({ total: sql<string>`count(*)` }).from(actions).where(conditions(filter));
  const lines = rows.map(({ obstacle, ...line }) => ({ ...line, ...(obstacle ? { obstacle } : {}) }));
  return { lines, total: Number(counted?.total ?? 0) };
}

/** The tags of an integration's actions with how many have each, the most used first. */
export async function listActionTags(
  db: Queryable,
  workspaceId: string,
  integrationId: string,
): Promise<{ tag: string; count: number }[]> {
  const tag = sql<string>`jsonb_array_elements_text(${actions.tags})`;
  const rows = await db
    .select({ tag: tag.as("tag"), count: sql<string>`count(*)` })
    .from(actions)
    .where(and(eq(actions.workspaceId, workspaceId), eq(actions.integrationId, integrationId)))
    .groupBy(sql`1`)
    .orderBy(sql`count(*) desc`, sql`1`)
    .limit(500);
  return rows.map((row) => ({ tag: row.tag, count: Number(row.count) }));
}

/** How much each integration of a workspace can do; one without actions is not in the map. */
export async function countActions(
  db: Queryable,
  workspaceId: string,
  integrationId?: string,
): Promise<Map<string, ActionCounts>> {
  const line = sql`${actions.method} || ' ' || ${actions.path}`;
  const rows = await db
    .select({
      integrationId: actions.integrationId,
      total: sql<string>`count(*)`,
      enabled: sql<string>`count(*) filter (where ${actions.enabled})`,
      sample: sql<
        string[] | null
      >`(array_agg(${line} order by ${actions.path}, ${actions.method}) filter (where ${actions.enabled}))[1:${sql.raw(String(SAMPLE))}]`,
    })
    .from(actions)
    .where(
      and(
        eq(actions.workspaceId, workspaceId),
        integrationId === undefined ? undefined : eq(actions.integrationId, integrationId),
      ),
    )
    .groupBy(actions.integrationId);
  return new Map(
    rows.map((row) => [
      row.integrationId,
      { total: Number(row.total), enabled: Number(row.enabled), sample: [...new Set(row.sample ?? [])] },
    ]),
  );
}

/** Switches every action that fits on or off, but for those that cannot be sent, and gives how many that changed. */
export async function setActionsEnabled(
  db: Queryable,
  filter: ActionFilter,
  enabled: boolean,
): Promise<number> {
  const changeable = and(
    conditions(filter),
    eq(actions.enabled, !enabled),
    enabled ? isNull(actions.obstacle) : undefined,
  );
  const changed = await db.update(actions).set({ enabled }).where(changeable).returning({ id: actions.id });
  return changed.length;
}
