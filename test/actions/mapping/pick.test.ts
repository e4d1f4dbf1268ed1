import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapFields } from "../../../src/actions/mapping/map-fields.ts";
import { parsePath } from "../../../src/actions/mapping/parse-path.ts";
import { pick } from "../../../src/actions/mapping/pick.ts";
import type { Json } from "../../../src/kernel/index.ts";

const ANSWER: Json = {
  data: {
    items: [
      { id: 1, customer: { name: "Ann" }, lines: [{ sku: "A" }, { sku: "B" }] },
      { id: 2, customer: null, lines: [] },
      { id: 3, lines: [{}] },
    ],
    "odd.name": { 'with "quotes"': true },
  },
  total: 3,
};

function at(path: string, value: Json = ANSWER): Json {
  const parsed = parsePath(path);
  if (!parsed.ok) throw new Error(parsed.message);
  return pick(value, parsed.steps);
}

describe("a path into an answer", () => {
  it.each<[string, Json]>([
    ["total", 3],
    ["$.total", 3],
    ["data.items[0].customer.name", "Ann"],
    ["data.items[-1].id", 3],
    ["data.items[7].id", null],
    ["data.items[*].id", [1, 2, 3]],
    ["data.items[*].customer.name", ["Ann", null, null]],
    ["data.items[*].lines[*].sku", ["A", "B", null]],
    ['data["odd.name"]["with \\"quotes\\""]', true],
    ["total[*]", []],
    ["data.items.length", null],
    ["constructor", null],
    ["__proto__.toString", null],
  ])("%s", (path, found) => {
    expect(at(path)).toEqual(found);
  });

  it("$ is the whole answer, and [*] at its beginning each of its elements", () => {
    expect(at("$")).toEqual(ANSWER);
    expect(at("[*].id", [{ id: 1 }, { id: 2 }])).toEqual([1, 2]);
    expect(at("$[1].id", [{ id: 1 }, { id: 2 }])).toEqual(2);
  });

  it.each([
    "",
    "a..b",
    ".a",
    "a[",
    "a[x]",
    "a b",
    "a['b']",
    '["unclosed]',
    "a[*]b",
    "$x",
    "a.",
    "x".repeat(400),
  ])("%j is refused in words", (path) => {
    const parsed = parsePath(path);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.message.length).toBeGreaterThan(10);
  });

  it("is total: any text is read or refused, and what was read finds something in anything", () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[$.a-b[\]*"\\0-9-]{0,20}$/));
    fc.assert(
      fc.property(texts, fc.jsonValue(), (path, value) => {
        const parsed = parsePath(path);
        if (!parsed.ok) return;
        expect(JSON.stringify(pick(value as Json, parsed.steps))).toBeTypeOf("string");
      }),
      { numRuns: 300 },
    );
  });

  it("reads every name back that is written as a quoted step", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.integer(), (name, value) => {
        const holder = Object.fromEntries([[name, value]]);
        expect(at(`[${JSON.stringify(name)}]`, holder)).toBe(value);
      }),
      { numRuns: 200 },
    );
  });
});

describe("C5: a response mapping by fields", () => {
  const field = (name: string, path: string) => ({ name, path });

  it("gives one record for each element of the list that all paths begin with", () => {
    const fields = [
      field("id", "data.items[*].id"),
      field("customer", "data.items[*].customer.name"),
      field("skus", "data.items[*].lines[*].sku"),
    ];
    expect(mapFields(ANSWER, fields)).toEqual([
      { id: 1, customer: "Ann", skus: ["A", "B"] },
      { id: 2, customer: null, skus: [] },
      { id: 3, customer: null, skus: [null] },
    ]);
  });

  it("gives one record where a path has no list, or another one", () => {
    const fields = [field("total", "total"), field("ids", "data.items[*].id")];
    expect(mapFields(ANSWER, fields)).toEqual({ total: 3, ids: [1, 2, 3] });
  });

  it("gives an empty list where the list is missing, and null where a path cannot be read", () => {
    expect(mapFields({ other: 1 }, [field("id", "items[*].id")])).toEqual([]);
    expect(mapFields(ANSWER, [field("a", "(("), field("b", "total")])).toEqual({ a: null, b: 3 });
  });

  it("is total and linear: the output holds nothing more often than its fields ask for it", () => {
    const paths = fc.constantFrom(
      "$",
      "a",
      "a[*]",
      "a[*].b",
      "[*]",
      "[*].a[*]",
      "b.a",
      "a[*].a[*].b",
      "a[0]",
    );
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 5 });
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.integer(),
        fc.string(),
        fc.array(tie("value")),
        fc.record({ a: tie("value"), b: tie("value") }, { requiredKeys: [] }),
      ),
    })).value;
    fc.assert(
      fc.property(values, names, fc.array(paths, { minLength: 5, maxLength: 5 }), (value, keys, chosen) => {
        const fields = keys.map((name, at) => field(name, chosen[at] ?? "$"));
        const size = JSON.stringify(value).length;
        const output = JSON.stringify(mapFields(value as Json, fields)).length;
        expect(output).toBeLessThanOrEqual(fields.length * (12 * size + 40));
      }),
      { numRuns: 300 },
    );
  });

  it("maps ten thousand records at once", () => {
    const items = Array.from({ length: 10_000 }, (_, id) => ({ id, customer: { name: `c${id}` } }));
    const mapped = mapFields({ items }, [
      field("id", "items[*].id"),
      field("name", "items[*].customer.name"),
    ]);
    expect(mapped).toHaveLength(10_000);
    expect((mapped as Json[])[9_999]).toEqual({ id: 9_999, name: "c9999" });
  });
});
