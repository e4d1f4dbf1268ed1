/**
 * `npm run audit:verify [-- --known <file>]`: whether the record of what admins did and the ledger of calls are as they were
 * written. Prints one JSON line for each chain of each workspace, with its head; exits 1 when one is broken, and names the
 * first row that is not as it was. Chief may run meanwhile, except on the embedded database, which takes one process.
 *
 * Who can write to the whole database can make other chains that hold. Against that, keep what this prints somewhere else,
 * and give it back as `--known`: each chain must then still have that head at that place.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { listChains, type NamedHead } from "./audit-chains.ts";
import { readConfig } from "./config.ts";
import { openDatabase } from "./database/index.ts";
import { ChiefError, createLogger, createScrubber, messageOf } from "./kernel/index.ts";

async function verify(known: readonly NamedHead[]): Promise<boolean> {
  const config = readConfig(process.env);
  const logger = createLogger({ level: "warn", scrubber: createScrubber() });
  const database = await openDatabase({
    dataDir: config.dataDir,
    maxConnections: config.databaseConnections,
    logger,
    ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
  });
  try {
    let isWhole = true;
    for await (const chain of listChains(database.db, known)) {
      console.log(JSON.stringify(chain));
      isWhole &&= chain.ok;
    }
    return isWhole;
  } finally {
    await database.close();
  }
}

function readKnown(file: string | undefined): NamedHead[] {
  if (file === undefined) return [];
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as NamedHead);
}

const { values } = parseArgs({ options: { known: { type: "string" } } });
if (existsSync(".env")) process.loadEnvFile(".env");
try {
  if (!(await verify(readKnown(values.known)))) process.exitCode = 1;
} catch (error) {
  const code = error instanceof ChiefError ? ` (${error.code})` : "";
  console.error(`Nothing was verified: ${messageOf(error)}${code}`);
  process.exitCode = 1;
}
