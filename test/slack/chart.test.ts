import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHART_KINDS, chooseChart } from "../../src/results/index.ts";
import { chartBlock } from "../../src/slack/render/chart.ts";
import { validateBlocks } from "../../src/slack/validate-blocks.ts";

const label = fc.oneof(fc.string({ maxLength: 60 }), fc.constant(null), fc.constant("x".repeat(40)));
const row = fc.tuple(label, label, fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(null)));

describe("B7: charts within what Slack takes", () => {
  it("whatever the data", () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 60 }),
        fc.constantFrom(...CHART_KINDS, undefined),
        (rows, kind) => {
          const columns = [
            { name: "a".repeat(80), type: "VARCHAR" },
            { name: "b", type: "VARCHAR" },
            { name: "sum_of_everything_there_is", type: "DOUBLE" },
          ];
          const chosen = chooseChart({ columns, rows }, kind);
          if (!chosen.ok) return;
          const block = chartBlock({ title: "t".repeat(90), columns: [], rows: [], chart: chosen.chart });
          if (block) expect(validateBlocks([block])).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("tells labels apart that are the same once they are cut", () => {
    const name = "a very long name of a customer";
    const chosen = chooseChart({
      columns: [
        { name: "customer", type: "VARCHAR" },
        { name: "count", type: "BIGINT" },
      ],
      rows: [
        [`${name} 1`, 1],
        [`${name} 2`, 2],
      ],
    });
    const block = chosen.ok && chartBlock({ title: "orders", columns: [], rows: [], chart: chosen.chart });
    const chart = block ? block.chart : undefined;
    expect(chart && "axis_config" in chart ? chart.axis_config.categories : []).toEqual([
      "a very long name of…",
      "a very long nam… (2)",
    ]);
  });
});
