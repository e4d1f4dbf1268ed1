import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../src/kernel/index.ts";
import { inferColumns } from "../../src/results/index.ts";

function typeOf(values: readonly Json[], name = "x"): string | undefined {
  return inferColumns(values.map((value) => ({ [name]: value })))[0]?.type;
}

function schemaOf(...rows: JsonObject[]): string {
  return inferColumns(rows)
    .map((column) => `${column.name} ${column.type}`)
    .join(", ");
}

describe("D4: the type of a column", () => {
  it.each([
    ["integers", [1, -2, null], "BIGINT"],
    ["integers of 19 digits and more", [1, "1234567890123456789"], "HUGEINT"],
    ["decimals, with the most places seen", [12.5, 3, -0.125], "DECIMAL(18,3)"],
    ["money as text", ["12.50", "-3.00"], "DECIMAL(18,2)"],
    ["money as text with a whole amount among it", ["12.50", "3"], "DECIMAL(18,2)"],
    ["many digits", ["1234567890123456789.25"], "DECIMAL(38,2)"],
    ["numbers and number-like texts together", [1, "2.5"], "DECIMAL(18,1)"],
    ["exponents", [1e-9, 2], "DOUBLE"],
    ["more decimals than a DECIMAL is given, as text", ["0.1234567890123456789"], "VARCHAR"],
    ["booleans", [true, null, false], "BOOLEAN"],
    ["dates", ["2026-01-31", null], "DATE"],
    ["dates and times", ["2026-01-31T10:00:00+02:00", "2026-01-31T10:00:00.123456Z"], "TIMESTAMPTZ"],
    ["dates among times", ["2026-01-31", "2026-01-31T10:00:00Z"], "TIMESTAMPTZ"],
    ["dates that do not exist", ["2026-02-30"], "VARCHAR"],
    ["ids with leading zeros", ["00123", "42"], "VARCHAR"],
    ["ids in text", ["1042", "1043"], "VARCHAR"],
    ["prices with a currency sign", ["$12.50"], "VARCHAR"],
    ["a number and a text", [1, "n/a"], "VARCHAR"],
    ["a boolean and a number", [true, 1], "VARCHAR"],
    ["a date and a text", ["2026-01-31", "soon"], "VARCHAR"],
    ["lists", [[1, 2], null], "JSON"],
    ["an object and a text", [{ a: 1 }, "b"], "VARCHAR"],
    ["nothing but nulls", [null, null], "VARCHAR"],
    ["seconds since the epoch", [1_750_000_000], "BIGINT"],
  ] satisfies [string, Json[], string][])("is, for %s, %s → %s", (_what, values, type) => {
    expect(typeOf(values)).toBe(type);
  });

  it("takes whole amounts in text for numbers where the name says amount", () => {
    expect(typeOf(["12", "250"], "total_price")).toBe("BIGINT");
  });

  it("keeps versions as text, since 1.10 is not 1.1", () => {
    expect(typeOf(["1.9", "1.10"], "app_version")).toBe("VARCHAR");
  });
});

describe("D4: the names of columns", () => {
  it("flattens two levels of objects and keeps what is deeper as JSON", () => {
    const row = {
      id: 1,
      customer: { name: "Ada", address: { city: "Rome", geo: { lat: 1.5 } } },
      items: [{}],
    };
    expect(schemaOf(row)).toBe(
      "id BIGINT, customer_name VARCHAR, customer_address_city VARCHAR, customer_address_geo JSON, items JSON",
    );
  });

  it("keeps the order in which members first appear, over all rows", () => {
    expect(schemaOf({ b: 1 }, { a: true, b: 2 })).toBe("b BIGINT, a BOOLEAN");
  });

  it("tells names apart that differ only in case or in what SQL cannot write", () => {
    const names = inferColumns([{ Id: 1, id: 2, "a b": 1, a_b: 2, a: { b: 3 }, "2nd": 1, "€": 1 }]);
    expect(names.map(({ name }) => name)).toEqual(["Id", "id_2", "a_b", "a_b_2", "a_b_3", "_2nd", "column"]);
  });

  it("flattens a member that is sometimes null, and not one that is sometimes a text", () => {
    expect(schemaOf({ c: null }, { c: { d: 1 } })).toBe("c_d BIGINT");
    expect(schemaOf({ c: "x" }, { c: { d: 1 } })).toBe("c VARCHAR");
  });

  it("does not make a column of each key of a map", () => {
    const map = Object.fromEntries(Array.from({ length: 65 }, (_, key) => [`k${key}`, key]));
    expect(schemaOf({ stock: map })).toBe("stock JSON");
  });

  it("stays small when every record names its members anew", () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => ({ [`member_${at}`]: at }));
    expect(inferColumns(rows)).toHaveLength(300);
  });
});
