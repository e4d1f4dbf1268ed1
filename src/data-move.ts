/**
 * `npm run data:move`: copies all that the embedded database of `CHIEF_DATA_DIR` holds to the empty PostgreSQL database
 * of `DATABASE_URL`. Chief must be stopped. The embedded database stays as it is.
 */
import { existsSync } from "node:fs";
import { readConfig } from "./config.ts";
import { copyDatabase, migrateDatabase, openDatabase } from "./database/index.ts";
import { ChiefError, countOf, createLogger, createScrubber, grouped, messageOf } from "./kernel/index.ts";
import { projectPath } from "./paths.ts";

async function move(): Promise<string> {
  const { dataDir, databaseUrl: url, databaseConnections: maxConnections } = readConfig(process.env);
  if (!url) throw new Error("set DATABASE_URL to the empty PostgreSQL database that everything shall go to");
  if (!existsSync(dataDir))
    throw new Error(`there is no data in ${dataDir}; set CHIEF_DATA_DIR to where it is`);
  const logger = createLogger({ level: "warn", scrubber: createScrubber() });
  const from = await openDatabase({ dataDir, maxConnections, logger });
  try {
    const to = await openDatabase({ dataDir, maxConnections, logger, url });
    try {
      for (const database of [from, to]) await migrateDatabase(database, projectPath("migrations"));
      const copied = await copyDatabase(from, to);
      const rows = copied.reduce((sum, table) => sum + table.rows, 0);
      return `${grouped(rows)} rows of ${countOf(copied.length, "table")} were copied. Start Chief with this DATABASE_URL and the same CHIEF_DATA_DIR, in which the vault key is, or wherever you keep that.`;
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

if (existsSync(".env")) process.loadEnvFile(".env");
try {
  console.log(await move());
} catch (error) {
  const code = error instanceof ChiefError ? ` (${error.code})` : "";
  console.error(`Nothing was copied: ${messageOf(error)}${code}`);
  process.exitCode = 1;
}
