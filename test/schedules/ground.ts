import { createCatalogues } from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import type { BeginDeps } from "../../src/schedules/begin-fire.ts";
import type { Notice } from "../../src/schedules/notices.ts";
import { insertSchedule, listFires, type Schedule } from "../../src/schedules/schedules-store.ts";
import { createSkills } from "../../src/skills/index.ts";
import { type Chat, newChat } from "../conversation/talk.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { type Ground, NOON, type Team } from "../support/team.ts";

const MINUTE_MS = 60_000;

/** So many minutes after noon. */
export const minute = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE_MS);

/** A schedule that comes up every five minutes, next in five. */
export function scheduleOf(ground: Ground, team: Team, more: Partial<Schedule> = {}): Promise<Schedule> {
  return insertSchedule(ground.db, {
    id: newId("sch"),
    workspaceId: team.workspace.id,
    request: "order-report",
    channelId: "C0OPS",
    channelName: "ops",
    channelKind: "channel",
    cron: "*/5 * * * *",
    words: "every 5 minutes",
    timeZone: "UTC",
    state: "active",
    createdBy: team.ada.id,
    createdAt: NOON,
    nextFireAt: minute(5),
    ...more,
  });
}

/** What the rooms around schedules did: a chat, what was received, and which threads are busy. */
export interface Around {
  readonly deps: BeginDeps;
  readonly chat: Chat;
  readonly received: string[];
  readonly stopped: string[];
  readonly busy: Set<string>;
}

export function aroundOf(ground: Ground): Around {
  const chat = newChat();
  const [received, stopped, busy] = [[] as string[], [] as string[], new Set<string>()];
  const deps: BeginDeps = {
    db: ground.db,
    clock: ground.clock,
    logger: silentLogger(),
    publicUrl: "http://chief.test",
    messenger: chat,
    catalogues: createCatalogues(ground),
    skills: createSkills({ ...ground, model: undefined, builtIn: [] }),
    conversation: {
      receive: async ({ text }) => void received.push(text),
      isBusy: async ({ rootTs }) => busy.has(rootTs),
      stop: async ({ rootTs }) => stopped.push(rootTs),
    },
  };
  return { deps, chat, received, stopped, busy };
}

/** The times of a schedule so far, the latest first: `10 due`. */
export async function states({ db }: Ground, { id }: Schedule): Promise<string[]> {
  return (await listFires(db, id, 100)).map(
    ({ fireAt, state }) => `${(fireAt.getTime() - NOON.getTime()) / MINUTE_MS} ${state}`,
  );
}

/** The notices that wait to be said, each given once. */
export async function takeNotices({ db }: Ground): Promise<Notice[]> {
  const { rows } = await db.execute<{ key: string; payload: Notice }>(
    "select key, payload from graphile_worker._private_jobs where key like 'notice:%' order by id",
  );
  for (const { key } of rows) await db.execute(`select graphile_worker.remove_job('${key}')`);
  return rows.map(({ payload }) => payload);
}
