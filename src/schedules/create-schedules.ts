import type { Messenger } from "../conversation/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { SchedulePort } from "../planning/index.ts";
import {
  type Actor,
  type Changed,
  deleteSchedule,
  mayChange,
  pauseSchedule,
  resumeSchedule,
  runScheduleNow,
} from "./change-schedule.ts";
import { type EnteredForm, enterForm, type SavedEntry } from "./enter-form.ts";
import { type ReadEntry, readEntry, type ScheduleEntry } from "./enter-schedule.ts";
import { fireDue } from "./fire-due.ts";
import { manageSchedules } from "./manage-schedules.ts";
import { listNeeds, type NeedsDeps, needsNow, standingOf } from "./needs.ts";
import { proposeSchedule } from "./propose-schedule.ts";
import { findSchedule, type Schedule } from "./schedules-store.ts";

export interface ScheduleDeps extends NeedsDeps {
  readonly clock: Clock;
  readonly messenger: Pick<Messenger, "findChannel" | "directChannel">;
}

/** What is done with one schedule besides changing its fields. */
export type ScheduleDeed = "pause" | "resume" | "delete" | "run";

/** Requests that are made again and again, at times that people chose. */
export interface Schedules extends SchedulePort {
  /** Takes up what is due. Called every minute by every replica. */
  tick(): Promise<void>;
  /**
   * The schedules of a workspace that cannot do without an integration, paused ones too, by number: what would break
   * with it, and by `nextFireAt` when.
   */
  needing(workspaceId: string, integrationId: string): Promise<readonly Schedule[]>;
  /** The ids of the integrations that a schedule cannot do without. */
  needs(schedule: Schedule): Promise<readonly string[]>;
  /** What times say, read back; a fault where they are none. */
  readTimes(entry: Pick<ScheduleEntry, "times" | "timeZone">): ReadEntry;
  /** A schedule that runs or is paused. */
  find(workspaceId: string, number: number): Promise<Schedule | undefined>;
  mayChange(schedule: Schedule, by: Actor): boolean;
  /** Does one thing with a schedule; `ok: false` says why not. */
  do(deed: ScheduleDeed, on: { schedule: Schedule; by: Actor }): Promise<Changed>;
  /** Makes a schedule of a form that was filled in, or changes one, and starts it. */
  enter(form: EnteredForm, by: Actor, schedule?: Schedule): Promise<SavedEntry>;
}

const DEEDS = { pause: pauseSchedule, resume: resumeSchedule, delete: deleteSchedule, run: runScheduleNow };

export function createSchedules(deps: ScheduleDeps): Schedules {
  return {
    propose: (input, context) => proposeSchedule(deps, input, context),
    manage: (input, context) => manageSchedules(deps, input, context),
    async tick() {
      await fireDue(deps.db, deps.clock());
    },
    async needing(workspaceId, integrationId) {
      const all = await listNeeds(deps, workspaceId);
      return all.flatMap(({ schedule, needs }) => (needs.includes(integrationId) ? [schedule] : []));
    },
    async needs(schedule) {
      return needsNow(deps, schedule, await standingOf(deps, schedule.workspaceId));
    },
    readTimes: (entry) => readEntry({ ...entry, request: "anything" }, { isAdmin: false }),
    async find(workspaceId, number) {
      const found = await findSchedule(deps.db, workspaceId, number);
      return found?.state === "proposed" ? undefined : found;
    },
    mayChange,
    do: (deed, on) => DEEDS[deed](deps, on),
    enter: (form, by, schedule) => enterForm(deps, form, { by, schedule }),
  };
}
