/** What the other rooms know that schedules rest on: integrations that fail or work again, questions that wait. */
import { sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";

/** An integration that is failing in a workspace with schedules that run. */
export interface FailingIntegration extends Record<string, unknown> {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly healthNote: string | null;
}

export async function listFailing(db: Queryable): Promise<FailingIntegration[]> {
  const { rows } = await db.execute<FailingIntegration>(sql`
    select id, workspace_id as "workspaceId", name, health_note as "healthNote" from integrations
    where health = 'failing' and disconnected_at is null and exists (
      select 1 from schedules where schedules.workspace_id = integrations.workspace_id and schedules.state = 'active')
    order by id`);
  return rows;
}

/** A schedule that was paused for an integration which works again, and which nobody has been told yet. */
export interface Resumable extends Record<string, unknown> {
  readonly scheduleId: string;
  readonly channelId: string;
  readonly integrationId: string;
  readonly name: string;
}

export async function listResumable(db: Queryable): Promise<Resumable[]> {
  const { rows } = await db.execute<Resumable>(sql`
    select s.id as "scheduleId", s.channel_id as "channelId", i.id as "integrationId", i.name
    from schedules s join integrations i on i.id = s.paused_for and i.workspace_id = s.workspace_id
    where s.state = 'paused' and s.offered_at is null and i.health <> 'failing' and i.disconnected_at is null
    order by s.number`);
  return rows;
}

/** Notes that resuming was offered. Gives the ids of those for which it had not been. */
export async function claimOffers(db: Queryable, ids: readonly string[], now: Date): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    update schedules set offered_at = ${now.toISOString()}::timestamptz
    where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) and state = 'paused' and offered_at is null
    returning id`);
  return rows.map(({ id }) => id);
}

/** What fails again is offered again when it works again. */
export async function withdrawOffers(db: Queryable): Promise<void> {
  await db.execute(sql`
    update schedules set offered_at = null from integrations
    where integrations.id = schedules.paused_for and integrations.health = 'failing'
      and schedules.state = 'paused' and schedules.offered_at is not null`);
}

/** A question of a run that a schedule began, which nobody answered in the time that its policy gives. */
export interface Unanswered extends Record<string, unknown> {
  readonly scheduleId: string;
  /** ISO 8601. */
  readonly fireAt: string;
  readonly approvalId: string;
}

export async function listUnanswered(db: Queryable, now: Date): Promise<Unanswered[]> {
  const { rows } = await db.execute<Unanswered>(sql`
    select s.id as "scheduleId", to_char(f.fire_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "fireAt", a.id as "approvalId"
    from schedules s
    join schedule_fires f on f.schedule_id = s.id and f.state = 'begun'
    join runs r on r.thread_id = f.thread_id and r.finished_at is null
    join approvals a on a.run_id = r.id and a.kind = 'send' and a.state = 'pending' and a.escalated_to is null
    where s.state in ('active', 'paused') and s.unanswered <> 'expire'
      and a.created_at <= ${now.toISOString()}::timestamptz - make_interval(mins => s.answer_within_minutes)
    order by f.fire_at`);
  return rows;
}

/** Times that wait for the time before, the first of each schedule. */
export async function listQueued(db: Queryable): Promise<{ scheduleId: string; fireAt: string }[]> {
  const { rows } = await db.execute<{ scheduleId: string; fireAt: string }>(sql`
    select distinct on (schedule_id) schedule_id as "scheduleId", to_char(fire_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "fireAt"
    from schedule_fires where state = 'queued' order by schedule_id, fire_at`);
  return rows;
}
