import { describe, expect, it } from "vitest";
import { axisTicks, readChart, slicePath } from "../../src/web/blocks/chart-geometry.ts";

describe("the axis of a chart", () => {
  it.each([
    [
      [12, 9, 14, 7, 21],
      [0, 10, 20, 30],
    ],
    [
      [-9, 21],
      [-10, 0, 10, 20, 30],
    ],
    [
      [0.12, 0.3],
      [0, 0.1, 0.2, 0.3],
    ],
    [[0, 0], [0, 0.25, 0.5, 0.75, 1].slice(0, 1)],
    [[1_000_000], [0, 250_000, 500_000, 750_000, 1_000_000]],
  ])("covers %j with round numbers", (values, ticks) => {
    const found = axisTicks(values);
    expect(found.slice(0, ticks.length)).toEqual(ticks);
    expect(Math.max(...values)).toBeLessThanOrEqual(found.at(-1) ?? 0);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(found[0] ?? 0);
    expect(found.length).toBeGreaterThan(1);
  });
});

describe("the data of a chart", () => {
  it("follows the order of the categories and leaves gaps where a series has no point", () => {
    const chart = readChart({
      type: "line",
      axis_config: { categories: ["a", "b", "c"] },
      series: [
        {
          name: "s",
          data: [
            { label: "c", value: 3 },
            { label: "a", value: 1 },
          ],
        },
      ],
    });
    expect(chart.series).toEqual([{ name: "s", values: [1, undefined, 3] }]);
  });

  it("takes the labels of the points where no categories are given", () => {
    const series = [
      {
        name: "s",
        data: [
          { label: "a", value: 1 },
          { label: "b", value: 2 },
        ],
      },
    ];
    expect(readChart({ type: "bar", series }).categories).toEqual(["a", "b"]);
  });
});

describe("a slice of a pie", () => {
  it("goes clockwise from the top, and the whole is drawn too", () => {
    expect(slicePath(0, 0.25, 100, 90)).toBe("M100 100L100 10A90 90 0 0 1 190 100Z");
    expect(slicePath(0, 1, 100, 90)).toContain("A90 90 0 1 1");
  });
});
