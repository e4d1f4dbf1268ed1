import type { JsonObject } from "../../kernel/index.ts";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "./json-view.ts";

/** One row of values over the categories; undefined where there is none. */
interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

/** The numbers of a chart, with a pie as one series over its segments. */
export interface ChartData {
  readonly type: string;
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Slack allows six; a seventh colour could not be told from the others. */
const MOST_SERIES = 6;
const MOST_CATEGORIES = 60;

/** The data of a `data_visualization` block. Source: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export function readChart(chart: JsonObject): ChartData {
  const type = textAt(chart, "type");
  if (type === "pie") {
    const segments = objectsAt(chart, "segments").slice(0, MOST_SERIES);
    const values = segments.map((segment) => Math.max(0, numberAt(segment, "value") ?? 0));
    const categories = segments.map((segment) => textAt(segment, "label"));
    return { type, categories, series: [{ name: "Share", values }], xLabel: "", yLabel: "" };
  }
  const axes = objectAt(chart, "axis_config") ?? {};
  const given = objectsAt(chart, "series").slice(0, MOST_SERIES);
  const named = textsAt(axes, "categories");
  const labels =
    named.length > 0 ? named : [...new Set(given.flatMap((one) => objectsAt(one, "data").map(labelOf)))];
  const categories = labels.slice(0, MOST_CATEGORIES);
  const series = given.map((one) => ({ name: textAt(one, "name"), values: valuesOf(one, categories) }));
  return { type, categories, series, xLabel: textAt(axes, "x_label"), yLabel: textAt(axes, "y_label") };
}

const labelOf = (point: JsonObject) => textAt(point, "label");

function valuesOf(series: JsonObject, categories: readonly string[]): (number | undefined)[] {
  const byLabel = new Map(
    objectsAt(series, "data").map((point) => [labelOf(point), numberAt(point, "value")]),
  );
  return categories.map((category) => byLabel.get(category));
}

/** Round numbers from at or below the least value (or 0) to at or above the greatest: what the axis shows. */
export function axisTicks(values: readonly number[], count = 4): readonly number[] {
  const top = Math.max(0, ...values);
  const bottom = Math.min(0, ...values);
  const step = roundStep((top - bottom || 1) / count);
  const ticks: number[] = [];
  for (let n = Math.floor(bottom / step); n <= Math.ceil(top / step); n++)
    ticks.push(Number((n * step).toPrecision(12)));
  return ticks.length > 1 ? ticks : [0, step];
}

/** The next of 1, 2, 2.5, 5 times a power of ten at or above `size`. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= size * 0.999) ?? 10;
  return factor * power;
}

/** The outline of a pie slice between two shares of the whole (0 to 1), clockwise from the top. */
export function slicePath(from: number, to: number, centre: number, radius: number): string {
  const end = Math.min(to, from + 0.99999);
  const point = (share: number) => {
    const angle = share * 2 * Math.PI - Math.PI / 2;
    return `${round(centre + radius * Math.cos(angle))} ${round(centre + radius * Math.sin(angle))}`;
  };
  const isLarge = end - from > 0.5 ? 1 : 0;
  return `M${centre} ${centre}L${point(from)}A${radius} ${radius} 0 ${isLarge} 1 ${point(end)}Z`;
}

/** A coordinate with two decimals: finer than any screen, and short. */
export function round(coordinate: number): number {
  return Math.round(coordinate * 100) / 100;
}
