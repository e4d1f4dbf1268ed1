import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A project of one room with one table, `notes`, and its migration. */
async function projectWithNotes() {
  const root = await mkdtemp(join(tmpdir(), "chief-test-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const name of ["scripts", "drizzle.config.ts", "package.json"]) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "src", "notes"), { recursive: true });
  mkdirSync(join(root, "migrations"));
  const declare = (columns: string) =>
    writeFileSync(
      join(root, "src/notes/tables.ts"),
      `import { pgTable, text } from "drizzle-orm/pg-core";
       ${columns && `export const notes = pgTable("notes", { ${columns} });`}`,
    );
  const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return {
    declare,
    generate: () => run("node_modules/drizzle-kit/bin.cjs", "generate"),
    check: () => run("--import", "tsx", "scripts/check-migrations.ts"),
  };
}

it("check-migrations fails on a missing migration, and when it saw no table", {
  timeout: 60_000,
}, async () => {
  const project = await projectWithNotes();
  project.declare("");
  const nothing = project.check();
  project.declare("id: text().primaryKey()");
  project.generate();
  const complete = project.check();
  project.declare("id: text().primaryKey(), bodyText: text()");
  const missing = project.check();

  expect(nothing).toMatchObject({ status: 1, stderr: expect.stringContaining("saw no table") });
  expect(complete).toMatchObject({ status: 0, stdout: expect.stringContaining("1 tables") });
  expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('ADD COLUMN "body_text"') });
});
