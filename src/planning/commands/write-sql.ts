import type { Column } from "../../results/index.ts";
import type { KnownTable } from "../planner.ts";
import { isTime, pickColumn, pickMeasure, pickTimeColumn } from "./pick-column.ts";
import type { Aggregate } from "./request.ts";
import type { TimeWindow } from "./time-phrase.ts";

/** The SQL for an aggregate, or why the table does not have what was asked for. */
export type WrittenSql =
  | { readonly ok: true; readonly sql: string }
  | { readonly ok: false; readonly message: string };

const MOST_LISTED = 20;
const MOST_COLUMNS = 6;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

function literal(at: Date, column: Column): string {
  const iso = at.toISOString();
  return column.type === "DATE" ? `DATE '${iso.slice(0, 10)}'` : `TIMESTAMPTZ '${iso}'`;
}

/**
 * Keeps the records of the window, also where the API was asked for them: some APIs know only a start, some take
 * no notice of the parameter at all.
 */
function whereIn(window: TimeWindow | undefined, columns: readonly Column[]): string {
  const column = window && pickTimeColumn(columns);
  if (!window || !column) return "";
  const name = quoted(column.name);
  return ` WHERE ${name} >= ${literal(window.start, column)} AND ${name} < ${literal(window.end, column)}`;
}

/** Writes the one SELECT that answers the request over one table. */
export function writeSql(
  table: KnownTable,
  aggregate: Aggregate,
  window: TimeWindow | undefined,
): WrittenSql {
  const from = `FROM ${quoted(table.name)}${whereIn(window, table.columns)}`;
  switch (aggregate.kind) {
    case "count":
      return countSql(table, aggregate.groupBy, from);
    case "measure":
      return measureSql(table, aggregate, from);
    case "top":
      return topSql(table, aggregate, from);
    case "none":
      return { ok: true, sql: `SELECT ${listedColumns(table.columns)} ${from} LIMIT ${MOST_LISTED}` };
  }
}

/** All records of the window, for a file. */
export function writeSelectAll(table: KnownTable, window: TimeWindow | undefined): string {
  return `SELECT * FROM ${quoted(table.name)}${whereIn(window, table.columns)}`;
}

/** What to group by: a column, or a stretch of time, in whose order the groups then come. */
interface GroupKey {
  readonly sql: string;
  readonly isTime: boolean;
}

function groupKey(word: string, columns: readonly Column[]): GroupKey | undefined {
  const column = pickColumn(word, columns);
  if (column) return { sql: quoted(column.name), isTime: false };
  const unit = /^(hour|day|week|month|quarter|year|dai)(?:s|ly)?$/i.exec(word.trim())?.[1]?.toLowerCase();
  const time = pickTimeColumn(columns);
  if (!unit || !time) return undefined;
  const part = unit === "dai" ? "day" : unit;
  const start = `date_trunc('${part}', ${quoted(time.name)})`;
  return { sql: `${part === "hour" ? start : `CAST(${start} AS DATE)`} AS ${quoted(part)}`, isTime: true };
}

function countSql(table: KnownTable, groupBy: string | undefined, from: string): WrittenSql {
  const counted = `count(*) AS ${quoted("count")}`;
  if (!groupBy) return { ok: true, sql: `SELECT ${counted} ${from}` };
  const key = groupKey(groupBy, table.columns);
  if (!key) return missing(groupBy, table.columns);
  const order = key.isTime ? "1" : "2 DESC, 1";
  return { ok: true, sql: `SELECT ${key.sql}, ${counted} ${from} GROUP BY 1 ORDER BY ${order}` };
}

function measureSql(
  table: KnownTable,
  aggregate: Extract<Aggregate, { kind: "measure" }>,
  from: string,
): WrittenSql {
  const measure = pickMeasure(aggregate.of, table.columns);
  if (!measure) return missing(aggregate.of, table.columns);
  const group = aggregate.groupBy ? groupKey(aggregate.groupBy, table.columns) : undefined;
  if (aggregate.groupBy && !group) return missing(aggregate.groupBy, table.columns);
  const currency = table.columns.find((column) => /^currency(_code)?$/i.test(column.name));
  const keys = [...new Set([group?.sql, currency && quoted(currency.name)])].flatMap((key) => key ?? []);
  const named = `${aggregate.op}(${quoted(measure.name)}) AS ${quoted(`${aggregate.op}_${measure.name}`)}`;
  const selected = [...keys, named, `count(*) AS ${quoted("count")}`].join(", ");
  const grouping =
    keys.length > 0
      ? ` GROUP BY ${keys.map((_, at) => at + 1).join(", ")} ORDER BY ${group?.isTime ? "1" : `${keys.length + 1} DESC`}`
      : "";
  return { ok: true, sql: `SELECT ${selected} ${from}${grouping}` };
}

function topSql(table: KnownTable, aggregate: Extract<Aggregate, { kind: "top" }>, from: string): WrittenSql {
  const by = pickMeasure(aggregate.by, table.columns) ?? pickColumn(aggregate.by, table.columns);
  if (!by) return missing(aggregate.by, table.columns);
  return {
    ok: true,
    sql: `SELECT ${listedColumns(table.columns, by)} ${from} ORDER BY ${quoted(by.name)} DESC NULLS LAST LIMIT ${aggregate.n}`,
  };
}

/** The columns that a person would want to see first: not the nested ones, times after the rest. */
function listedColumns(columns: readonly Column[], must?: Column): string {
  const flat = columns.filter((column) => column.type !== "JSON");
  const ranked = [...flat.filter((column) => !isTime(column)), ...flat.filter(isTime)].slice(0, MOST_COLUMNS);
  const chosen = must && !ranked.includes(must) ? [...ranked.slice(0, MOST_COLUMNS - 1), must] : ranked;
  const inOrder = columns.filter((column) => chosen.includes(column));
  return inOrder.length > 0 ? inOrder.map((column) => quoted(column.name)).join(", ") : "*";
}

function missing(word: string, columns: readonly Column[]): WrittenSql {
  const names = columns.map((column) => column.name).slice(0, 25);
  return { ok: false, message: `the records have no “${word}”. They have: ${names.join(", ")}` };
}
