/**
 * The calls of a workspace, newest first, narrowed by anything, in a time that does not depend on how many there are.
 *
 * The filter that is likely to fit the fewest calls is read through its own index. What the other filters leave of that is
 * looked for in windows of a bounded number of calls, one after the other, until a page is full or the time is up: a page
 * may then hold fewer calls, and says from where to look on. So no combination of filters needs an index of its own.
 */
import { and, eq, getTableColumns, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { ActivityFilter, ActivityPlace } from "./activity.ts";
import { calls } from "./tables.ts";

const { request: _request, target: _target, ...plainColumns } = getTableColumns(calls);

const columns = {
  ...plainColumns,
  method: sql<string>`${calls.request} ->> 'method'`,
  url: sql<string>`${calls.request} ->> 'url'`,
};

/** A call without its headers and body. */
export type ActivityCall = Omit<typeof calls.$inferSelect, "request" | "target"> & {
  readonly method: string;
  readonly url: string;
};

export interface ActivityPage {
  readonly calls: readonly ActivityCall[];
  /** Where to go on; undefined at the end of the ledger. */
  readonly next?: ActivityPlace;
  /** Whether the time was up before the page was full. */
  readonly isCutShort: boolean;
}

/** Calls looked at in one statement: a few to find out how fast that goes, then what fits into the time that is left. */
const FIRST_WINDOW = 250;
const LARGEST_WINDOW = 5_000;
const SEARCH_MS = 25;

const isUnsettled = ne(calls.state, "settled");
const isTroubled = or(isUnsettled, sql`${calls.failure} is not null`);

/** One page of at most `limit` calls, older than `before`. */
export async function listActivity(
  db: Queryable,
  filter: ActivityFilter,
  { before, limit, searchMs = SEARCH_MS }: { before?: ActivityPlace; limit: number; searchMs?: number },
): Promise<ActivityPage> {
  const split = await splitFilter(db, filter);
  const startedAt = performance.now();
  const ids: string[] = [];
  let place = before;
  let looked = 0;
  let window = split.rest ? Math.max(FIRST_WINDOW, limit + 1) : limit + 1;
  for (;;) {
    const step = await look(db, split, { place, window, limit: limit + 1 - ids.length });
    ids.push(...step.ids);
    looked += step.looked;
    const isAtEnd = step.looked < window;
    if (ids.length > limit || isAtEnd) return page(db, ids, { limit });
    place = step.last ?? place;
    const tookMs = performance.now() - startedAt;
    if (tookMs >= searchMs) return page(db, ids, { limit, lookedTo: place });
    window = nextWindow((looked / tookMs) * (searchMs - tookMs));
  }
}

/** A window of what can be looked at in the time that is left, within bounds. */
function nextWindow(fitting: number): number {
  return Math.round(Math.min(LARGEST_WINDOW, Math.max(FIRST_WINDOW, fitting)));
}

/** All calls that fit, newest first, at most `batch` at a time, those older than `before` or all. */
export async function* readActivity(
  db: Queryable,
  filter: ActivityFilter,
  { batch }: { batch: number },
): AsyncGenerator<readonly ActivityCall[]> {
  let before: ActivityPlace | undefined;
  do {
    const found = await listActivity(db, filter, { ...(before ? { before } : {}), limit: batch });
    if (found.calls.length > 0) yield found.calls;
    before = found.next;
  } while (before);
}

/** The names of what was called lately, to choose from. */
export async function listRecentTitles(
  db: Queryable,
  { workspaceId, integrationId, memberId }: ActivityFilter,
): Promise<string[]> {
  const lately = db
    .select({ title: calls.title })
    .from(calls)
    .where(
      and(
        eq(calls.workspaceId, workspaceId),
        integrationId ? eq(calls.integrationId, integrationId) : undefined,
        memberId ? eq(calls.memberId, memberId) : undefined,
      ),
    )
    .orderBy(sql`${calls.createdAt} desc, ${calls.id} desc`)
    .limit(500)
    .as("lately");
  const rows = await db.selectDistinct({ title: lately.title }).from(lately).orderBy(lately.title).limit(50);
  return rows.map(({ title }) => title);
}

/** `by` is answered by an index that is in the order of the ledger; `rest` is what has to be looked at. */
interface Split {
  readonly by: SQL | undefined;
  readonly rest: SQL | undefined;
}

async function splitFilter(db: Queryable, filter: ActivityFilter): Promise<Split> {
  const { workspaceId, integrationId, memberId, status, from, to } = filter;
  const title = filter.action === undefined ? undefined : await titleIs(db, workspaceId, filter.action);
  const kept = status && indexOf(status);
  const narrow = [
    kept === isUnsettled ? kept : undefined,
    title?.isExact ? title.sql : undefined,
    kept === isTroubled ? kept : undefined,
    memberId ? eq(calls.memberId, memberId) : undefined,
    integrationId ? eq(calls.integrationId, integrationId) : undefined,
  ].filter((one) => one !== undefined);
  const [first, ...others] = narrow;
  const rest = [...others, title?.isExact ? undefined : title?.sql, status && statusIs(status)];
  const within = [
    from && sql`${calls.createdAt} >= ${from.toISOString()}::timestamptz`,
    to && sql`${calls.createdAt} < ${to.toISOString()}::timestamptz`,
  ];
  return { by: and(eq(calls.workspaceId, workspaceId), first, ...within), rest: and(...rest) };
}

async function titleIs(
  db: Queryable,
  workspaceId: string,
  action: string,
): Promise<{ isExact: boolean; sql: SQL | undefined }> {
  const isCalled = and(sql`left(${calls.title}, 120) = left(${action}, 120)`, eq(calls.title, action));
  const [one] = await db
    .select({ id: calls.id })
    .from(calls)
    .where(and(eq(calls.workspaceId, workspaceId), isCalled))
    .limit(1);
  if (one) return { isExact: true, sql: isCalled };
  const pattern = `%${action.replace(/[\\%_]/g, "\\$&")}%`;
  return { isExact: false, sql: sql`${calls.title} ilike ${pattern}` };
}

/** What an index is kept for, and every call of that status fulfils. */
function indexOf(status: NonNullable<ActivityFilter["status"]>): SQL | undefined {
  switch (status) {
    case "worked":
      return undefined;
    case "failed":
    case "client":
    case "server":
      return isTroubled;
    case "refused":
    case "open":
    case "unknown":
      return isUnsettled;
  }
}

function statusIs(status: NonNullable<ActivityFilter["status"]>): SQL | undefined {
  const hasFailed = sql`${calls.failure} is not null`;
  switch (status) {
    case "worked":
      return and(eq(calls.state, "settled"), isNull(calls.failure));
    case "failed":
      return and(eq(calls.state, "settled"), hasFailed);
    case "client":
      return and(hasFailed, sql`${calls.status} between 400 and 499`);
    case "server":
      return and(hasFailed, sql`${calls.status} between 500 and 599`);
    case "refused":
      return eq(calls.state, "refused");
    case "open":
      return inArray(calls.state, ["planned", "waiting", "sent"]);
    case "unknown":
      return eq(calls.state, "unknown");
  }
}

interface Step {
  /** Calls that fit, newest first. */
  readonly ids: readonly string[];
  /** How many were looked at, and the oldest of them. */
  readonly looked: number;
  readonly last: ActivityPlace | undefined;
}

async function look(
  db: Queryable,
  { by, rest }: Split,
  at: { place: ActivityPlace | undefined; window: number; limit: number },
): Promise<Step> {
  const { place } = at;
  const older = place
    ? sql`(${calls.createdAt}, ${calls.id}) < (${place.at.toISOString()}::timestamptz, ${place.id})`
    : undefined;
  const { rows } = await db.execute<{
    ids: string[];
    looked: number;
    last_at: Date | null;
    last_id: string;
  }>(sql`
    with looked as materialized (
      select ${calls.id}, ${calls.createdAt}, ${rest ?? sql`true`} as fits from ${calls}
      where ${and(by, older)} order by ${calls.createdAt} desc, ${calls.id} desc limit ${at.window})
    select
      array(select id from looked where fits order by created_at desc, id desc limit ${at.limit}) as ids,
      (select count(*) from looked)::int as looked,
      (select created_at from looked order by created_at, id limit 1) as last_at,
      (select id from looked order by created_at, id limit 1) as last_id`);
  const [row] = rows;
  if (!row) return { ids: [], looked: 0, last: undefined };
  const last = row.last_at ? { at: new Date(row.last_at), id: row.last_id } : undefined;
  return { ids: row.ids, looked: row.looked, last };
}

async function page(
  db: Queryable,
  ids: readonly string[],
  { limit, lookedTo }: { limit: number; lookedTo?: ActivityPlace | undefined },
): Promise<ActivityPage> {
  const shown = ids.slice(0, limit);
  const rows =
    shown.length === 0
      ? []
      : await db
          .select(columns)
          .from(calls)
          .where(inArray(calls.id, shown))
          .orderBy(sql`${calls.createdAt} desc, ${calls.id} desc`);
  const last = rows.at(-1);
  if (ids.length > limit && last)
    return { calls: rows, next: { at: last.createdAt, id: last.id }, isCutShort: false };
  return lookedTo ? { calls: rows, next: lookedTo, isCutShort: true } : { calls: rows, isCutShort: false };
}
