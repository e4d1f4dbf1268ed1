import { gzipSync } from "node:zlib";
import { strToU8, type Zippable, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { openDocumentFile } from "../../src/actions/index.ts";
import { readFileHere } from "../../src/actions/openapi/bundle/read-file.ts";
import { unpackZip } from "../../src/actions/openapi/bundle/unpack.ts";
import { importDocument } from "../../src/actions/openapi/import-document.ts";

const zip = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])) as Zippable);

const ROOT = `
openapi: 3.0.3
info: { title: Shop, version: "2", description: { $ref: docs/about.md } }
paths:
  /orders:
    get: { $ref: "operations/orders.yaml#/list" }
    post: { $ref: "operations/orders.yaml#/create" }
components:
  $ref: components/index.yaml
`;

const FILES = {
  "shop/openapi.yaml": ROOT,
  "shop/docs/about.md": "All about *orders*",
  "shop/operations/orders.yaml": `
list:
  operationId: listOrders
  parameters: [{ $ref: "../openapi.yaml#/components/parameters/limit" }]
  responses: {}
create:
  operationId: createOrder
  requestBody: { required: true, content: { application/json: { schema: { $ref: ../models/order.json } } } }
  responses: {}
`,
  "shop/components/index.yaml":
    "parameters: { limit: { name: limit, in: query, schema: { type: integer } } }",
  "shop/models/order.json": JSON.stringify({
    type: "object",
    required: ["sku"],
    properties: {
      sku: { type: "string" },
      line: { $ref: "#/definitions/line" },
      parent: { $ref: "order.json" },
      out: { $ref: "../../../etc/passwd" },
      far: { $ref: "http://127.0.0.1/x.json" },
    },
    definitions: { line: { type: "object", properties: { count: { type: "integer" } } } },
  }),
};

function importZip(bytes: Uint8Array) {
  const file = readFileHere(bytes);
  if (!file.ok) throw new Error(file.message);
  const outcome = importDocument(file.text);
  if (!outcome.ok) throw new Error(outcome.message);
  return { ...outcome, notes: file.notes };
}

describe("C3: a bundle of several files", () => {
  it("is read as one document: references go across its files, also to operations, sections and themselves", () => {
    const { operations, report } = importZip(zip(FILES));
    const [list, create] = operations;
    expect(list?.inputSchema["properties"]).toMatchObject({ limit: { type: "integer" } });
    expect(Object.keys(create?.inputSchema["properties"] ?? {})).toEqual([
      "sku",
      "line",
      "parent",
      "out",
      "far",
    ]);
    expect(create?.inputSchema["$defs"]).toMatchObject({
      line: { properties: { count: { type: "integer" } } },
      order: { required: ["sku"] },
    });
    expect(report.operations[1]?.warnings.filter((warning) => warning.includes("leads nowhere"))).toEqual([
      expect.stringContaining("../../../etc/passwd"),
      expect.stringContaining("http://127.0.0.1/x.json"),
    ]);
  });

  it("takes the least deep main file, and says that there were others", () => {
    const other = "openapi: 3.1.0\npaths: {}";
    const { title, notes } = importZip(zip({ ...FILES, "shop/examples/openapi.yaml": other }));
    expect(title).toBe("Shop");
    expect(notes).toEqual([expect.stringContaining("2 files")]);
  });

  it("leaves out files whose path leads out of the archive", () => {
    const { notes, operations } = importZip(zip({ ...FILES, "../evil.yaml": "a: 1", "/abs.yaml": "a: 1" }));
    expect(notes).toHaveLength(2);
    expect(operations).toHaveLength(2);
  });

  it("is refused when it holds no description, or is damaged", () => {
    const nothing = readFileHere(zip({ "readme.md": "hello" }));
    expect(nothing).toMatchObject({ ok: false, message: expect.stringContaining("no OpenAPI document") });
    const bytes = zip(FILES);
    expect(readFileHere(bytes.subarray(0, bytes.length / 2))).toMatchObject({
      ok: false,
      reason: "damaged_archive",
    });
  });
});

describe("C3: hostile archives", () => {
  it("are refused by their size before they are unpacked, in all and in number of files", () => {
    const bomb = zip({ "openapi.yaml": "a".repeat(3_000_000) });
    expect(bomb.length).toBeLessThan(10_000);
    const limits = { maxBytes: 1_000_000, maxFiles: 3 };
    expect(unpackZip(bomb, limits)).toMatchObject({ ok: false, reason: "too_large" });
    const many = zip({ "a.json": "1", "b.json": "2", "c.json": "3", "d.json": "4" });
    expect(unpackZip(many, limits)).toMatchObject({ ok: false, reason: "too_large" });
  });

  it("write no more than they say they hold", () => {
    const bomb = zip({ "openapi.yaml": "a".repeat(3_000_000) });
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    const directory = view.getUint32(bomb.length - 6, true);
    view.setUint32(directory + 24, 100, true);
    const unpacked = unpackZip(bomb, { maxBytes: 1_000_000, maxFiles: 3 });
    const size = unpacked.ok ? (unpacked.files.get("openapi.yaml")?.length ?? 0) : 0;
    expect(size).toBeLessThanOrEqual(100);
  });

  it("may be gzip files too: one is read, and refused one that unpacks to too much", async () => {
    expect(readFileHere(gzipSync("openapi: 3.0.0"))).toMatchObject({
      ok: true,
      text: "openapi: 3.0.0",
    });
    const bomb = gzipSync(Buffer.alloc(70 * 1024 * 1024));
    expect(await openDocumentFile(bomb)).toMatchObject({ ok: false, reason: "too_large" });
  });
});
