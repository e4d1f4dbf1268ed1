import type { SqlCell, SqlColumn } from "./sql-outcome.ts";

export const CHART_KINDS = ["bar", "line", "area", "pie"] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** Numbers to draw: each series has one value for each category, null where there is none. */
export interface Chart {
  readonly kind: ChartKind;
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** What the categories are, and what is measured. */
  readonly across: string;
  readonly measured: string;
  /** In words, what of the result is not drawn. */
  readonly cut?: string;
}

export type ChosenChart =
  | { readonly ok: true; readonly chart: Chart }
  | { readonly ok: false; readonly message: string };

/** Slack draws at most six series or segments; more than twenty points cannot be told apart on a phone. */
const MOST_SERIES = 6;
const MOST_POINTS = 20;
const NUMERIC = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UINTEGER|UBIGINT|DECIMAL|DOUBLE|FLOAT)/;
const TIME = /^(TIMESTAMP|DATE)/;

interface Result {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly SqlCell[])[];
}

/**
 * Chooses how to draw a result, by its shape:
 *
 * 1. The first column that is a time, else the first that is no number, goes across.
 * 2. A second column that is no number makes a series of each of its values; else every number column is one, without a
 *    `count` that stands beside something else.
 * 3. Times are drawn as a line, other categories as bars, unless a kind was asked for. A pie of several measures is bars.
 *
 * What is more than can be drawn is left out, the oldest times and the last categories first, and `cut` says so; in a pie
 * the rest is one segment.
 */
export function chooseChart(result: Result, wanted?: ChartKind): ChosenChart {
  const { columns, rows } = result;
  const at = columns.map((_, index) => index);
  const measures = telling(
    columns,
    at.filter((index) => isNumeric(columns, index)),
  );
  const others = at.filter((index) => !isNumeric(columns, index));
  const across = others.find((index) => TIME.test(columns[index]?.type ?? "")) ?? others[0];
  if (across === undefined || measures.length === 0 || rows.length === 0)
    return { ok: false, message: NO_SHAPE };
  const split = others.find((index) => index !== across);
  const points = pointsOf(rows, { across, split, measures, columns });
  const isTime = TIME.test(columns[across]?.type ?? "");
  const kind = kindFor(wanted, { isTime, series: points.series.size });
  const named = {
    across: columns[across]?.name ?? "",
    measured: split === undefined && measures.length > 1 ? "" : (columns[measures[0] ?? 0]?.name ?? ""),
  };
  return { ok: true, chart: { ...cutDown(points, { kind, isTime }), ...named } };
}

const NO_SHAPE =
  "a chart needs something to compare and a number for each: ask for a count or a total by something, such as “by status” or “per day”";

const isNumeric = (columns: readonly SqlColumn[], index: number) => NUMERIC.test(columns[index]?.type ?? "");

function telling(columns: readonly SqlColumn[], measures: readonly number[]): readonly number[] {
  const others = measures.filter((index) => columns[index]?.name !== "count");
  return (others.length > 0 ? others : measures).slice(0, MOST_SERIES);
}

function kindFor(wanted: ChartKind | undefined, of: { isTime: boolean; series: number }): ChartKind {
  if (wanted === "pie" && of.series > 1) return "bar";
  return wanted ?? (of.isTime ? "line" : "bar");
}

interface Points {
  readonly categories: readonly string[];
  /** Values by category, by series. */
  readonly series: ReadonlyMap<string, ReadonlyMap<string, number | null>>;
}

function pointsOf(
  rows: Result["rows"],
  by: {
    across: number;
    split: number | undefined;
    measures: readonly number[];
    columns: readonly SqlColumn[];
  },
): Points {
  const categories = new Set<string>();
  const series = new Map<string, Map<string, number | null>>();
  const put = (name: string, category: string, value: SqlCell | undefined) => {
    const values = series.get(name) ?? new Map<string, number | null>();
    values.set(category, numberOf(value));
    series.set(name, values);
  };
  for (const row of rows) {
    const category = labelOf(row[by.across]);
    categories.add(category);
    if (by.split !== undefined) put(labelOf(row[by.split]), category, row[by.measures[0] ?? 0]);
    else for (const index of by.measures) put(by.columns[index]?.name ?? "", category, row[index]);
  }
  return { categories: [...categories], series };
}

const labelOf = (cell: SqlCell | undefined) =>
  cell === null || cell === undefined || cell === "" ? "none" : String(cell).replace(/T00:00:00Z$/, "");

/** For drawing only: the table beside the chart has the exact numbers. */
function numberOf(cell: SqlCell | undefined): number | null {
  const value = cell === null || cell === undefined || cell === "" ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : null;
}

function cutDown(points: Points, { kind, isTime }: { kind: ChartKind; isTime: boolean }) {
  if (kind === "pie") return pieOf(points);
  const sorted = isTime ? points.categories.toSorted() : points.categories;
  const categories = isTime ? sorted.slice(-MOST_POINTS) : sorted.slice(0, MOST_POINTS);
  const names = [...points.series.keys()].slice(0, MOST_SERIES);
  const cuts = [
    categories.length < sorted.length
      ? `the ${isTime ? "last" : "first"} ${categories.length} of ${sorted.length}`
      : "",
    names.length < points.series.size ? `${names.length} of ${points.series.size} series` : "",
  ].filter((cut) => cut !== "");
  const series = names.map((name) => ({
    name,
    values: categories.map((category) => points.series.get(name)?.get(category) ?? null),
  }));
  return { kind, categories, series, ...(cuts.length > 0 ? { cut: cuts.join(", ") } : {}) };
}

/** Only what is more than nothing has a share; the smallest shares are put together. */
function pieOf(points: Points): Pick<Chart, "kind" | "categories" | "series" | "cut"> {
  const [name = "", values = new Map<string, number | null>()] = [...points.series][0] ?? [];
  const shares = [...values].flatMap(([category, value]) =>
    value !== null && value > 0 ? [{ category, value }] : [],
  );
  shares.sort((a, b) => b.value - a.value);
  const alone = shares.length > MOST_SERIES ? shares.slice(0, MOST_SERIES - 1) : shares;
  const rest = shares.slice(alone.length);
  const all = rest.length > 0 ? [...alone, { category: "others", value: sumOf(rest) }] : alone;
  const without = values.size - shares.length;
  return {
    kind: "pie",
    categories: all.map(({ category }) => category),
    series: [{ name, values: all.map(({ value }) => value) }],
    ...(without > 0 ? { cut: `${without} without a share` } : {}),
  };
}

const sumOf = (shares: readonly { value: number }[]) => shares.reduce((sum, { value }) => sum + value, 0);
