import type { Messenger } from "../conversation/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { SchedulePort } from "../planning/index.ts";
import { fireDue } from "./fire-due.ts";
import { manageSchedules } from "./manage-schedules.ts";
import { proposeSchedule } from "./propose-schedule.ts";

export interface ScheduleDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly messenger: Pick<Messenger, "findChannel">;
}

/** Requests that are made again and again, at times that people chose. */
export interface Schedules extends SchedulePort {
  /** Takes up what is due. Called every minute by every replica. */
  tick(): Promise<void>;
}

export function createSchedules(deps: ScheduleDeps): Schedules {
  return {
    propose: (input, context) => proposeSchedule(deps, input, context),
    manage: (input, context) => manageSchedules(deps, input, context),
    async tick() {
      await fireDue(deps.db, deps.clock());
    },
  };
}
