import type { Messenger } from "../conversation/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { SchedulePort } from "../planning/index.ts";
import { fireDue } from "./fire-due.ts";
import { manageSchedules } from "./manage-schedules.ts";
import { listNeeds, type NeedsDeps } from "./needs.ts";
import { proposeSchedule } from "./propose-schedule.ts";
import type { Schedule } from "./schedules-store.ts";

export interface ScheduleDeps extends NeedsDeps {
  readonly clock: Clock;
  readonly messenger: Pick<Messenger, "findChannel">;
}

/** Requests that are made again and again, at times that people chose. */
export interface Schedules extends SchedulePort {
  /** Takes up what is due. Called every minute by every replica. */
  tick(): Promise<void>;
  /**
   * The schedules of a workspace that cannot do without an integration, paused ones too, by number: what would break
   * with it, and by `nextFireAt` when.
   */
  needing(workspaceId: string, integrationId: string): Promise<readonly Schedule[]>;
}

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
  };
}
