import { describe, expect, it } from "vitest";
import { type ChartKind, chooseChart, type SqlCell } from "../../src/results/index.ts";

type Cells = readonly (readonly SqlCell[])[];

function chart(columns: Record<string, string>, rows: Cells, wanted?: ChartKind) {
  const named = Object.entries(columns).map(([name, type]) => ({ name, type }));
  const chosen = chooseChart({ columns: named, rows }, wanted);
  return chosen.ok ? chosen.chart : chosen.message;
}

describe("B7: how a result is drawn, by its shape", () => {
  it("draws one number for each text as bars, without the count beside it", () => {
    const columns = { status: "VARCHAR", sum_total: "DECIMAL(38,2)", count: "BIGINT" };
    expect(
      chart(columns, [
        ["paid", "10.50", 2],
        ["open", "3.00", 1],
      ]),
    ).toEqual({
      kind: "bar",
      categories: ["paid", "open"],
      series: [{ name: "sum_total", values: [10.5, 3] }],
      across: "status",
      measured: "sum_total",
    });
  });

  it("draws a count alone", () => {
    expect(chart({ status: "VARCHAR", count: "BIGINT" }, [["paid", 2]])).toMatchObject({ measured: "count" });
  });

  it("draws times as a line, in their order, each currency as a series of its own", () => {
    const columns = { day: "DATE", currency: "VARCHAR", sum_total: "DECIMAL(38,2)" };
    const rows: Cells = [
      ["2026-03-18", "EUR", "2.00"],
      ["2026-03-17", "EUR", "1.00"],
      ["2026-03-18", "USD", "9.00"],
    ];
    expect(chart(columns, rows)).toMatchObject({
      kind: "line",
      categories: ["2026-03-17", "2026-03-18"],
      series: [
        { name: "EUR", values: [1, 2] },
        { name: "USD", values: [null, 9] },
      ],
    });
  });

  it("keeps the last of many days and the first of many names, and says so", () => {
    const days: Cells = Array.from({ length: 31 }, (_, at) => [
      `2026-03-${String(at + 1).padStart(2, "0")}`,
      at,
    ]);
    const line = chart({ day: "DATE", count: "BIGINT" }, days);
    expect(line).toMatchObject({ cut: "the last 20 of 31" });
    expect(line).toHaveProperty("categories.19", "2026-03-31");
    const names: Cells = Array.from({ length: 25 }, (_, at) => [`c${at}`, at]);
    expect(chart({ customer: "VARCHAR", count: "BIGINT" }, names)).toMatchObject({
      cut: "the first 20 of 25",
    });
  });

  it("puts the smallest shares of a pie together, and leaves out what has none", () => {
    const rows: Cells = [
      ["a", 50],
      ["b", 9],
      ["c", 8],
      ["d", 7],
      ["e", 6],
      ["f", 5],
      ["g", 4],
      ["h", 0],
      ["i", null],
    ];
    expect(chart({ name: "VARCHAR", count: "BIGINT" }, rows, "pie")).toMatchObject({
      kind: "pie",
      categories: ["a", "b", "c", "d", "e", "others"],
      series: [{ name: "count", values: [50, 9, 8, 7, 6, 9] }],
      cut: "2 without a share",
    });
  });

  it("says what is missing where there is nothing to compare", () => {
    expect(chart({ count: "BIGINT" }, [[3]])).toMatch(/by status/);
    expect(chart({ status: "VARCHAR", name: "VARCHAR" }, [["a", "b"]])).toMatch(/a number for each/);
  });
});
