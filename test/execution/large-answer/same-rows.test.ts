import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../src/execution/answer-text/read-csv.ts";
import { readJsonLines } from "../../../src/execution/answer-text/read-lines.ts";
import { parseJson } from "../../../src/kernel/index.ts";
import { findRows } from "../../../src/results/index.ts";
import { readAsLarge, recordsOf, temporaryFolder } from "./read-as-large.ts";

const NAMES = [
  ...["data", "results", "edges", "node", "items", "id", "meta", "name", "rows", "orders", "links", "next"],
  ...["__proto__", "7", 'a"b', "ü", "errors", "value"],
];
const scalar = fc.oneof(
  fc.constantFrom("null", "true", "false", "0", "-1.50", "1e3", "12345678901234567890", "90071992547409.931"),
  fc.string({ unit: "binary", maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"\\\\"', '"\\""', '"]}"', '"\\u006eode"', '"🦊"', '"\\ud83e\\udd8a\\n"'),
);
const space = fc.constantFrom("", "", "", " ", "\n", "\r\n\t ");
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.constantFrom('"\\u0064ata"', '"\\u0065dges"', '"n\\u006fde"') },
);

/** JSON texts as they may be written, names given twice included. */
const { document } = fc.letrec<{ document: string; object: string; list: string; value: string }>((tie) => ({
  document: fc.oneof({ weight: 4, arbitrary: tie("object") }, { weight: 1, arbitrary: tie("list") }),
  value: fc.oneof({ maxDepth: 6, withCrossShrink: true }, scalar, tie("object"), tie("list")),
  object: fc
    .tuple(space, fc.array(fc.tuple(name, space, tie("value"), space), { maxLength: 5 }))
    .map(
      ([gap, members]) =>
        `{${gap}${members.map((parts) => `${parts[0]}${parts[1]}:${parts[2]}${parts[3]}`).join(`,${gap}`)}}`,
    ),
  list: fc.oneof(
    fc
      .tuple(space, fc.array(fc.tuple(tie("value"), space), { maxLength: 6 }))
      .map(([gap, parts]) => `[${gap}${parts.map((part) => part.join("")).join(`,${gap}`)}]`),
    fc
      .array(tie("value"), { maxLength: 4 })
      .map((nodes) => `[${nodes.map((node) => `{"cursor": 1, "node": ${node}}`).join(",")}]`),
  ),
}));

describe("D4: a large JSON document gives what the same document gives when it is read whole", () => {
  it("whatever it says, however it is written, and wherever its pieces end", async () => {
    const folder = await temporaryFolder();
    let lists = 0;
    await fc.assert(
      fc.asyncProperty(
        document,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (text, pieceBytes, hasMark) => {
          const sent = hasMark ? `\ufeff${text}` : text;
          const large = await readAsLarge(sent, { type: "application/json", pieceBytes, folder });
          const found = findRows(parseJson(text));
          if (!("rows" in found) || !found.isList) {
            expect(large).toMatchObject({ kind: "refused", code: "execution.too_large" });
            return;
          }
          lists += 1;
          const { rows, path, count, last } = await recordsOf(large);
          expect({ rows, path, count, last }).toEqual({
            rows: found.rows,
            path: found.path,
            count: found.rows.length,
            last: found.rows.at(-1),
          });
        },
      ),
      { numRuns: 200 },
    );
    expect(lists).toBeGreaterThan(100);
  });

  it("with its envelope: the document without the records", async () => {
    const folder = await temporaryFolder();
    const orders = Array.from({ length: 5000 }, (_, id) => ({ id }));
    const sent = { data: { orders, tags: orders }, meta: { next: "/orders?page=2", total: 5000 } };
    const { envelope, rows, path } = await recordsOf(
      await readAsLarge(JSON.stringify(sent), { type: "application/json", folder }),
    );
    expect(rows).toEqual(orders);
    expect(path).toBe("data.orders");
    expect(envelope).toEqual({ ...sent, data: { orders: [], tags: orders.slice(0, 50) } });
  });

  it("and nothing that is no JSON is taken for it", async () => {
    const folder = await temporaryFolder();
    const valid = JSON.stringify({ data: [{ a: [1, { b: "]}" }] }, { a: -1.5 }], next: null });
    const read = (sent: string) => readAsLarge(sent, { type: "application/json", folder, pieceBytes: 7 });
    for (let length = 0; length < valid.length; length++)
      expect(await read(valid.slice(0, length))).toMatchObject({
        kind: "refused",
        code: "execution.not_json",
      });
    const wrong = [
      "[1,]",
      "[,1]",
      "[1 2]",
      '{"a":1,}',
      '{"a" 1}',
      "{a:[]}",
      '[{"a":[1}]]',
      "[]]",
      "[] x",
      '{"a":[]}{}',
    ];
    for (const sent of [...wrong, '{"edges":[{"node":1,}]}'])
      expect(await read(sent), sent).toMatchObject({ kind: "refused", code: "execution.not_json" });
  });

  it("nor what is nested without end", async () => {
    const folder = await temporaryFolder();
    const nested = `${"[".repeat(2000)}${"]".repeat(2000)}`;
    const read = await readAsLarge(nested, { type: "application/json", folder });
    expect(read).toMatchObject({ kind: "refused", code: "execution.too_deep" });
  });

  it("also where a record itself is damaged, which shows when it is read", async () => {
    const folder = await temporaryFolder();
    const sent = `[${'{"id":1},'.repeat(3000)}{"id":nothing},{"id":2}]`;
    const large = await readAsLarge(sent, { type: "application/json", folder });
    await expect(recordsOf(large)).rejects.toMatchObject({ code: "execution.not_json" });
  });
});

const line = fc.oneof(
  { weight: 40, arbitrary: document.map((text) => text.replaceAll(/[\r\n]/g, " ")) },
  { weight: 2, arbitrary: scalar },
  { weight: 2, arbitrary: fc.constantFrom("", "  ", "\t", "\u00a0", "\v") },
  { weight: 1, arbitrary: fc.constantFrom("{", "nothing") },
);

describe("D4: large JSON lines give what the same lines give when they are read whole", () => {
  it("whatever stands on them", async () => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 40 }),
        async (lines, end, pieceBytes) => {
          const sent = lines.join(end);
          const whole = readJsonLines(sent);
          const large = await readAsLarge(sent, { type: "application/x-ndjson", folder, pieceBytes });
          const read = await recordsOf(large).catch(() => undefined);
          const found = whole && findRows(whole);
          expect(read && { rows: read.rows, count: read.count, last: read.last }).toEqual(
            found && "rows" in found
              ? { rows: found.rows, count: found.rows.length, last: found.rows.at(-1) }
              : undefined,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("also over many pieces of the file, and where their type says JSON", async () => {
    const folder = await temporaryFolder();
    const rows = Array.from({ length: 20_000 }, (_, id) => ({
      id,
      name: `Ünal ${id} 🦊`.repeat(1 + (id % 5)),
    }));
    const sent = `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
    const read = await recordsOf(
      await readAsLarge(sent, { type: "application/json", folder, pieceBytes: 65_536 }),
    );
    expect(read.rows).toEqual(rows);
    expect(read.last).toEqual(rows.at(-1));
  });
});

const field = fc.oneof(
  fc.constantFrom(
    "",
    "1",
    "2.50",
    "-3",
    "01",
    "12345678901234567890",
    "x",
    " y ",
    "ü🦊",
    '5" pipe',
    "\ufeff",
  ),
  fc.constantFrom(
    '"a"',
    '"a,b"',
    '"say ""hi"""',
    '"two\nlines"',
    '"two\r\nlines"',
    '""',
    '"a"b',
    '"a"é',
    '"a"🦊',
    '"open',
  ),
);
const csv = fc
  .tuple(
    fc.constantFrom(",", ";", "\t"),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.array(field, { minLength: 1, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.constant([""]) },
      ),
    ),
    fc.constantFrom("", "\n"),
  )
  .map(
    ([mark, end, lines, tail]) =>
      [["id", "name", "sum", "d"], ...lines].map((one) => one.join(mark)).join(end) + tail,
  );

describe("D4: a large CSV gives what the same text gives when it is read whole", () => {
  it("whatever stands in it, wherever its pieces end", async () => {
    const folder = await temporaryFolder();
    let tables = 0;
    await fc.assert(
      fc.asyncProperty(csv, fc.integer({ min: 1, max: 30 }), async (sent, pieceBytes) => {
        const whole = readCsv(sent);
        const large = await readAsLarge(sent, { type: "text/csv", folder, pieceBytes });
        if (!whole) return void expect(large).toMatchObject({ kind: "refused", code: "execution.not_json" });
        tables += 1;
        const { rows, count, last } = await recordsOf(large);
        expect({ rows, count, last }).toEqual({ rows: whole, count: whole.length, last: whole.at(-1) });
      }),
      { numRuns: 150 },
    );
    expect(tables).toBeGreaterThan(100);
  });
});
