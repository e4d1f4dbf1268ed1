import { describe, expect, it } from "vitest";
import {
  pickColumn,
  pickMeasure,
  pickTimeColumn,
  pickWindowInputs,
} from "../../../src/planning/commands/pick-column.ts";

const column = (name: string, type = "VARCHAR") => ({ name, type });
const ORDERS = [
  column("id", "BIGINT"),
  column("status"),
  column("customer_id", "BIGINT"),
  column("customer_name"),
  column("payment_method"),
  column("shipping_country"),
  column("total", "DECIMAL(18,2)"),
  column("tax_total", "DECIMAL(18,2)"),
  column("quantity", "BIGINT"),
  column("currency"),
  column("created_at", "TIMESTAMPTZ"),
  column("shipped_at", "TIMESTAMPTZ"),
  column("items", "JSON"),
];

describe("D4: the column that a word means", () => {
  it.each([
    ["status", "status"],
    ["Statuses", "status"],
    ["customer", "customer_name"],
    ["customer id", "customer_id"],
    ["customers", "customer_name"],
    ["country", "shipping_country"],
    ["payment method", "payment_method"],
    ["paymentMethod", "payment_method"],
    ["payment", "payment_method"],
    ["weather", undefined],
  ])("“%s”", (word, name) => {
    expect(pickColumn(word, ORDERS)?.name).toBe(name);
  });

  it.each([
    ["revenue", "total"],
    ["total", "total"],
    ["totals", "total"],
    ["amount", "total"],
    ["quantities", "quantity"],
    ["tax", "tax_total"],
    ["status", undefined],
    ["mood", undefined],
  ])("to add up: “%s”", (word, name) => {
    expect(pickMeasure(word, ORDERS)?.name).toBe(name);
  });

  it("that tells when a record came to be", () => {
    expect(pickTimeColumn(ORDERS)?.name).toBe("created_at");
    expect(pickTimeColumn([column("day", "DATE")])?.name).toBe("day");
    expect(pickTimeColumn([column("a", "DATE"), column("b", "DATE")])).toBeUndefined();
    expect(pickTimeColumn([column("created_at")])).toBeUndefined();
  });

  it.each([
    [["since", "until", "limit"], { since: "since", until: "until" }],
    [["created[gte]", "created[lt]"], { since: "created[gte]", until: "created[lt]" }],
    [["startDate", "endDate"], { since: "startDate", until: "endDate" }],
    [["from"], { since: "from" }],
    [["limit"], {}],
  ])("of the inputs %j, those that bound the time", (names, inputs) => {
    expect(pickWindowInputs(names)).toEqual(inputs);
  });
});
