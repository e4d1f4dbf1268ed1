/** Fails when the rooms' tables and `migrations/` differ, that is, when `drizzle-kit generate` would write something. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../drizzle.config.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const REMEDY = "Run `npm run migrations:generate` and commit what it writes.";

/** Says whether drizzle-kit wrote a migration. Throws when it failed, also when it wants to ask about a rename. */
function generateInto(folder: string): boolean {
  const kit = join(ROOT, "node_modules/drizzle-kit/bin.cjs");
  // drizzle-kit takes every `out` for a relative path.
  const options = { ...config, out: relative(ROOT, folder) };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout, stderr } = spawnSync(process.execPath, [kit, "generate", ...flags], {
    cwd: ROOT,
    encoding: "utf8",
  });
  // Its exit code is 0 even when it failed, so only its own words count.
  if (stdout.includes("nothing to migrate")) return false;
  if (stdout.includes("Your SQL migration file")) return true;
  throw new Error(
    `drizzle-kit could not compare the tables with migrations/. ${REMEDY}\n\n${stdout}${stderr}`,
  );
}

function sqlFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".sql"));
}

/** The number of tables in the newest snapshot, which drizzle-kit has just found to be what the rooms declare. */
function countTables(folder: string): number {
  const newest = readdirSync(join(folder, "meta"))
    .filter((name) => name.endsWith("_snapshot.json"))
    .sort()
    .at(-1);
  if (!newest) return 0;
  const { tables } = JSON.parse(readFileSync(join(folder, "meta", newest), "utf8")) as { tables: object };
  return Object.keys(tables).length;
}

function check(draft: string): string {
  const committed = join(ROOT, "migrations");
  cpSync(committed, draft, { recursive: true });
  if (generateInto(draft)) {
    const added = sqlFiles(draft).filter((name) => !sqlFiles(committed).includes(name));
    const missing = added.map((name) => readFileSync(join(draft, name), "utf8")).join("\n");
    throw new Error(
      `migrations/ does not make the tables that src/*/tables.ts declare. ${REMEDY}\n\n${missing}`,
    );
  }
  const tables = countTables(draft);
  if (tables === 0) throw new Error("saw no table at all: neither migrations/ nor src/*/tables.ts has one");
  return `migrations/ makes the ${tables} tables that src/*/tables.ts declare`;
}

const draft = mkdtempSync(join(tmpdir(), "chief-check-migrations-"));
try {
  process.stdout.write(`${check(draft)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(draft, { recursive: true });
}
