import { describe, expect, it } from "vitest";
import { describeAction, signatureOf } from "../../src/actions/index.ts";
import type { JsonObject } from "../../src/kernel/index.ts";

const refund = {
  name: "refund-order",
  title: "Refund an order",
  description: "Gives back all or part of what was paid.\nThe customer gets a mail.",
  method: "POST",
  path: "/orders/{id}/refunds",
  inputSchema: {
    type: "object",
    required: ["id", "lines"],
    properties: {
      id: { type: "string", description: "Which order" },
      lines: { type: "array", items: { $ref: "#/$defs/Line" } },
      reason: { enum: ["damaged", "late"] },
      at: { type: ["string", "null"], format: "date-time" },
      limit: { type: "integer", maximum: 50 },
    },
    $defs: {
      Line: {
        type: "object",
        required: ["sku"],
        properties: { sku: { type: "string" }, more: { $ref: "#/$defs/Line" } },
      },
    },
  } as JsonObject,
};

describe("D1: an action in few tokens", () => {
  it("is one line with what is required", () => {
    expect(signatureOf(refund)).toBe(
      "refund-order(id: string, lines: ({ sku: string; more?: object })[], +3 optional) — Refund an order",
    );
  });

  it("is a few lines with every argument's type", () => {
    expect(describeAction(refund)).toBe(
      [
        "refund-order — Refund an order",
        "  POST /orders/{id}/refunds",
        "  Gives back all or part of what was paid. The customer gets a mail.",
        "  id: string // Which order",
        "  lines: ({ sku: string; more?: object })[]",
        '  reason?: "damaged" | "late"',
        "  at?: date-time | null",
        "  limit?: integer ≤ 50",
      ].join("\n"),
    );
  });

  it("says when there are no arguments", () => {
    const ping = {
      ...refund,
      name: "ping",
      title: "",
      description: "",
      inputSchema: { type: "object", properties: {} },
    };
    expect(signatureOf(ping)).toBe("ping()");
    expect(describeAction(ping)).toContain("no arguments");
  });

  it("stays short however large the schema is", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [
        `field_${at}`,
        { type: "string", description: "d".repeat(500), enum: Array(100).fill("value") },
      ]),
    );
    const huge = { ...refund, description: "x".repeat(5000), inputSchema: { type: "object", properties } };
    expect(signatureOf(huge).length).toBeLessThan(120);
    expect(describeAction(huge).length).toBeLessThan(4000);
  });
});
