import { pgTable, text, timestamp } from "drizzle-orm/pg-core";

/**
 * The processes that are alive. A replica renews its row; one that stopped doing so is removed by the others, and
 * whatever it held (jobs, threads) is free again. An owner that has no row here is dead.
 */
export const replicas = pgTable("replicas", {
  id: text().primaryKey(),
  /** The names under which graphile-worker locks jobs for this replica. */
  workerIds: text().array().notNull(),
  beatAt: timestamp({ withTimezone: true }).notNull(),
});
