import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/kernel/index.ts";
import {
  createRecordsBuilder,
  inferColumns,
  partsOfText,
  readRecords,
  recordsIn,
  textOfParts,
} from "../../src/results/index.ts";
import { firstRecords, recordsOf } from "../../src/results/records.ts";

const numbered = (from: number, to: number): JsonObject[] =>
  Array.from({ length: to - from }, (_, at) => ({ id: from + at, note: "a\n,b" }));

describe("records as text", () => {
  it("are the same list after being put together from pieces and read back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 4 }), { maxLength: 4 }),
        (pieces) => {
          const rows = JSON.parse(JSON.stringify(pieces.flat())) as JsonObject[];
          const builder = createRecordsBuilder();
          for (const piece of pieces) builder.add(JSON.parse(JSON.stringify(piece)) as JsonObject[]);
          const parts = builder.take();
          const text = textOfParts(parts);
          expect(JSON.parse(text)).toEqual(rows);
          expect(partsOfText(text)).toEqual(parts);
          expect([...readRecords({ parts })]).toEqual(rows);
          const known = { count: builder.count(), columns: builder.columns() };
          expect(known).toEqual({ count: rows.length, columns: inferColumns(rows) });
          expect(recordsIn(text)).toEqual({ ...known, parts });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are cut into parts of some thousand, whose line breaks are not taken for those in texts", () => {
    const builder = createRecordsBuilder();
    builder.add(numbered(0, 4_500));
    builder.add([], "[]");
    builder.add(numbered(4_500, 4_501), JSON.stringify(numbered(4_500, 4_501)));
    const parts = builder.take();
    expect(parts).toHaveLength(4);
    expect(builder.take()).toEqual([]);
    expect([...readRecords({ parts })]).toEqual(numbered(0, 4_501));
    expect(firstRecords({ parts }, 2_001)).toHaveLength(2_001);
  });

  it("are read from any JSON text of a list, spread over lines or not", () => {
    expect(recordsIn("[]")).toEqual({ count: 0, columns: [], parts: [] });
    expect([...readRecords(recordsIn('[ {"id": 1}\n,{"id": 2},\n{"id": 3} ]'))]).toEqual([
      { id: 1 },
      { id: 2 },
      { id: 3 },
    ]);
    expect(recordsOf(numbered(0, 3)).count).toBe(3);
  });

  it("name the kinds that a column tells, where they are few", () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({
      id: `x${at}`,
      status: ["paid", "open"][at % 2] ?? "",
    }));
    const [id, status] = recordsOf(rows).columns;
    expect(id).not.toHaveProperty("kinds");
    expect(status?.kinds).toEqual(["paid", "open"]);
  });
});
