import { describe, expect, it } from "vitest";
import promises from "../promises.json" with { type: "json" };
import { sourceFiles } from "./source-files.ts";

/** A text that begins with one id or several, such as `"D3, E3: never sent twice"`. */
const CITING = /["'`]((?:[A-Z]\d{1,2})(?:,?\s+[A-Z]\d{1,2})*):\s/g;

const testFiles = sourceFiles("test").filter(({ path }) => /\.test\.tsx?$/.test(path));

/** The ids that titles of tests begin with, with the files that hold those titles. */
function citations(): Map<string, Set<string>> {
  const cited = new Map<string, Set<string>>();
  for (const { path, text } of testFiles) {
    for (const [, ids = ""] of text.matchAll(CITING)) {
      for (const id of ids.split(/,?\s+/)) cited.set(id, (cited.get(id) ?? new Set()).add(path));
    }
  }
  return cited;
}

/** Every id of the product: `A: 7` stands for A1 to A7. */
const known = new Set(
  Object.entries(promises.product).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, at) => `${letter}${at + 1}`),
  ),
);
const cited = citations();

describe("the promises", () => {
  it("were looked for in the titles of tests", () => {
    expect(testFiles.length).toBeGreaterThan(50);
    expect(cited.size).toBeGreaterThan(15);
  });

  it.each(promises.claimed)("%s is a promise of the product, and a test shows it", (id) => {
    expect(known).toContain(id);
    expect([...(cited.get(id) ?? [])], `no test title begins with “${id}:”`).not.toEqual([]);
  });

  it("are the product's: no title cites another", () => {
    expect([...cited.keys()].filter((id) => !known.has(id))).toEqual([]);
  });
});
