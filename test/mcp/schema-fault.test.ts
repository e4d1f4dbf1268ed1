import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/kernel/index.ts";
import { schemaFault } from "../../src/mcp/schema-fault.ts";

const nested = (depth: number): JsonObject =>
  depth === 0 ? { type: "string" } : { type: "object", properties: { a: nested(depth - 1) } };

describe("the schema of a stranger's tool", () => {
  it.each([
    ["a plain one", { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } }],
    [
      "a tree that refers to itself below a member",
      {
        $ref: "#/$defs/node",
        $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } },
      },
    ],
    ["a property that is called $ref", { type: "object", properties: { $ref: { type: "string" } } }],
  ])("is taken: %s", (_, schema) => expect(schemaFault(schema)).toBeUndefined());

  it("is refused where references double at every step", () => {
    const names = Array.from({ length: 20 }, (_, at) => `d${at}`);
    const doubled = names.map((name, at) => {
      const next = { $ref: `#/$defs/d${at + 1}` };
      return [name, at === 19 ? { type: "object" } : { allOf: [next, next] }] as const;
    });
    const first = { $ref: "#/$defs/d0" };
    const $defs = Object.fromEntries(doubled);
    expect(schemaFault({ type: "object", ...first, $defs })).toContain("too large");
    // A member may be called as a keyword is.
    expect(schemaFault({ type: "object", properties: { default: first }, $defs })).toContain("too large");
  });

  it.each([
    ["a loop for the same value", { allOf: [{ $ref: "#" }] }, "without end"],
    [
      "a loop through two definitions",
      { $ref: "#/$defs/a", $defs: { a: { anyOf: [{ $ref: "#/$defs/b" }] }, b: { $ref: "#/$defs/a" } } },
      "without end",
    ],
    [
      "another document",
      { properties: { a: { $ref: "http://169.254.169.254/schema" } } },
      "another document",
    ],
    ["a part that is not there", { properties: { a: { $ref: "#/$defs/gone" } } }, "not there"],
    ["a dynamic reference", { $dynamicRef: "#node" }, "$dynamicRef"],
    ["one nested two hundred deep", nested(200), "too deeply"],
  ])("is refused: %s", (_, schema, words) => expect(schemaFault(schema as JsonObject)).toContain(words));
});
