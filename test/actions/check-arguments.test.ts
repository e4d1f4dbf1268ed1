import { describe, expect, it } from "vitest";
import { checkArguments } from "../../src/actions/index.ts";
import type { JsonObject } from "../../src/kernel/index.ts";

const action = (properties: JsonObject, rest: JsonObject = {}) => ({
  name: "list-orders",
  inputSchema: { type: "object", properties, additionalProperties: false, ...rest } as JsonObject,
});

function messages(given: ReturnType<typeof action>, args: unknown): string[] {
  const checked = checkArguments(given, args);
  return checked.ok ? [] : checked.faults.map(({ message }) => message);
}

function accepted(given: ReturnType<typeof action>, args: unknown): JsonObject {
  const checked = checkArguments(given, args);
  if (!checked.ok) throw new Error(checked.faults.map(({ message }) => message).join("; "));
  return checked.arguments;
}

describe("D2: checking the arguments of a call", () => {
  const orders = action(
    {
      limit: { type: "integer", minimum: 1, maximum: 200 },
      status: { enum: ["open", "closed"] },
      since: { type: "string", format: "date-time" },
      customer_id: { type: "string", minLength: 2 },
      address: { $ref: "#/$defs/Address" },
    },
    {
      required: ["customer_id"],
      $defs: {
        Address: {
          type: "object",
          required: ["city"],
          properties: { city: { type: "string" }, zip: { type: "string" } },
        },
      },
    },
  );

  it("accepts what fits and gives it back", () => {
    const args = {
      customer_id: "c1",
      limit: 20,
      status: "open",
      since: "2026-07-01T00:00:00Z",
      address: { city: "Rome" },
    };
    expect(accepted(orders, args)).toEqual(args);
  });

  it("says precisely what is wrong and what would be accepted", () => {
    expect(messages(orders, { customer_id: "c1", limit: 500 })).toEqual(["limit must be ≤ 200, got 500"]);
    expect(messages(orders, { customer_id: "c1", status: "done" })).toEqual([
      'status must be one of "open", "closed", got "done"',
    ]);
    expect(messages(orders, { customer_id: "c1", since: "yesterday" })).toEqual([
      'since must be a valid date-time, got "yesterday"',
    ]);
    expect(messages(orders, { customer_id: "c" })).toEqual([
      "customer_id must have at least this many characters: 2, got 1",
    ]);
    expect(messages(orders, { customer_id: "c1", address: {} })).toEqual(["address.city is required"]);
    expect(messages(orders, {})).toEqual(["customer_id is required"]);
    expect(messages(orders, { customer_id: "c1", limit: "many" })).toEqual([
      'limit must be an integer, got "many"',
    ]);
  });

  it("refuses an unknown argument and lists the accepted ones", () => {
    expect(messages(orders, { customer_id: "c1", colour: "red" })).toEqual([
      "colour is not an argument of list-orders; it accepts: limit, status, since, customer_id, address",
    ]);
    expect(messages(action({}), { a: 1 })).toEqual(["a is not an argument of list-orders; it takes none"]);
  });

  it("takes a name that differs only in case or punctuation, but not one given twice", () => {
    expect(accepted(orders, { customerId: "c1" })).toEqual({ customer_id: "c1" });
    expect(messages(orders, { customerId: "c1", customer_id: "c2" })).toEqual([
      "customer_id is customer_id a second time; give it once",
    ]);
  });

  it("refuses arguments that are no object, and takes none as empty", () => {
    expect(messages(orders, [1])).toEqual(["the arguments must be an object"]);
    expect(messages(orders, "limit=5")).toEqual(["the arguments must be an object"]);
    expect(accepted(action({}), undefined)).toEqual({});
  });

  it.each([
    [{ type: "integer" }, "5", 5],
    [{ type: "number" }, "2.5", 2.5],
    [{ type: "boolean" }, "true", true],
    [{ type: "string" }, 5, "5"],
    [{ type: "array", items: { type: "integer" } }, "7", [7]],
    [{ type: "array", items: { type: "string" } }, '["a","b"]', ["a", "b"]],
    [{ type: "object", properties: { n: { type: "integer" } } }, '{"n":"3"}', { n: 3 }],
    [{ anyOf: [{ type: "integer" }, { type: "null" }] }, "5", 5],
    [{ type: ["string", "integer"] }, "5", "5"],
    [{ type: "string" }, "005", "005"],
  ])("reads a value for %j without loss: %j as %j", (schema, given, read) => {
    expect(accepted(action({ value: schema as JsonObject }), { value: given })).toEqual({ value: read });
  });

  it.each([
    [{ type: "integer" }, "5.5"],
    [{ type: "integer" }, "005"],
    [{ type: "integer" }, "9007199254740993"],
    [{ type: "integer" }, ""],
    [{ type: "boolean" }, "yes"],
    [{ type: "number" }, "1e400"],
    [{ type: "string" }, { a: 1 }],
  ])("does not guess for %j: %j is a fault", (schema, given) => {
    expect(messages(action({ value: schema as JsonObject }), { value: given })).toHaveLength(1);
  });

  it("takes null for an optional argument as absent, and keeps it where null is meant", () => {
    const nullable = action({ a: { type: "string" }, b: { type: ["string", "null"] } });
    expect(accepted(nullable, { a: null, b: null })).toEqual({ b: null });
    expect(messages(orders, { customer_id: null })).toHaveLength(1);
  });

  it("explains a choice by its types instead of every branch's fault", () => {
    const choice = action({
      value: {
        anyOf: [
          { type: "integer" },
          { type: "object", required: ["a"], properties: { a: { type: "string" } } },
        ],
      },
    });
    expect(messages(choice, { value: true })).toEqual(["value must be one of: integer, object, got true"]);
  });

  it("runs a pattern in linear time, and lets the API judge one it does not know", () => {
    const evil = action({ value: { type: "string", pattern: "^(a+)+$" } });
    const startedAt = performance.now();
    expect(messages(evil, { value: `${"a".repeat(5000)}!` })).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(accepted(evil, { value: "aaa" })).toEqual({ value: "aaa" });
    expect(accepted(action({ value: { type: "string", pattern: "^(?=x)y$" } }), { value: "z" })).toEqual({
      value: "z",
    });
  });

  it("treats names of the prototype as any other unknown argument", () => {
    expect(
      messages(orders, JSON.parse('{"customer_id":"c1","__proto__":{"limit":1},"toString":1}')),
    ).toHaveLength(2);
  });

  it("gives at most 8 faults", () => {
    const many = action(
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, { type: "integer" }])),
    );
    expect(
      messages(many, Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, "x"]))),
    ).toHaveLength(8);
  });
});
