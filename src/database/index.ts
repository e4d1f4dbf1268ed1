/** The gate to the database: opening it, bringing it up to date, transactions, and the job queue in it. */
export { addJob, addJobSql, type Job, removeJobsSql } from "./add-job.ts";
export { type Copied, copyDatabase } from "./copy-database.ts";
export { NET_SECONDS, type StoredJob } from "./fast-lane.ts";
export { createJobs, type Jobs } from "./jobs.ts";
export { migrateDatabase } from "./migrate-database.ts";
export {
  type Database,
  type Db,
  openDatabase,
  type Queryable,
  type Tx,
} from "./open-database.ts";
export { columnsOf, type Slots, type Statement, statement } from "./statement.ts";
export type { JobContext, Task } from "./workers.ts";
