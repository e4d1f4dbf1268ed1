import { describe, expect, it } from "vitest";
import {
  type Coverage,
  describeCoverage,
  describeTable,
  recordsOf,
  renderTableText,
  type SqlResult,
  toCsv,
  toTextTable,
} from "../../src/results/index.ts";

const ALL: Coverage = { rows: 412, pages: 9, complete: true, asOf: "2026-01-31T09:00:00Z" };
const SOME: Coverage = { ...ALL, rows: 2000, complete: false, why: "page budget reached", knownTotal: 9400 };
const COLUMNS = [
  { name: "status", type: "VARCHAR" },
  { name: "total", type: "DECIMAL(38,2)" },
];

function resultOf(rows: SqlResult["rows"], more: Partial<SqlResult> = {}): SqlResult {
  return { ok: true, columns: COLUMNS, rows, truncated: false, durationMs: 1, ...more };
}

describe("B6: coverage in words", () => {
  it("says that all was read", () => {
    expect(describeCoverage(ALL)).toBe("412 rows, 9 pages, all of them");
    expect(describeCoverage({ ...ALL, rows: 1, pages: 1 })).toBe("1 row, 1 page, all of them");
  });

  it("D5: says how much of how much was read, and why not all", () => {
    expect(describeCoverage(SOME)).toBe("first 2,000 rows of at least 9,400: page budget reached");
  });

  it("D5: claims no total that it does not know", () => {
    const { knownTotal: _, ...unknown } = SOME;
    expect(describeCoverage(unknown)).toBe("first 2,000 rows, not all of them: page budget reached");
    expect(describeCoverage({ ...SOME, knownTotal: 2000 })).toContain("not all of them");
  });
});

describe("a table for a model", () => {
  it("is aligned, with numbers to the right and nulls empty", () => {
    const text = toTextTable(COLUMNS, [
      ["open", "12.50"],
      [null, "1003.00"],
    ]);
    expect(text.split("\n")).toEqual([
      "| status |   total |",
      "| ------ | ------: |",
      "| open   |   12.50 |",
      "|        | 1003.00 |",
    ]);
  });

  it("keeps every cell in its cell", () => {
    const lines = toTextTable(COLUMNS, [["a | b\n| c", "x".repeat(500)]]).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[2]?.match(/\|/g)).toHaveLength(3);
    expect(lines[2]).toContain(`${"x".repeat(59)}… |`);
  });

  it("B7: stays within its limits and says what is left out", () => {
    const rows = Array.from({ length: 500 }, (_, at) => [`s${at}`, "1.00"]);
    expect(toTextTable(COLUMNS, rows, { maxRows: 2 })).toMatch(/… and 498 more rows$/);
    const short = toTextTable(COLUMNS, rows, { maxRows: 500, maxChars: 400 });
    expect(short.length).toBeLessThan(400 + "… and 500 more rows".length);
    expect(short).toMatch(/… and \d+ more rows$/);
  });

  it("D5: carries the label of incomplete data", () => {
    const text = renderTableText(resultOf([["open", "1.00"]], { partial: "of the first 2,000 orders" }));
    expect(text).toContain("INCOMPLETE DATA: computed of the first 2,000 orders");
    expect(renderTableText(resultOf([]))).not.toContain("INCOMPLETE");
  });

  it("says when the statement gave more rows than are shown", () => {
    expect(renderTableText(resultOf([["open", "1.00"]], { truncated: true }))).toContain("gave more");
  });
});

describe("a table described for a prompt", () => {
  const rows = [
    { id: 1, group: "a", note: "n".repeat(200) },
    { id: 2, group: null, note: null },
    { id: 3, group: "c", note: "" },
  ];
  const text = describeTable({
    name: "orders_1",
    source: "Orders API, list",
    records: recordsOf(rows),
    coverage: SOME,
  });

  it("D5: says name, source, coverage and time", () => {
    expect(text).toContain(
      "orders_1 (Orders API, list): first 2,000 rows of at least 9,400: page budget reached, as of 2026-01-31T09:00:00Z",
    );
  });

  it("writes columns as SQL must write them", () => {
    expect(text).toContain('columns: id BIGINT, "group" VARCHAR, note VARCHAR');
  });

  it("shows two rows, their values cut at 60 characters", () => {
    expect(text.match(/e\.g\./g)).toHaveLength(2);
    expect(text).toContain(`note="${"n".repeat(58)}…`);
    expect(text).not.toContain("n".repeat(60));
  });
});

describe("B7: CSV", () => {
  it("follows RFC 4180", () => {
    expect(
      toCsv(COLUMNS, [
        ['say "hi", Bob', "1.50"],
        ["two\nlines", null],
      ]),
    ).toBe('status,total\r\n"say ""hi"", Bob",1.50\r\n"two\nlines",\r\n');
  });

  it.each(["=1+1", "+1-2", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"])(
    "disarms the formula %j",
    (text) => {
      expect(
        toCsv(COLUMNS, [[text, 1]])
          .split("\r\n")
          .slice(1)
          .join("\r\n"),
      ).toMatch(/^"?'/);
    },
  );

  it("leaves negative numbers alone", () => {
    expect(toCsv(COLUMNS, [["-5", "-12.50"]])).toContain("-5,-12.50\r\n");
  });

  it("disarms a formula in a column's name", () => {
    expect(toCsv([{ name: "=x", type: "VARCHAR" }], [])).toBe("'=x\r\n");
  });
});
