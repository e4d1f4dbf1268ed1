import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = fileURLToPath(new URL("../../", import.meta.url));

/** The table: the number of each trap, and the files that are said to show it. */
const rows = [...readFileSync(`${here}README.md`, "utf8").matchAll(/^\| (\d+) \| .+ \| (.*)\|$/gm)].map(
  ([, trap, files = ""]) => ({
    trap: Number(trap),
    files: files.split(",").flatMap((file) => file.trim() || []),
  }),
);

/** The traps that a file's titles name: `trap 4: …`, `traps 4 and 5: …`. */
function trapsIn(file: string): number[] {
  const titles = readFileSync(`${tests}${file}`, "utf8").matchAll(/["'`]traps? ([\d, and]+):/g);
  return [...titles].flatMap(([, numbers = ""]) => numbers.match(/\d+/g) ?? []).map(Number);
}

it("the table has every trap once, in order", () => {
  expect(rows.map(({ trap }) => trap)).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
});

it("every file of the table holds the trap that it is said to show", () => {
  const wrong = rows.flatMap(({ trap, files }) =>
    files.filter((file) => !trapsIn(file).includes(trap)).map((file) => `${trap}: ${file}`),
  );
  expect(wrong).toEqual([]);
});

it("every trap that a file of this folder shows is in the table", () => {
  const files = readdirSync(here)
    .filter((name) => name.endsWith(".test.ts") && name !== "index.test.ts")
    .map((name) => `slack/traps/${name}`);
  expect(files.length).toBeGreaterThan(0);
  const missing = files.flatMap((file) =>
    trapsIn(file)
      .filter((trap) => !rows.some((row) => row.trap === trap && row.files.includes(file)))
      .map((trap) => `${trap}: ${file}`),
  );
  expect(missing).toEqual([]);
});
