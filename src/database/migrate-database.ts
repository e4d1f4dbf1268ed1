import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import type { Database } from "./open-database.ts";

/** `hashtext` makes the lock's number, so that a person who looks at `pg_locks` can find out whose it is. */
const LOCK = "hashtext('chief.migrations')";

/**
 * Brings the database up to date: our tables from `migrationsFolder` (made by drizzle-kit), then the job queue's.
 *
 * Any number of replicas may do it at once: one works and the others wait for it, for as long as it takes, and find
 * nothing left to do. (Without the lock, one of six concurrent runs on an empty database was measured to fail.)
 *
 * @throws when a migration fails; it is rolled back, the ones before it stay
 */
export async function migrateDatabase(database: Database, migrationsFolder: string): Promise<void> {
  // A client of its own: the lock belongs to the connection, and waiting for it may take longer than a query may.
  const client = new pg.Client({ ...database.pool.options, query_timeout: 0 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${LOCK})`);
    await migrate(drizzle(client), { migrationsFolder });
    await runMigrations({ pgPool: database.pool });
    await client.query(`select pg_advisory_unlock(${LOCK})`);
  } finally {
    await client.end();
  }
}
