import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/kernel/index.ts";
import { tableOf, testEngine } from "./engine-fixture.ts";

const engine = testEngine();

/** -1250 at two places → "-12.50", with BigInt and text alone. */
function decimalText(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Amounts whose text a double can carry: at most 15 digits. */
const units = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
const order = fc.record({ units: fc.option(units), status: fc.constantFrom("open", "paid", "shipped") });

function wireForm(units: bigint | null, scale: number, asText: boolean): Json {
  if (units === null) return null;
  const text = decimalText(units, scale);
  return asText ? text : Number(text);
}

describe("D4: sums are exact", () => {
  it("equals BigInt arithmetic, with 2 and 3 decimals, as numbers and as text, with negatives and nulls", async () => {
    const orders = fc.array(order, { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(orders, fc.constantFrom(2, 3), fc.boolean(), async (list, scale, asText) => {
        // One amount at full scale, so that the text of the result has the places we compare.
        const whole = [...list, { units: 1n, status: "open" }];
        const rows = whole.map(({ units, status }) => ({ status, total: wireForm(units, scale, asText) }));
        const sql = "SELECT status, sum(total), count(total) FROM orders_1 GROUP BY ALL ORDER BY status";

        const outcome = await engine.query({ tables: [tableOf(rows)], sql });

        const statuses = [...new Set(whole.map(({ status }) => status))].sort();
        const expected = statuses.map((status) => {
          const amounts = whole.flatMap((one) =>
            one.status === status && one.units !== null ? [one.units] : [],
          );
          const sum = amounts.reduce((total, amount) => total + amount, 0n);
          return [status, amounts.length === 0 ? null : decimalText(sum, scale), amounts.length];
        });
        expect(outcome).toMatchObject({ ok: true, rows: expected });
      }),
      { numRuns: 60 },
    );
  });

  it("adds 33,334 amounts to the cent where doubles do not", async () => {
    const rows = Array.from({ length: 33_334 }, () => ({ total: 49.6 }));
    const outcome = await engine.query({ tables: [tableOf(rows)], sql: "SELECT sum(total) FROM orders_1" });
    expect(rows.reduce((sum, row) => sum + row.total, 0)).not.toBe(1_653_366.4);
    expect(outcome).toMatchObject({ rows: [["1653366.4"]], columns: [{ type: "DECIMAL(38,1)" }] });
  });

  it("multiplies quantities by prices exactly", async () => {
    const rows = [
      { quantity: 3, price: "19.99" },
      { quantity: 7, price: "0.10" },
    ];
    const sql = "SELECT sum(quantity * price) FROM orders_1";
    expect(await engine.query({ tables: [tableOf(rows)], sql })).toMatchObject({ rows: [["60.67"]] });
  });

  it("adds integers past what a double holds", async () => {
    const rows = [{ n: Number.MAX_SAFE_INTEGER }, { n: 2 }, { n: 10 }];
    const sql = "SELECT sum(n), min(n) FROM orders_1";
    expect(await engine.query({ tables: [tableOf(rows)], sql })).toMatchObject({
      rows: [["9007199254741003", 2]],
    });
  });
});
