import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../../database/index.ts";
import type { Integration } from "../integrations-store.ts";
import { expiryNotices, healthEvents, integrationChecks, integrations } from "../tables.ts";

export type CheckRow = typeof integrationChecks.$inferSelect;
export type HealthEvent = typeof healthEvents.$inferSelect;

type Of = Pick<Integration, "id" | "workspaceId">;

const isOf = ({ id, workspaceId }: Of) =>
  and(eq(integrationChecks.integrationId, id), eq(integrationChecks.workspaceId, workspaceId));

/** Gives every connection that was never looked at a time to be: somewhere in the first `withinMs`. */
export async function addChecks(db: Queryable, now: Date, withinMs: number): Promise<void> {
  await db.execute(sql`
    insert into integration_checks (integration_id, workspace_id, next_check_at)
    select ${integrations.id}, ${integrations.workspaceId},
      ${now.toISOString()}::timestamptz + make_interval(secs => random() * ${withinMs / 1000}::float)
    from ${integrations} where ${integrations.disconnectedAt} is null
      and not exists (select 1 from integration_checks where integration_id = ${integrations.id})
    on conflict do nothing`);
}

/** Takes up to `limit` connections that are due: nobody else finds them so before `until`. */
export async function claimDue(
  tx: Tx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<Pick<CheckRow, "integrationId" | "workspaceId">[]> {
  const due = tx
    .select({ id: integrationChecks.integrationId })
    .from(integrationChecks)
    .where(lt(integrationChecks.nextCheckAt, now))
    .orderBy(integrationChecks.nextCheckAt)
    .limit(limit)
    .for("update", { skipLocked: true });
  return tx
    .update(integrationChecks)
    .set({ nextCheckAt: until })
    .where(sql`${integrationChecks.integrationId} in ${due}`)
    .returning({
      integrationId: integrationChecks.integrationId,
      workspaceId: integrationChecks.workspaceId,
    });
}

export async function findCheck(db: Queryable, of: Of): Promise<CheckRow | undefined> {
  const [row] = await db.select().from(integrationChecks).where(isOf(of));
  return row;
}

/** Keeps what a look found, in the place of what the one before did. */
export async function putCheck(db: Queryable, row: CheckRow): Promise<void> {
  const { integrationId: _id, workspaceId: _workspace, ...rest } = row;
  await db
    .insert(integrationChecks)
    .values(row)
    .onConflictDoUpdate({ target: integrationChecks.integrationId, set: rest });
}

/** A disconnected integration is not looked at any more. */
export async function deleteCheck(db: Queryable, of: Of): Promise<void> {
  await db.delete(integrationChecks).where(isOf(of));
}

/** Another credential: nothing is known of its end, and it is looked at soon. */
export async function forgetExpiry(db: Queryable, of: Of, now: Date): Promise<void> {
  const fresh = { nextCheckAt: now, failures: 0, expiresAt: null, since: now };
  await putCheck(db, { integrationId: of.id, workspaceId: of.workspaceId, ...fresh });
}

/**
 * Keeps when a credential ends, as the answer to a call told. Where that is news, the connection is looked at soon; where the
 * credential is another one meanwhile, it is not kept.
 */
export async function noteExpiry(
  db: Queryable,
  integration: Of & Pick<Integration, "credentialVersion">,
  { expiresAt, now }: { expiresAt: Date; now: Date },
): Promise<void> {
  const isSameCredential = sql`exists (select 1 from ${integrations} where ${integrations.id} = ${integration.id}
    and ${integrations.credentialVersion} = ${integration.credentialVersion})`;
  const isNews = sql`${integrationChecks.expiresAt} is distinct from ${expiresAt.toISOString()}::timestamptz`;
  const { expiresAt: known, since: knownSince } = integrationChecks;
  const since = sql`case when ${known} is null then ${knownSince} else ${now.toISOString()}::timestamptz end`;
  await db
    .update(integrationChecks)
    .set({ expiresAt, since, nextCheckAt: now })
    .where(and(isOf(integration), isNews, isSameCredential));
}

/** When the credential of a connection ends: what an admin entered, or what the last look found out. */
export async function findExpiry(
  db: Queryable,
  integration: Pick<Integration, "id" | "workspaceId" | "tokenExpiresAt">,
): Promise<{ expiresAt: Date | undefined; since: Date | undefined }> {
  const check = await findCheck(db, integration);
  return {
    expiresAt: integration.tokenExpiresAt ?? check?.expiresAt ?? undefined,
    since: check?.since ?? undefined,
  };
}

export async function insertHealthEvent(db: Queryable, event: Omit<HealthEvent, "id">): Promise<void> {
  await db.insert(healthEvents).values(event);
}

/** The newest changes of a connection's health, newest first. */
export async function listHealthEvents(db: Queryable, of: Of, limit: number): Promise<HealthEvent[]> {
  return db
    .select()
    .from(healthEvents)
    .where(and(eq(healthEvents.workspaceId, of.workspaceId), eq(healthEvents.integrationId, of.id)))
    .orderBy(desc(healthEvents.id))
    .limit(limit);
}

/** A person to tell of a credential's end. */
export interface ExpiryNotice {
  readonly workspaceId: string;
  readonly integrationId: string;
  readonly memberId: string;
  readonly expiresAt: Date;
}

/**
 * Takes it upon the caller to tell. `told` when that was done, `busy` when somebody else took it upon themselves since
 * `staleBefore`; who took it earlier than that has died over it.
 */
export async function claimNotice(
  db: Queryable,
  notice: ExpiryNotice,
  { now, staleBefore }: { now: Date; staleBefore: Date },
): Promise<"claimed" | "told" | "busy"> {
  const claimed = await db
    .insert(expiryNotices)
    .values({ ...notice, claimedAt: now })
    .onConflictDoUpdate({
      target: [expiryNotices.integrationId, expiryNotices.memberId, expiryNotices.expiresAt],
      set: { claimedAt: now },
      setWhere: sql`${isNull(expiryNotices.toldAt)} and ${lt(expiryNotices.claimedAt, staleBefore)}`,
    })
    .returning({ memberId: expiryNotices.memberId });
  if (claimed.length > 0) return "claimed";
  const [row] = await db.select().from(expiryNotices).where(isNotice(notice));
  return row?.toldAt ? "told" : "busy";
}

export async function noteTold(db: Queryable, notice: ExpiryNotice, now: Date): Promise<void> {
  await db.update(expiryNotices).set({ toldAt: now }).where(isNotice(notice));
}

const isNotice = ({ workspaceId, integrationId, memberId, expiresAt }: ExpiryNotice) =>
  and(
    eq(expiryNotices.workspaceId, workspaceId),
    eq(expiryNotices.integrationId, integrationId),
    eq(expiryNotices.memberId, memberId),
    eq(expiryNotices.expiresAt, expiresAt),
  );
