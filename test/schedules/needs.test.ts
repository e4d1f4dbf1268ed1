import { beforeAll, describe, expect, it } from "vitest";
import type { Catalogue } from "../../src/integrations/index.ts";
import { needsOf } from "../../src/schedules/needs-of.ts";
import type { Skill } from "../../src/skills/index.ts";
import { sampleCatalogue } from "../skills/sample-catalogue.ts";

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await sampleCatalogue();
});

const skill = (name: string, calls: readonly string[], skills: readonly string[] = []): Skill => ({
  id: null,
  name,
  version: 1,
  description: "",
  workflow: { inputs: [], steps: [] },
  permissions: {
    calls: calls.map((what) => ({ what, effect: "read" as const })),
    channels: [],
    skills,
    asksModel: false,
  },
});

const [ORDERS, WMS] = ["int_internal-orders-api", "int_wms-api"];

describe("C11 G3: what a schedule cannot do without", () => {
  const report = skill("order-report", ["internal-orders-api GET /orders"]);
  const stock = skill("stock", ["wms-api.get-stock"]);
  const both = skill("both", [], ["order-report", "stock", "both"]);
  const skills = [report, stock, both];
  const needs = (request: string, more: { skill?: Skill; used?: readonly string[] } = {}) =>
    needsOf({ request, skill: more.skill, skills, catalogue, used: more.used ?? [] }).sort();

  it("is what its skill calls, also through other skills, and nothing that it once called besides", () => {
    expect(needs("order-report", { skill: report, used: [WMS] })).toEqual([ORDERS]);
    expect(needs("both", { skill: both })).toEqual([ORDERS, WMS]);
  });

  it("is what the request attaches or names, and what its last times called", () => {
    expect(needs("#wms-api.get-stock sku 12")).toEqual([WMS]);
    expect(needs("call our Internal Orders API: GET /orders")).toEqual([ORDERS]);
    expect(needs("how many orders are late?", { used: [ORDERS] })).toEqual([ORDERS]);
    expect(needs("how many orders are late?", { used: ["int_disconnected"] })).toEqual([]);
  });
});
