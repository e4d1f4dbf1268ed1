import { and, eq, gte, lte, type SQL, sql } from "drizzle-orm";
import { type Queryable, type Slots, statement } from "../database/index.ts";
import {
  type CallRow,
  givenOf,
  type Intent,
  insertCall,
  isAtVersion,
  rowOf,
  type StoredIntent,
} from "./ledger-store.ts";
import { FIRST_OPEN_MS, LONGEST_OPEN_MS, STRIKES_TO_OPEN, WINDOW_MS } from "./pace.ts";
import { calls, callWindows, integrationPaces } from "./tables.ts";

/** An integration of a workspace. */
export interface Paced {
  readonly workspaceId: string;
  readonly integrationId: string;
}

/** What a call counts against. */
export interface Window {
  /** The action, or for a call described in the chat its integration. */
  readonly subject: string;
  readonly callsPerMinute: number;
}

type PaceRow = typeof integrationPaces.$inferSelect;

/** A call, and what it counts against. */
type Limited = StoredIntent & { readonly subject: string; readonly callsPerMinute: number };

const storeUnlimited = statement<StoredIntent, { id: string }>((given) =>
  insertCall(given, sql`where ${mayGo(given)}`),
);

const storeLimited = statement<Limited, { id: string }>((given) => {
  const { workspaceId, subject, callsPerMinute, createdAt } = given;
  const isNew = sql`not exists (select 1 from calls where id = ${given.id})`;
  const place = {
    workspaceId,
    subject,
    callsPerMinute,
    now: createdAt,
    isFree: sql`${isNew} and ${mayGo(given)}`,
  };
  return sql`with admitted as (${placeIn(place)}) ${insertCall(given, sql`from admitted`)}`;
});

/**
 * Stores a call that is about to be sent, if it may be sent now: its action has a place in its window, which it takes,
 * and nothing holds its integration back. Undefined when it may not, or for the reasons of `insertIntent`. One
 * statement: of twelve that come at once for ten places, ten get one.
 */
export async function insertAdmittedIntent(
  db: Queryable,
  intent: Intent,
  window: Window | undefined,
): Promise<CallRow | undefined> {
  const given = givenOf(intent);
  const [stored] = window ? await storeLimited(db, { ...given, ...window }) : await storeUnlimited(db, given);
  return stored && rowOf(intent);
}

function mayGo(given: Slots<StoredIntent>): SQL {
  const { workspaceId, integrationId, createdAt } = given;
  return sql`${isAtVersion(given)} and ${isNotHeldBack({ workspaceId, integrationId, now: createdAt })}`;
}

/** Takes a place for a call that is in the ledger already. False when there is none, or the integration is held back. */
export async function takePlace(
  db: Queryable,
  of: Paced & { now: Date },
  window: Window | undefined,
): Promise<boolean> {
  const [workspaceId, integrationId] = [sql`${of.workspaceId}`, sql`${of.integrationId}`];
  const now = sql`${of.now.toISOString()}`;
  const isFree = isNotHeldBack({ workspaceId, integrationId, now });
  const place = window && {
    ...{ workspaceId, now, isFree },
    subject: sql`${window.subject}`,
    callsPerMinute: sql`${window.callsPerMinute}`,
  };
  const taken = await db.execute(place ? placeIn(place) : sql`select 1 as taken where ${isFree}`);
  return taken.rows.length > 0;
}

/** `now` is ISO 8601. */
function isNotHeldBack(of: { workspaceId: SQL; integrationId: SQL; now: SQL }): SQL {
  return sql`not exists (select 1 from integration_paces
    where workspace_id = ${of.workspaceId} and integration_id = ${of.integrationId}
      and (not_before > ${of.now}::timestamptz or strikes >= ${sql.raw(String(STRIKES_TO_OPEN))}))`;
}

/** The insert waits for whoever has the row; its `where` then sees the places as they are. */
function placeIn(place: { workspaceId: SQL; subject: SQL; callsPerMinute: SQL; now: SQL; isFree: SQL }): SQL {
  const now = sql`${place.now}::timestamptz`;
  const recent = sql`array(select at from unnest(w.sent_at) as at where at > ${now} - interval '1 minute')`;
  return sql`insert into call_windows as w (workspace_id, subject, sent_at)
    select ${place.workspaceId}::text, ${place.subject}::text, array[${now}] where ${place.isFree}
    on conflict (workspace_id, subject) do update set sent_at = ${recent} || excluded.sent_at
    where cardinality(${recent}) < ${place.callsPerMinute}::int
    returning 1 as taken`;
}

/** When the window has a place again; undefined when it has one. */
export async function findFreeAt(
  db: Queryable,
  workspaceId: string,
  { subject, callsPerMinute, now }: Window & { now: Date },
): Promise<Date | undefined> {
  const [row] = await db
    .select()
    .from(callWindows)
    .where(and(eq(callWindows.workspaceId, workspaceId), eq(callWindows.subject, subject)));
  const recent = (row?.sentAt ?? []).filter((at) => at.getTime() > now.getTime() - WINDOW_MS);
  const oldestInTheWay = recent.toSorted((a, b) => b.getTime() - a.getTime())[callsPerMinute - 1];
  return oldestInTheWay && new Date(oldestInTheWay.getTime() + WINDOW_MS);
}

export async function findPace(db: Queryable, of: Paced): Promise<PaceRow | undefined> {
  const [row] = await db.select().from(integrationPaces).where(isOf(of));
  return row;
}

/** Lets one caller try an integration whose breaker is open and whose time is over; it has until `leaseUntil`. */
export async function claimProbe(
  db: Queryable,
  of: Paced,
  { leaseUntil, now }: { leaseUntil: Date; now: Date },
): Promise<boolean> {
  const { notBefore, strikes } = integrationPaces;
  const claimed = await db
    .update(integrationPaces)
    .set({ notBefore: leaseUntil })
    .where(and(isOf(of), gte(strikes, STRIKES_TO_OPEN), lte(notBefore, now)))
    .returning({ strikes });
  return claimed.length > 0;
}

/** Holds an integration back until `until`, or longer where it was already. */
export async function holdBack(db: Queryable, of: Paced, until: Date): Promise<void> {
  await db
    .insert(integrationPaces)
    .values({ ...ownerOf(of), notBefore: until })
    .onConflictDoUpdate({
      target: [integrationPaces.workspaceId, integrationPaces.integrationId],
      set: { notBefore: sql`greatest(${integrationPaces.notBefore}, excluded.not_before)` },
    });
}

/**
 * Counts a call that found the service down, and opens the breaker at the fifth in a row. The row is in the order of
 * strikes only; whether one came in between that was answered is told by the ledger, so that a call that is answered
 * costs nothing here.
 */
export async function strike(db: Queryable, of: Paced, { found, now }: { found: string; now: Date }) {
  const pace = integrationPaces;
  const answeredSince = sql`exists (select 1 from ${calls}
    where ${calls.workspaceId} = ${of.workspaceId} and ${calls.integrationId} = ${of.integrationId}
      and ${calls.createdAt} > ${pace.struckAt} - interval '10 minutes' and ${calls.settledAt} > ${pace.struckAt}
      and ${calls.state} = 'settled' and ${calls.failure} is null)`;
  const strikes = sql`case when ${pace.strikes} < ${STRIKES_TO_OPEN} and ${answeredSince} then 1 else ${pace.strikes} + 1 end`;
  const openMs = sql`least(${FIRST_OPEN_MS} * power(2, least(${strikes} - ${STRIKES_TO_OPEN}, 10)), ${LONGEST_OPEN_MS})`;
  const reopened = sql`${instant(now)} + ${openMs} * interval '1 millisecond'`;
  const [row] = await db
    .insert(pace)
    .values({ ...ownerOf(of), strikes: 1, struckAt: now, found })
    .onConflictDoUpdate({
      target: [pace.workspaceId, pace.integrationId],
      set: {
        strikes,
        struckAt: now,
        found,
        notBefore: sql`case when ${strikes} >= ${STRIKES_TO_OPEN} then ${reopened} else ${pace.notBefore} end`,
      },
    })
    .returning();
  return row;
}

/** Forgets what was held against an integration: it was tried, and it answers. */
export async function clearPace(db: Queryable, of: Paced): Promise<void> {
  await db.delete(integrationPaces).where(isOf(of));
}

/** Closes the breaker after a probe that was answered. With `keepsHold` it is still to be left alone. */
export async function closeBreaker(
  db: Queryable,
  of: Paced,
  { keepsHold }: { keepsHold: boolean },
): Promise<void> {
  if (!keepsHold) return clearPace(db, of);
  await db.update(integrationPaces).set({ strikes: 0 }).where(isOf(of));
}

const ownerOf = ({ workspaceId, integrationId }: Paced): Paced => ({ workspaceId, integrationId });

function isOf({ workspaceId, integrationId }: Paced): SQL | undefined {
  return and(
    eq(integrationPaces.workspaceId, workspaceId),
    eq(integrationPaces.integrationId, integrationId),
  );
}

const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`;
