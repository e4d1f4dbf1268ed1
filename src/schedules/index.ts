/** Requests that are made again and again, at times that people chose: each time once, whatever number of replicas. */
export { type BeginDeps, beginFire } from "./begin-fire.ts";
export { createSchedules, type Schedules } from "./create-schedules.ts";
export { FIRE_SCHEDULE } from "./fire-due.ts";
export { scheduleDependents } from "./schedule-dependents.ts";
export { createSchedulePlanner } from "./schedule-planner.ts";
export type { Schedule } from "./schedules-store.ts";
