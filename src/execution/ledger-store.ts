import { and, desc, eq, gte, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { type Queryable, type Slots, statement } from "../database/index.ts";
import { storableJson } from "../kernel/index.ts";
import type { CallTarget } from "./call-target.ts";
import { packBody, type StoredBody } from "./kept/packed-body.ts";
import type { PreparedCall } from "./prepared-request.ts";
import { type AllowedBy, type CallState, calls, type StoredColumns, type StoredCoverage } from "./tables.ts";

export type CallRow = typeof calls.$inferSelect;

/** Who a call is made for. */
export interface CallContext {
  readonly workspaceId: string;
  readonly runId: string;
  readonly threadId: string | null;
  /** The person who asked. */
  readonly memberId: string;
}

type Intended = ReturnType<typeof intendedRow>;

/** The columns of a new call as they are sent. */
export type StoredIntent = Omit<Intended, "request" | "target" | "createdAt" | "sentAt" | "allowedBy"> & {
  readonly request: string;
  readonly target: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly allowedBy: string | null;
  readonly onlyAtVersion: number | null;
};

/** What of a call is known only later. */
const NOTHING_CAME_YET = {
  settledAt: null,
  status: null,
  failure: null,
  failureMessage: null,
  durationMs: null,
  rows: null,
  pages: null,
  complete: null,
  approvedBy: null,
  confirmedBy: null,
} as const;

export interface Intent {
  readonly id: string;
  readonly context: CallContext;
  readonly call: PreparedCall;
  readonly target?: CallTarget | undefined;
  readonly requestHash: string;
  readonly state: CallState;
  readonly now: Date;
  /** What let the call go ahead, where it would have waited otherwise. */
  readonly allowedBy?: AllowedBy;
  /** Store it only while the workspace is at this version: what was decided holds for its rules. */
  readonly onlyAtVersion?: number;
}

/** Stores a call where `from` gives a row; gives its id when it did. */
export function insertCall(given: Slots<StoredIntent>, from: SQL): SQL {
  return sql`
    insert into calls (id, workspace_id, run_id, thread_id, member_id, integration_id, action_id, title, effect,
      request, target, request_hash, state, attempts, created_at, sent_at, allowed_by)
    select ${given.id}, ${given.workspaceId}, ${given.runId}, ${given.threadId}, ${given.memberId},
      ${given.integrationId}, ${given.actionId}, ${given.title}, ${given.effect}, ${given.request}::jsonb,
      ${given.target}::text, ${given.requestHash}, ${given.state}, ${given.attempts}::int, ${given.createdAt}::timestamptz,
      ${given.sentAt}::timestamptz, ${given.allowedBy}::jsonb
    ${from}
    on conflict do nothing
    returning id`;
}

/** Whether the workspace is still as it was when the call was decided on, where that matters. */
export function isAtVersion(given: Slots<StoredIntent>): SQL {
  return sql`(${given.onlyAtVersion}::int is null or exists (
    select 1 from workspaces where id = ${given.workspaceId} and catalogue_version = ${given.onlyAtVersion}::int))`;
}

const storeIntent = statement<StoredIntent, { id: string }>((given) =>
  insertCall(given, sql`where ${isAtVersion(given)}`),
);

/**
 * Stores what is about to be done. Undefined when the call was already there, since a run that is taken up again must
 * look at what it had done before, or when the workspace has moved on from `onlyAtVersion`.
 */
export async function insertIntent(db: Queryable, intent: Intent): Promise<CallRow | undefined> {
  const [inserted] = await storeIntent(db, givenOf(intent));
  return inserted && rowOf(intent);
}

/** An intent as a statement takes it. */
export function givenOf(intent: Intent): StoredIntent {
  const { request, target, createdAt, sentAt, allowedBy, ...rest } = intendedRow(intent);
  return {
    ...rest,
    request: JSON.stringify(request),
    target: target && JSON.stringify(target),
    createdAt: createdAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
    allowedBy: allowedBy && JSON.stringify(allowedBy),
    onlyAtVersion: intent.onlyAtVersion ?? null,
  };
}

/** The row that an intent becomes when it is stored. */
export function rowOf(intent: Intent): CallRow {
  return { ...intendedRow(intent), ...NOTHING_CAME_YET };
}

function intendedRow({ id, context, call, target, requestHash, state, now, allowedBy }: Intent) {
  const { integrationId, actionId, title, effect, request } = call;
  const isSent = state === "sent";
  return {
    id,
    ...context,
    ...{ integrationId, actionId, title, effect, request },
    target: effect === "read" ? null : (target ?? null),
    requestHash,
    state,
    attempts: isSent ? 1 : 0,
    createdAt: now,
    sentAt: isSent ? now : null,
    allowedBy: allowedBy ?? null,
  };
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

/**
 * Moves a call from one of `from` to `sent`, just before it is sent. Undefined when it is in another state, or another
 * request stands in its place.
 */
export async function claimSend(
  db: Queryable,
  call: Pick<CallRow, "id" | "workspaceId" | "requestHash">,
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
    .where(
      and(
        eq(calls.workspaceId, call.workspaceId),
        eq(calls.id, call.id),
        eq(calls.requestHash, call.requestHash),
        inArray(calls.state, claim.from),
      ),
    )
    .returning();
  return row;
}

/** Puts another request in the place of one that waits. False when it does not wait any more. */
export async function replaceWaiting(
  db: Queryable,
  row: Pick<CallRow, "id" | "workspaceId">,
  by: { call: PreparedCall; target: CallTarget | undefined; requestHash: string },
): Promise<boolean> {
  const { call, target, requestHash } = by;
  const replaced = await db
    .update(calls)
    .set({
      request: call.request,
      effect: call.effect,
      title: call.title,
      target: target ?? null,
      requestHash,
    })
    .where(and(eq(calls.id, row.id), eq(calls.workspaceId, row.workspaceId), eq(calls.state, "waiting")))
    .returning({ id: calls.id });
  return replaced.length > 0;
}

/** Notes what a person knows about a write whose outcome was not known. False when it is known by now. */
export async function confirmOutcome(
  db: Queryable,
  call: { workspaceId: string; id: string },
  told: { happened: boolean; by: string; now: Date },
): Promise<boolean> {
  const confirmed = await db
    .update(calls)
    .set({
      state: "settled",
      settledAt: told.now,
      confirmedBy: told.by,
      failure: told.happened ? null : "execution.did_not_happen",
      failureMessage: told.happened ? null : "A person looked and says that it did not happen",
    })
    .where(and(eq(calls.workspaceId, call.workspaceId), eq(calls.id, call.id), eq(calls.state, "unknown")))
    .returning({ id: calls.id });
  return confirmed.length > 0;
}

export interface Settlement {
  readonly state: Extract<CallState, "settled" | "unknown" | "refused">;
  readonly now: Date;
  readonly status?: number;
  readonly failure?: string;
  readonly failureMessage?: string;
  readonly durationMs?: number;
  readonly result?: GivenResult;
}

/** What a call gave, as it is stored. */
export interface GivenResult {
  /** The JSON text of the value or the list; of a list that is kept in parts that of its first records. */
  readonly body: string;
  readonly coverage: StoredCoverage;
  /** Under which the parts of a list or the bytes of a file are kept. */
  readonly keptId?: string;
  /** Of a list that is kept in parts. */
  readonly columns?: StoredColumns;
}

/** From which states a call may come to each end. Who knows the outcome may say so even after another gave up on it. */
const MAY_BECOME: Record<Settlement["state"], CallState[]> = {
  settled: ["sent", "unknown"],
  unknown: ["planned", "sent"],
  refused: ["planned", "waiting"],
};

type StoredSettlement = {
  readonly id: string;
  /** A PostgreSQL array. */
  readonly from: string;
  readonly state: string;
  readonly now: string;
  readonly status: number | null;
  readonly failure: string | null;
  readonly failureMessage: string | null;
  readonly durationMs: number | null;
  readonly rows: number | null;
  readonly pages: number | null;
  readonly complete: boolean | null;
};

function settleSql(given: Slots<StoredSettlement>) {
  return sql`
    update calls set state = ${given.state}, settled_at = ${given.now}::timestamptz, status = ${given.status},
      failure = ${given.failure}, failure_message = ${given.failureMessage}, duration_ms = ${given.durationMs},
      rows = ${given.rows}, pages = ${given.pages}, complete = ${given.complete}
    where id = ${given.id} and state = any(${given.from}::text[])
    returning id, workspace_id, run_id`;
}

const settleOnly = statement<StoredSettlement, { id: string }>(settleSql);

const settleWithResult = statement<
  StoredSettlement &
    StoredBody & {
      readonly coverage: string;
      readonly keptId: string | null;
      readonly columns: string | null;
    },
  { call_id: string }
>(
  (given) => sql`
    with settled as (${settleSql(given)})
    insert into call_results (call_id, workspace_id, run_id, body, packed, kept_id, columns, coverage, created_at)
    select id, workspace_id, run_id, ${given.body}::text, ${given.packed}::bytea, ${given.keptId}::text, ${given.columns}::jsonb,
      ${given.coverage}::jsonb, ${given.now}::timestamptz from settled
    on conflict (call_id) do update set body = excluded.body, packed = excluded.packed, kept_id = excluded.kept_id,
      columns = excluded.columns, coverage = excluded.coverage
    returning call_id`,
);

/**
 * Stores what came of a call, with its result when it has one, in one statement. False when the call had come to an
 * end before: then nothing is changed.
 */
export async function settleCall(db: Queryable, row: CallRow, settlement: Settlement): Promise<boolean> {
  const { result } = settlement;
  const settled = storedSettlement(row.id, settlement);
  const changed = result
    ? await settleWithResult(db, {
        ...settled,
        ...(await packBody(result.body)),
        coverage: JSON.stringify(result.coverage),
        keptId: result.keptId ?? null,
        columns: result.columns ? storableJson(result.columns) : null,
      })
    : await settleOnly(db, settled);
  return changed.length > 0;
}

function storedSettlement(id: string, { state, now, result, ...rest }: Settlement): StoredSettlement {
  return {
    id,
    from: `{${MAY_BECOME[state].join(",")}}`,
    state,
    now: now.toISOString(),
    status: rest.status ?? null,
    failure: rest.failure ?? null,
    failureMessage: rest.failureMessage ?? null,
    durationMs: rest.durationMs ?? null,
    rows: result?.coverage.rows ?? null,
    pages: result?.coverage.pages ?? null,
    complete: result?.coverage.complete ?? null,
  };
}

/** Reads that were made for a card carry the id of the call that the card is about, and one of these words. */
export const FOR_A_CARD = "\\.(before|check|look)(\\.|$)";

export async function listCallsOfRun(db: Queryable, workspaceId: string, runId: string): Promise<CallRow[]> {
  return db
    .select()
    .from(calls)
    .where(and(eq(calls.workspaceId, workspaceId), eq(calls.runId, runId)))
    .orderBy(calls.createdAt, calls.id);
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
          sql`${calls.id} !~ ${FOR_A_CARD}`,
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

/** The newest call of a thread that a person had to approve, whether somebody has or not, or a grant stood in for it. */
export async function findLastAsked(
  db: Queryable,
  workspaceId: string,
  threadId: string,
): Promise<CallRow | undefined> {
  const [row] = await db
    .select()
    .from(calls)
    .where(
      and(
        eq(calls.workspaceId, workspaceId),
        eq(calls.threadId, threadId),
        or(eq(calls.state, "waiting"), isNotNull(calls.approvedBy), isNotNull(calls.allowedBy)),
      ),
    )
    .orderBy(desc(calls.createdAt))
    .limit(1);
  return row;
}

/** For each of these integrations that was ever called, when it last was and by which run. */
export async function listLastUse(
  db: Queryable,
  workspaceId: string,
  integrationIds: readonly string[],
): Promise<Map<string, { at: Date; runId: string }>> {
  if (integrationIds.length === 0) return new Map();
  const ids = sql.join(
    integrationIds.map((id) => sql`${id}`),
    sql`, `,
  );
  // One look at the index for each, however many calls there are.
  const { rows } = await db.execute<{ id: string; at: Date; run_id: string }>(sql`
    select wanted as id, last.created_at as at, last.run_id from unnest(array[${ids}]::text[]) as wanted
    cross join lateral (
      select ${calls.createdAt}, ${calls.runId} from ${calls}
      where ${calls.workspaceId} = ${workspaceId} and ${calls.integrationId} = wanted
      order by ${calls.createdAt} desc, ${calls.id} desc limit 1) as last`);
  return new Map(rows.map(({ id, at, run_id: runId }) => [id, { at: new Date(at), runId }]));
}
