/** Requests that are made again and again, at times that people chose: each time once, whatever number of replicas. */
export { type BeginDeps, beginFire } from "./begin-fire.ts";
export { createSchedules, type Schedules } from "./create-schedules.ts";
export { localTime, placeName, upcoming } from "./describe-schedule.ts";
export type { EntryFault, ScheduleEntry } from "./enter-schedule.ts";
export { FIRE_SCHEDULE, type FirePayload } from "./fire-due.ts";
export { lookAfterSchedules } from "./look-after.ts";
export { type Notice, SAY_NOTICE, sayNotice } from "./notices.ts";
export { describePolicies, POLICY_WORDS, type Policies, USUAL_POLICIES } from "./policies.ts";
export { createQuietMessenger } from "./quiet-messenger.ts";
export { scheduleDependents } from "./schedule-dependents.ts";
export { createSchedulePlanner } from "./schedule-planner.ts";
export { listPastFires, listSchedules, type PastFire, type Schedule } from "./schedules-store.ts";
