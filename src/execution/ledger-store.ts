import { and, desc, eq, getTableColumns, gte, inArray, lt, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { PreparedCall } from "./prepared-request.ts";
import { type AllowedBy, type CallState, callResults, calls, type StoredCoverage } from "./tables.ts";

export type CallRow = typeof calls.$inferSelect;
export type CallResult = typeof callResults.$inferSelect;

/** Who a call is made for. */
export interface CallContext {
  readonly workspaceId: string;
  readonly runId: string;
  readonly threadId: string | null;
  /** The person who asked. */
  readonly memberId: string;
}

export interface Intent {
  readonly id: string;
  readonly context: CallContext;
  readonly call: PreparedCall;
  readonly requestHash: string;
  readonly state: CallState;
  readonly now: Date;
  /** What let the call go ahead, where it would have waited otherwise. */
  readonly allowedBy?: AllowedBy;
  /** Store it only while the workspace is at this version: what was decided holds for its rules. */
  readonly onlyAtVersion?: number;
}

/**
 * Stores what is about to be done. Undefined when the call was already there, since a run that is taken up again must
 * look at what it had done before, or when the workspace has moved on from `onlyAtVersion`.
 */
export async function insertIntent(db: Queryable, intent: Intent): Promise<CallRow | undefined> {
  const insert = db.insert(calls);
  const filled =
    intent.onlyAtVersion === undefined
      ? insert.values(valuesOf(intent))
      : insert.select(guardedValues(intent, intent.onlyAtVersion));
  const [row] = await filled.onConflictDoNothing().returning();
  return row;
}

function valuesOf(intent: Intent): typeof calls.$inferInsert {
  const { call, context } = intent;
  return {
    id: intent.id,
    ...context,
    integrationId: call.integrationId,
    actionId: call.actionId,
    title: call.title,
    effect: call.effect,
    request: call.request,
    requestHash: intent.requestHash,
    state: intent.state,
    attempts: intent.state === "sent" ? 1 : 0,
    createdAt: intent.now,
    sentAt: intent.state === "sent" ? intent.now : null,
    allowedBy: intent.allowedBy ?? null,
  };
}

/** The row of an intent as a SELECT that gives it only while the workspace is at `version`. */
function guardedValues(intent: Intent, version: number) {
  const values: Record<string, unknown> = valuesOf(intent);
  const columns = Object.entries(getTableColumns(calls)).map(
    ([name, column]) => sql`${sql.param(values[name] ?? null, column)}::${sql.raw(column.getSQLType())}`,
  );
  return sql`select ${sql.join(columns, sql`, `)} from workspaces
    where workspaces.id = ${intent.context.workspaceId} and workspaces.catalogue_version = ${version}`;
}

export async function findCall(
  db: Queryable,
  workspaceId: string,
  callId: string,
): Promise<CallRow | undefined> {
  const [row] = await db
    .select()
    .from(calls)
    .where(and(eq(calls.workspaceId, workspaceId), eq(calls.id, callId)));
  return row;
}

/** Moves a call from one of `from` to `sent`, just before it is sent. Undefined when it is in another state. */
export async function claimSend(
  db: Queryable,
  callId: string,
  claim: { from: CallState[]; approvedBy?: string; now: Date },
): Promise<CallRow | undefined> {
  const [row] = await db
    .update(calls)
    .set({
      state: "sent",
      sentAt: claim.now,
      attempts: sql`${calls.attempts} + 1`,
      ...(claim.approvedBy ? { approvedBy: claim.approvedBy } : {}),
    })
    .where(and(eq(calls.id, callId), inArray(calls.state, claim.from)))
    .returning();
  return row;
}

export interface Settlement {
  readonly state: Extract<CallState, "settled" | "unknown" | "refused">;
  readonly now: Date;
  readonly status?: number;
  readonly failure?: string;
  readonly failureMessage?: string;
  readonly durationMs?: number;
  readonly result?: { readonly body: string; readonly coverage: StoredCoverage };
}

/** From which states a call may come to each end. Who knows the outcome may say so even after another gave up on it. */
const MAY_BECOME: Record<Settlement["state"], CallState[]> = {
  settled: ["sent", "unknown"],
  unknown: ["planned", "sent"],
  refused: ["planned", "waiting"],
};

/**
 * Stores what came of a call, with its result when it has one, in one statement. False when the call had come to an
 * end before: then nothing is changed.
 */
export async function settleCall(db: Queryable, row: CallRow, settlement: Settlement): Promise<boolean> {
  const { result } = settlement;
  const update = db
    .update(calls)
    .set(columnsOf(settlement))
    .where(and(eq(calls.id, row.id), inArray(calls.state, MAY_BECOME[settlement.state])))
    .returning({ id: calls.id });
  if (!result) return (await update).length > 0;
  const stored = await db.execute(sql`
    with settled as (${update.getSQL()})
    insert into ${callResults} ("call_id", "workspace_id", "run_id", "body", "coverage", "created_at")
    select ${row.id}, ${row.workspaceId}, ${row.runId}, ${result.body}, ${JSON.stringify(result.coverage)}::jsonb, ${settlement.now.toISOString()}::timestamptz
    from settled
    on conflict ("call_id") do update set "body" = excluded."body", "coverage" = excluded."coverage"
    returning "call_id"`);
  return stored.rows.length > 0;
}

function columnsOf({ state, now, result, ...rest }: Settlement) {
  return {
    state,
    settledAt: now,
    status: rest.status ?? null,
    failure: rest.failure ?? null,
    failureMessage: rest.failureMessage ?? null,
    durationMs: rest.durationMs ?? null,
    rows: result?.coverage.rows ?? null,
    pages: result?.coverage.pages ?? null,
    complete: result?.coverage.complete ?? null,
  };
}

/** The results of a run's calls, in the order in which the calls were made. */
export async function listResultsOfRun(db: Queryable, workspaceId: string, runId: string) {
  return db
    .select({
      callId: calls.id,
      title: calls.title,
      integrationId: calls.integrationId,
      body: callResults.body,
      coverage: callResults.coverage,
    })
    .from(callResults)
    .innerJoin(calls, eq(calls.id, callResults.callId))
    .where(and(eq(callResults.workspaceId, workspaceId), eq(callResults.runId, runId)))
    .orderBy(calls.createdAt, calls.id);
}

export async function findResult(db: Queryable, callId: string): Promise<CallResult | undefined> {
  const [row] = await db.select().from(callResults).where(eq(callResults.callId, callId));
  return row;
}

export async function listCallsOfRun(db: Queryable, workspaceId: string, runId: string): Promise<CallRow[]> {
  return db
    .select()
    .from(calls)
    .where(and(eq(calls.workspaceId, workspaceId), eq(calls.runId, runId)))
    .orderBy(calls.createdAt, calls.id);
}

/** The newest calls of a workspace or of one of its integrations, newest first, older than `before`. */
export async function listCalls(
  db: Queryable,
  filter: { workspaceId: string; integrationId?: string; before?: Date; limit: number },
): Promise<CallRow[]> {
  return db
    .select()
    .from(calls)
    .where(
      and(
        eq(calls.workspaceId, filter.workspaceId),
        filter.integrationId ? eq(calls.integrationId, filter.integrationId) : undefined,
        filter.before ? lt(calls.createdAt, filter.before) : undefined,
      ),
    )
    .orderBy(desc(calls.createdAt))
    .limit(filter.limit);
}

/** The calls since `since`, newest first, of some integrations where they are given, in batches of at most `batch`. */
export async function* readCallsSince(
  db: Queryable,
  filter: { workspaceId: string; integrationIds?: readonly string[]; since: Date; batch: number },
): AsyncGenerator<CallRow[]> {
  let after: CallRow | undefined;
  for (;;) {
    const rows = await db
      .select()
      .from(calls)
      .where(
        and(
          eq(calls.workspaceId, filter.workspaceId),
          gte(calls.createdAt, filter.since),
          filter.integrationIds ? inArray(calls.integrationId, [...filter.integrationIds]) : undefined,
          after
            ? sql`(${calls.createdAt}, ${calls.id}) < (${after.createdAt.toISOString()}::timestamptz, ${after.id})`
            : undefined,
        ),
      )
      .orderBy(desc(calls.createdAt), desc(calls.id))
      .limit(filter.batch);
    if (rows.length > 0) yield rows;
    if (rows.length < filter.batch) return;
    after = rows.at(-1);
  }
}

/** For each integration, when it was last called and by which run. */
export async function listLastUse(
  db: Queryable,
  workspaceId: string,
): Promise<Map<string, { at: Date; runId: string }>> {
  const rows = await db
    .selectDistinctOn([calls.integrationId], {
      integrationId: calls.integrationId,
      at: calls.createdAt,
      runId: calls.runId,
    })
    .from(calls)
    .where(eq(calls.workspaceId, workspaceId))
    .orderBy(calls.integrationId, desc(calls.createdAt));
  return new Map(rows.map((row) => [row.integrationId, { at: row.at, runId: row.runId }]));
}
