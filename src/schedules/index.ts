/** Requests that are made again and again, at times that people chose: each time once, whatever number of replicas. */
export { type BeginDeps, beginFire } from "./begin-fire.ts";
export { createSchedules, type Schedules } from "./create-schedules.ts";
export { scheduleDependents } from "./schedule-dependents.ts";
export { FIRE_SCHEDULE, type FirePayload } from "./fire-due.ts";
export { lookAfterSchedules } from "./look-after.ts";
export { type Notice, SAY_NOTICE, sayNotice } from "./notices.ts";
export { createQuietMessenger } from "./quiet-messenger.ts";
export { createSchedulePlanner } from "./schedule-planner.ts";
export type { Schedule } from "./schedules-store.ts";
