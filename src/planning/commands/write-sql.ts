import type { Column } from "../../results/index.ts";
import type { KnownTable } from "../planner.ts";
import type { Condition } from "./conditions-in.ts";
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

/** Which records of a table are meant. */
export interface Where {
  readonly window?: TimeWindow | undefined;
  readonly conditions?: readonly Condition[];
}

/**
 * Keeps the records that are meant; those of the window also where the API was asked for them: some APIs know only a
 * start, some take no notice of the parameter at all.
 */
function whereIn({ window, conditions = [] }: Where, columns: readonly Column[]): string {
  const column = window && pickTimeColumn(columns);
  const name = column && quoted(column.name);
  const inWindow =
    window && column
      ? [`${name} >= ${literal(window.start, column)}`, `${name} < ${literal(window.end, column)}`]
      : [];
  const all = [...inWindow, ...conditions.map(conditionSql)];
  return all.length > 0 ? ` WHERE ${all.join(" AND ")}` : "";
}

function conditionSql({ column, values, isNot }: Condition): string {
  const list = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
  const name = quoted(column);
  return isNot ? `(${name} NOT IN (${list}) OR ${name} IS NULL)` : `${name} IN (${list})`;
}

/** Writes the one SELECT that answers the request over one table. */
export function writeSql(table: KnownTable, aggregate: Aggregate, where: Where): WrittenSql {
  const from = `FROM ${quoted(table.name)}${whereIn(where, table.columns)}`;
  switch (aggregate.kind) {
    case "count":
      return countSql(table, aggregate, from);
    case "measure":
      return measureSql(table, aggregate, from);
    case "top":
      return topSql(table, aggregate, from);
    case "none":
      return { ok: true, sql: `SELECT ${listedColumns(table.columns)} ${from} LIMIT ${MOST_LISTED}` };
  }
}

/** All records that are meant, for a file. */
export function writeSelectAll(table: KnownTable, where: Where): string {
  return `SELECT * FROM ${quoted(table.name)}${whereIn(where, table.columns)}`;
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

function countSql(
  table: KnownTable,
  { groupBy, distinct }: Extract<Aggregate, { kind: "count" }>,
  from: string,
): WrittenSql {
  const different = distinct === undefined ? undefined : pickColumn(distinct, table.columns);
  if (distinct !== undefined && !different) return missing(distinct, table.columns);
  const counted = `count(${different ? `DISTINCT ${quoted(different.name)}` : "*"}) AS ${quoted("count")}`;
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
  const named = `${computed(aggregate.op, measure)} AS ${quoted(`${aggregate.op}_${measure.name}`)}`;
  const selected = [...keys, named, `count(*) AS ${quoted("count")}`].join(", ");
  const grouping =
    keys.length > 0
      ? ` GROUP BY ${keys.map((_, at) => at + 1).join(", ")} ORDER BY ${group?.isTime ? "1" : `${keys.length + 1} DESC`}`
      : "";
  return { ok: true, sql: `SELECT ${selected} ${from}${grouping}` };
}

/** A mean has no end of decimals: it is told with two more than what it is of. */
function computed(op: string, measure: Column): string {
  const plain = `${op}(${quoted(measure.name)})`;
  if (op !== "avg") return plain;
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(measure.type)?.[1];
  return `round(${plain}, ${measure.type === "DOUBLE" ? 6 : Number(scale ?? 0) + 2})`;
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
