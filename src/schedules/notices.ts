/** What Chief says about schedules unasked: stored as a job with what it is about, so that it is said once. */
import type { Messenger, Place } from "../conversation/index.ts";
import type { Job } from "../database/index.ts";
import type { Logger } from "../kernel/index.ts";
import type { Choice } from "../planning/index.ts";
import type { Schedule } from "./schedules-store.ts";

export const SAY_NOTICE = "say-schedule-notice";

export interface Notice {
  readonly workspaceId: string;
  readonly channelId: string;
  /** Null for a message of its own. */
  readonly threadTs: string | null;
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly key: string;
  /** Who is told in direct messages where the channel cannot be written to: a Slack user. */
  readonly otherwise: string | null;
}

/** A notice in the channel of a schedule. */
export function noticeFor(
  { workspaceId, channelId }: Pick<Schedule, "workspaceId" | "channelId">,
  notice: Pick<Notice, "text" | "choices" | "key"> & Partial<Notice>,
): Notice {
  return { workspaceId, channelId, threadTs: null, otherwise: null, ...notice };
}

/** The job that says a notice. */
export function noticeJob(notice: Notice): Job {
  return { task: SAY_NOTICE, payload: notice, key: `notice:${notice.key}` };
}

/** The button that runs a schedule now. */
export function runNow({ number }: Pick<Schedule, "number">): Choice {
  return { label: "Run it now", says: `run schedule ${number} now`, isMain: true };
}

interface NoticeDeps {
  readonly messenger: Pick<Messenger, "say" | "directChannel">;
  readonly logger: Logger;
  readonly publicUrl: string;
}

/** Says a notice, once however often this is called. */
export async function sayNotice({ messenger, logger, publicUrl }: NoticeDeps, notice: Notice): Promise<void> {
  const { workspaceId, channelId, threadTs, text, choices, key, otherwise } = notice;
  const utterance = { kind: "note", text, choices, dashboardUrl: publicUrl, key } as const;
  const place: Place = { workspaceId, channelId, threadTs };
  const said = await messenger.say(place, utterance, { mayBeThere: true });
  if (said.ok) return;
  const direct = otherwise === null ? undefined : await messenger.directChannel(workspaceId, otherwise);
  if (direct === undefined)
    return logger.warn({ key, code: said.code }, "a notice about a schedule could not be said");
  await messenger.say({ workspaceId, channelId: direct, threadTs: null }, utterance, { mayBeThere: true });
}
