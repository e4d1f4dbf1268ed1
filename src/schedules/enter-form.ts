import { recordAct } from "../audit/index.ts";
import { newId } from "../kernel/index.ts";
import { getMember } from "../people/index.ts";
import { type Actor, editSchedule } from "./change-schedule.ts";
import type { ScheduleDeps } from "./create-schedules.ts";
import { type EntryFault, findPlace, readEntry, type ScheduleEntry } from "./enter-schedule.ts";
import { nextFires } from "./next-fires.ts";
import { insertSchedule, type Schedule, type ScheduleDraft } from "./schedules-store.ts";

/** A form that was filled in. */
export interface EnteredForm extends ScheduleEntry {
  /** `#ops`; empty for direct messages to whoever made the schedule. */
  readonly channel: string;
}

export type SavedEntry =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly faults: readonly EntryFault[] };

/** Starts a schedule of a form, or changes `schedule`. Nothing is stored when something is wrong with it. */
export async function enterForm(
  deps: ScheduleDeps,
  form: EnteredForm,
  { by, schedule }: { by: Actor; schedule?: Schedule | undefined },
): Promise<SavedEntry> {
  const read = readEntry(form, { isAdmin: by.isAdmin, ...(schedule ? { before: schedule } : {}) });
  const place = await placeOf(deps, form.channel, { by, schedule });
  if (!read.ok || !place) {
    const message = form.channel
      ? `There is no channel ${form.channel} that Chief can see`
      : "Chief cannot write to you directly; name a channel";
    const ofPlace: EntryFault[] = place ? [] : [{ field: "channel", message }];
    return { ok: false, faults: [...(read.ok ? [] : read.faults), ...ofPlace] };
  }
  if (!schedule) return { ok: true, schedule: await start(deps, { ...read.draft, ...place }, by) };
  const changed = await editSchedule(deps, { schedule, by }, { ...read.draft, ...place });
  return changed.ok ? changed : { ok: false, faults: [{ field: "request", message: changed.message }] };
}

type Place = Pick<Schedule, "channelId" | "channelName" | "channelKind">;

/** Where it posts: a place that stays the same is not looked up again. */
async function placeOf(
  { db, messenger }: ScheduleDeps,
  channel: string,
  { by, schedule }: { by: Actor; schedule?: Schedule | undefined },
): Promise<Place | undefined> {
  const isKept =
    schedule && (schedule.channelKind === "im" ? channel === "" : channel === `#${schedule.channelName}`);
  if (isKept) {
    const { channelId, channelName, channelKind } = schedule;
    return { channelId, channelName, channelKind };
  }
  if (channel !== "") return findPlace(messenger, by.workspaceId, channel);
  const owner = await getMember(db, by.workspaceId, schedule?.createdBy ?? by.memberId);
  const channelId = await messenger.directChannel(by.workspaceId, owner.slackUserId);
  return channelId === undefined
    ? undefined
    : { channelId, channelName: "direct message", channelKind: "im" };
}

async function start(
  { db, clock }: ScheduleDeps,
  draft: Omit<ScheduleDraft, "id" | "workspaceId" | "state" | "createdBy" | "createdAt">,
  { workspaceId, memberId }: Actor,
): Promise<Schedule> {
  const now = clock();
  const id = newId("sch");
  const [next] = nextFires(draft.cron, { timeZone: draft.timeZone, after: now, count: 1 });
  return db.transaction(async (tx) => {
    const row = { ...draft, id, workspaceId, createdBy: memberId, createdAt: now };
    const schedule = await insertSchedule(tx, { ...row, state: "active", nextFireAt: next ?? null });
    const { number, request, words } = schedule;
    const detail = { number, request, words };
    await recordAct(tx, { workspaceId, actor: memberId, act: "schedule.started", subject: id, detail }, now);
    return schedule;
  });
}
