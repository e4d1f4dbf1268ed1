import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instrument, type Sabotage } from "./instrument.ts";

const COPIED = [
  "src",
  "test",
  "migrations",
  "skills",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
];

export interface TreeCopy {
  readonly folder: string;
  readonly sabotages: readonly Sabotage[];
  remove(): void;
}

/**
 * A copy of the project with switches in `files`, in which `vitest` is the collector that runs tests again and again.
 * Nothing of the project itself is touched.
 */
export function copyTree(project: string, files: readonly string[]): TreeCopy {
  const folder = mkdtempSync(join(tmpdir(), "chief-sabotage-"));
  for (const name of COPIED) cpSync(join(project, name), join(folder, name), { recursive: true });
  linkModules(
    join(project, "node_modules"),
    join(folder, "node_modules"),
    join(project, "bench/sabotage/collector.ts"),
  );
  const sabotages: Sabotage[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const done = instrument(readFileSync(path, "utf8"), { file, firstId: sabotages.length });
    sabotages.push(...done.sabotages);
    writeFileSync(path, `const SWITCH = (id: number): boolean => globalThis.isSabotaged(id);\n${done.code}`);
  }
  // A statement is built once in the life of a process; here it has to be built anew, for what is on at the moment.
  edit(join(folder, "src/database/statement.ts"), "built ??= ", "built = ");
  return { folder, sabotages, remove: () => rmSync(folder, { recursive: true }) };
}

function edit(path: string, from: string, to: string): void {
  const before = readFileSync(path, "utf8");
  if (!before.includes(from)) throw new Error(`${path} does not hold “${from}” any more`);
  writeFileSync(path, before.replace(from, to));
}

function linkModules(from: string, to: string, collector: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== "vitest") symlinkSync(join(from, name), join(to, name));
  mkdirSync(join(to, "vitest"));
  writeFileSync(
    join(to, "vitest", "package.json"),
    JSON.stringify({ name: "vitest", type: "module", exports: "./index.ts" }),
  );
  cpSync(collector, join(to, "vitest", "index.ts"));
}
