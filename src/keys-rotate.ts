/**
 * `npm run keys:rotate [-- --all]`: wraps every data key with the vault key that the configuration names, and retires
 * the old one (`CHIEF_OLD_MASTER_KEY_FILE`). Chief may run meanwhile, except on the embedded database, which takes one
 * process. With `--all` also those that are wrapped with the current one, for a new version of a key in a key service.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { readConfig } from "./config.ts";
import { openDatabase } from "./database/index.ts";
import { createEgress } from "./egress/index.ts";
import { ChiefError, createLogger, createScrubber, messageOf, systemClock } from "./kernel/index.ts";
import { openVault } from "./open-vault.ts";

async function rotate(all: boolean): Promise<string> {
  const config = readConfig(process.env);
  const scrubber = createScrubber();
  const logger = createLogger({ level: "warn", scrubber });
  const egress = createEgress({ logger, ...(config.proxyUrl ? { proxyUrl: config.proxyUrl } : {}) });
  const database = await openDatabase({
    dataDir: config.dataDir,
    maxConnections: config.databaseConnections,
    logger,
    ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
  });
  try {
    const { vault } = await openVault({ config, database, egress, scrubber, logger, clock: systemClock });
    const startedAt = performance.now();
    const { rewrapped, retired, waiting } = await vault.rotateKeys({ all });
    const took = `${Math.round(performance.now() - startedAt)} ms`;
    const lines = [`${rewrapped} data keys are wrapped with the current vault key now (${took}).`];
    if (retired.length > 0)
      lines.push(
        `Retired: ${retired.map((id) => id.slice(0, 8)).join(", ")}. Remove CHIEF_OLD_MASTER_KEY_FILE or CHIEF_OLD_MASTER_KEY, and keep the old key for as long as a backup needs it.`,
      );
    if (waiting > 0)
      lines.push(`${waiting} data keys were made under the old key meanwhile: run this again.`);
    return lines.join("\n");
  } finally {
    await egress.close();
    await database.close();
  }
}

const { values } = parseArgs({ options: { all: { type: "boolean", default: false } } });
if (existsSync(".env")) process.loadEnvFile(".env");
try {
  console.log(await rotate(values.all));
} catch (error) {
  const code = error instanceof ChiefError ? ` (${error.code})` : "";
  console.error(`The keys were not rotated: ${messageOf(error)}${code}`);
  process.exitCode = 1;
}
