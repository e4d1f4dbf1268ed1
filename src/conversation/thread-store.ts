import { type SQL, sql } from "drizzle-orm";
import {
  addJobSql,
  type Db,
  type Queryable,
  type Slots,
  type StoredJob,
  statement,
} from "../database/index.ts";
import { sha256Hex, storableText } from "../kernel/index.ts";
import { type ChannelKind, threads } from "./tables.ts";

/** A message of a person, to be taken up by a run of its thread. */
export interface IncomingMessage {
  readonly workspaceId: string;
  readonly channelId: string;
  readonly channelKind: ChannelKind;
  /** The message that the thread hangs on: its own `ts` when it starts one. */
  readonly rootTs: string;
  readonly ts: string;
  readonly memberId: string;
  readonly text: string;
}

export const ADVANCE_THREAD = "advance-thread";

/** The job that looks at a thread and does what is next there. One that waits already is enough. */
export function advanceThreadJob(threadId: string | SQL, dueInSeconds: number | SQL = 0) {
  return addJobSql({
    task: ADVANCE_THREAD,
    payload: sql`json_build_object('threadId', ${threadId}::text)`,
    key: sql`'thread:' || ${threadId}::text`,
    runAt: sql`now() + make_interval(secs => ${dueInSeconds}::int)`,
  });
}

/** The id of the thread at a place: made from the place, so that whoever comes first need not tell the others. */
export function threadIdAt(place: { workspaceId: string; channelId: string; rootTs: string }): string {
  return `thr_${sha256Hex(`${place.workspaceId} ${place.channelId} ${place.rootTs}`).slice(0, 32)}`;
}

type StoredMessage = Omit<IncomingMessage, "channelKind"> & {
  readonly channelKind: string;
  readonly threadId: string;
  readonly at: string;
  readonly dueInSeconds: number;
};

/** Stores a thread that no message began. One that is there stays. */
export async function insertThread(
  db: Queryable,
  place: Pick<IncomingMessage, "workspaceId" | "channelId" | "channelKind" | "rootTs">,
  now: Date,
): Promise<void> {
  await db
    .insert(threads)
    .values({ ...place, id: threadIdAt(place), createdAt: now })
    .onConflictDoNothing();
}

const insertFirstMessage = statement<StoredMessage, { job_id: string }>((message) =>
  messageSql(message, sql``),
);

const insertReply = statement<StoredMessage, { job_id: string }>((message) =>
  messageSql(
    message,
    sql`left_behind as (
      delete from thread_messages where thread_id = ${message.threadId} and run_id is null
        and not exists (select 1 from threads where id = ${message.threadId})
    ),`,
  ),
);

function messageSql(message: Slots<StoredMessage>, before: SQL): SQL {
  const { threadId, workspaceId, at, dueInSeconds } = message;
  const key = sql`'message:' || ${threadId}::text || ':' || ${message.ts}::text`;
  return sql`
    with ${before} thread as (
      insert into threads (id, workspace_id, channel_id, channel_kind, root_ts, created_at)
      values (${threadId}, ${workspaceId}, ${message.channelId}, ${message.channelKind}, ${message.rootTs}, ${at}::timestamptz)
      on conflict do nothing
    ), message as (
      insert into thread_messages (workspace_id, thread_id, ts, member_id, text, received_at)
      values (${workspaceId}, ${threadId}, ${message.ts}, ${message.memberId}, ${message.text}, ${at}::timestamptz)
      on conflict (thread_id, ts) do nothing
      returning thread_id
    )
    ${takeUpJob({ threadId, key, dueInSeconds })} from message`;
}

/**
 * The job that takes up one message or run, and no other: it is taken back by its id when that was done, and must not take
 * along what was left meanwhile for another message, or by a click.
 */
export function takeUpJob(of: {
  readonly threadId: SQL | string;
  readonly key: SQL | string;
  readonly dueInSeconds: SQL | number;
}) {
  return addJobSql({
    task: ADVANCE_THREAD,
    payload: sql`json_build_object('threadId', ${of.threadId}::text)`,
    key: sql`${of.key}::text`,
    runAt: sql`now() + make_interval(secs => ${of.dueInSeconds}::int)`,
  });
}

/**
 * Stores a message and wakes its thread, in one statement: gives the job that does it, undefined when the message was
 * there already. A message that is there already changes nothing. One that
 * calls Chief into a thread of others leaves behind what they had said there to each other.
 */
export async function insertMessage(
  db: Queryable,
  message: IncomingMessage,
  { now, dueInSeconds }: { now: Date; dueInSeconds: number },
): Promise<StoredJob | undefined> {
  const threadId = threadIdAt(message);
  const insert = message.ts === message.rootTs ? insertFirstMessage : insertReply;
  const text = storableText(message.text);
  const [job] = await insert(db, { ...message, text, threadId, at: now.toISOString(), dueInSeconds });
  return job && { id: String(job.job_id), task: ADVANCE_THREAD, payload: { threadId } };
}

/**
 * Keeps a reply in a thread that Chief has no part in yet: it may have overtaken the message that calls Chief there,
 * which takes it along when it comes. That message is looked for once more after the reply is stored, as either may
 * not have seen the other.
 */
export async function keepEarlyReply(db: Queryable, reply: IncomingMessage, now: Date): Promise<void> {
  const id = threadIdAt(reply);
  await db.execute(sql`
    insert into thread_messages (workspace_id, thread_id, ts, member_id, text, received_at)
    values (${reply.workspaceId}, ${id}, ${reply.ts}, ${reply.memberId}, ${storableText(reply.text)}, ${now.toISOString()}::timestamptz)
    on conflict (thread_id, ts) do nothing`);
  await db.execute(sql`${advanceThreadJob(id)} from threads where id = ${id}`);
}

/** Forgets the early replies from before `before` whose threads Chief still has no part in. */
export async function forgetEarlyReplies(db: Queryable, before: Date): Promise<void> {
  await db.execute(sql`
    delete from thread_messages where run_id is null and received_at < ${before.toISOString()}::timestamptz
      and not exists (select 1 from threads where threads.id = thread_messages.thread_id)`);
}

/** A thread that this worker holds. */
export interface Claim {
  readonly threadId: string;
  readonly workspaceId: string;
  readonly channelId: string;
  readonly channelKind: ChannelKind;
  readonly rootTs: string;
  readonly fence: number;
  readonly catalogueVersion: number;
  readonly memoryVersion: number;
  /** Whether a run of this thread was left open, to be taken up again. */
  readonly hasOpenRun: boolean;
  readonly hasHistory: boolean;
}

/** A claim as the database gives it. */
export interface ClaimRow extends Record<string, unknown> {
  readonly id: string;
  readonly workspace_id: string;
  readonly channel_id: string;
  readonly channel_kind: ChannelKind;
  readonly root_ts: string;
  readonly fence: number;
  readonly wake: boolean;
  readonly catalogue_version: number;
  readonly memory_version: number;
  readonly has_open_run: boolean;
  readonly has_history: boolean;
}

/** Which replica wants a thread, and whether it works on it already. */
export type Claimant = {
  readonly threadId: string;
  readonly replicaId: string;
  readonly heldHere: boolean;
};

/**
 * Takes a thread for one worker, or leaves a note (`wake`) for the worker that has it: that one will look again
 * before it lets go. A thread is free when nobody holds it, when its holder is no living replica, or when it is
 * held by this very replica, which (`heldHere` says) is not working on it: then a release had failed.
 */
export function claimSql({ threadId, replicaId, heldHere }: Slots<Claimant>) {
  const free = sql`(lease_owner is null
      or (lease_owner = ${replicaId} and not ${heldHere}::boolean)
      or (lease_owner <> ${replicaId} and not exists (select 1 from replicas where replicas.id = lease_owner)))`;
  return sql`
    update threads set
      lease_owner = case when ${free} then ${replicaId} else lease_owner end,
      fence = fence + case when ${free} then 1 else 0 end,
      wake = not ${free}
    where id = ${threadId}
    returning *`;
}

/** The columns of a claim, from the CTEs `claimed` and `workspaces`. */
export const claimColumns = sql`claimed.id, claimed.workspace_id, claimed.channel_id, claimed.channel_kind,
  claimed.root_ts, claimed.fence, claimed.wake, workspaces.catalogue_version,
  workspaces.memory_version,
  exists (select 1 from runs where runs.thread_id = claimed.id and runs.finished_at is null
    and runs.state <> 'waiting') as has_open_run,
  claimed.continues is not null or exists (select 1 from runs where runs.thread_id = claimed.id) as has_history`;

/** The claim in a row; `held` when the thread is somebody else's, undefined when it is not there. */
export function claimOf(row: ClaimRow | undefined): Claim | "held" | undefined {
  if (!row) return undefined;
  if (row.wake) return "held";
  return {
    threadId: row.id,
    workspaceId: row.workspace_id,
    channelId: row.channel_id,
    channelKind: row.channel_kind,
    rootTs: row.root_ts,
    fence: row.fence,
    catalogueVersion: row.catalogue_version,
    memoryVersion: row.memory_version,
    hasOpenRun: row.has_open_run,
    hasHistory: row.has_history,
  };
}

/** Lets go of the thread of `claim`, unless a note was left: then it stays held. Gives `wake`, or no row when it is lost. */
export function releaseSql(claim: { threadId: SQL | string; fence: SQL | number }) {
  return sql`
    update threads set wake = false, lease_owner = case when before.wake then threads.lease_owner else null end
    from (select id, wake from threads where id = ${claim.threadId} and fence = ${claim.fence} for update) before
    where threads.id = before.id
    returning before.wake`;
}

/** How letting go went. `woken`: it is still held, look again. `lost`: another worker took it, thinking this one dead. */
export type Released = "released" | "woken" | "lost";

export function releasedOf(row: { wake: boolean } | undefined): Released {
  if (!row) return "lost";
  return row.wake ? "woken" : "released";
}

export async function releaseThread(db: Db, claim: Claim): Promise<Released> {
  const result = await db.execute<{ wake: boolean }>(releaseSql(claim));
  return releasedOf(result.rows[0]);
}

/** Lets a thread go whatever happened meanwhile, after a failure; the job that is tried again looks anew. */
export async function abandonThread(db: Db, claim: Claim): Promise<void> {
  await db.execute(sql`
    update threads set lease_owner = null, wake = false where id = ${claim.threadId} and fence = ${claim.fence}`);
}

/** Makes the thread at one place go on from the one at another: what was said there is its history. */
export async function continueThread(
  db: Queryable,
  from: Pick<IncomingMessage, "workspaceId" | "channelId" | "channelKind" | "rootTs">,
  { rootTs, now }: { rootTs: string; now: Date },
): Promise<void> {
  const { workspaceId, channelId, channelKind } = from;
  await db.execute(sql`
    insert into threads (id, workspace_id, channel_id, channel_kind, root_ts, continues, created_at)
    values (${threadIdAt({ ...from, rootTs })}, ${workspaceId}, ${channelId}, ${channelKind}, ${rootTs}, ${threadIdAt(from)}, ${now.toISOString()}::timestamptz)
    on conflict (id) do update set continues = excluded.continues`);
}

/** Whether Chief has a part in the thread at a place. */
export async function hasThread(db: Queryable, threadId: string): Promise<boolean> {
  const result = await db.execute(sql`select 1 from threads where id = ${threadId}`);
  return result.rows.length > 0;
}
