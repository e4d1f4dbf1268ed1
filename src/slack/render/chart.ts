import { shortened } from "../../kernel/index.ts";
import type { ShownTable } from "../../planning/index.ts";
import type { Chart } from "../../results/index.ts";
import { BLOCK_LIMITS as LIMIT } from "../block-limits.ts";
import { plainText } from "./untrusted.ts";

interface Point {
  readonly label: string;
  readonly value: number;
}

interface Axes {
  readonly series: readonly { readonly name: string; readonly data: readonly Point[] }[];
  readonly axis_config: {
    readonly categories: readonly string[];
    readonly x_label?: string;
    readonly y_label?: string;
  };
}

/**
 * A chart as Slack draws it. `@slack/types` does not have it yet.
 * Source: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export interface DataVisualizationBlock {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart:
    | { readonly type: "pie"; readonly segments: readonly Point[] }
    | ({ readonly type: "bar" | "line" | "area" } & Axes);
}

/** The chart of a table as a block; undefined where there is nothing to draw. */
export function chartBlock(table: ShownTable & { chart: Chart }): DataVisualizationBlock | undefined {
  const { chart } = table;
  if (chart.categories.length === 0) return undefined;
  const labels = distinct(chart.categories, LIMIT.chartLabel);
  const title = cut([table.title, chart.cut].filter((part) => part).join(", "), LIMIT.chartTitle) || "Chart";
  if (chart.kind === "pie") {
    const values = chart.series[0]?.values ?? [];
    const segments = labels.map((label, at) => ({ label, value: values[at] ?? 0 }));
    return { type: "data_visualization", title, chart: { type: "pie", segments } };
  }
  const names = distinct(
    chart.series.map(({ name }) => name),
    LIMIT.chartLabel,
  );
  const series = chart.series.map(({ values }, index) => ({
    name: names[index] ?? "",
    // Slack wants a point for each category.
    data: labels.map((label, at) => ({ label, value: values[at] ?? 0 })),
  }));
  const axis_config = {
    categories: labels,
    ...(chart.across ? { x_label: cut(chart.across, LIMIT.chartTitle) } : {}),
    ...(chart.measured ? { y_label: cut(chart.measured, LIMIT.chartTitle) } : {}),
  };
  return { type: "data_visualization", title, chart: { type: chart.kind, series, axis_config } };
}

function cut(text: string, length: number): string {
  return shortened(plainText(text).trim(), length);
}

/** Labels that are short enough and that differ, since Slack tells points apart by them. */
function distinct(labels: readonly string[], length: number): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    let free = cut(label, length) || "none";
    for (let n = 2; taken.has(free); n++) free = `${cut(label, length - 4)} (${n})`;
    taken.add(free);
    return free;
  });
}
