import { describe, expect, it } from "vitest";
import { countOf, grouped, shortened } from "../../src/kernel/index.ts";

describe("words", () => {
  it.each([
    [0, "0 rows"],
    [1, "1 row"],
    [2_000, "2,000 rows"],
  ])("counts %i", (count, text) => {
    expect(countOf(count, "row")).toBe(text);
  });

  it("takes a plural that is not formed with s", () => {
    expect(countOf(2, "entry", "entries")).toBe("2 entries");
    expect(grouped(1_234_567)).toBe("1,234,567");
  });

  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["ab😀", 4, "ab😀"],
    ["ab😀c", 4, "ab…"],
    ["a😀bc", 4, "a😀…"],
  ])("shortens %s to %i units", (text, most, short) => {
    expect(shortened(text, most)).toBe(short);
    expect(shortened(text, most)).not.toMatch(/[\ud800-\udfff]/u);
  });
});
