import type { Column } from "../../results/index.ts";
import type { Condition } from "./conditions-in.ts";
import { isTime, pickColumn, pickMeasure } from "./pick-column.ts";
import type { Aggregate } from "./request.ts";
import type { AskedColumn, Subject } from "./subject.ts";
import type { TimeWindow } from "./time-phrase.ts";

/** The SQL for an aggregate, or why the table does not have what was asked for. */
export type WrittenSql =
  | { readonly ok: true; readonly sql: string }
  | { readonly ok: false; readonly message: string };

const MOST_LISTED = 20;
const MOST_COLUMNS = 6;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A column in SQL. */
const ref = ({ name, sql }: AskedColumn) => quoted(sql ?? name);

/** A column in SQL, under the name that a person knows. */
const shown = (column: AskedColumn) =>
  column.sql === undefined || column.sql === column.name
    ? ref(column)
    : `${ref(column)} AS ${quoted(column.name)}`;

const literal = (at: Date) => `TIMESTAMPTZ '${at.toISOString()}'`;

/** A day is the instant at which it begins, in the time zone of the statement: the person's. */
const instantOf = (column: AskedColumn) =>
  column.type === "DATE" ? `CAST(${ref(column)} AS TIMESTAMPTZ)` : ref(column);

/** Which records of a table are meant. */
export interface Where {
  readonly window?: TimeWindow | undefined;
  readonly conditions?: readonly Condition[];
}

/**
 * Keeps the records that are meant; those of the window also where the API was asked for them: some APIs know only a
 * start, some take no notice of the parameter at all.
 */
function whereIn({ window, conditions = [] }: Where, { time }: Subject): string {
  const inWindow =
    window && time
      ? [`${instantOf(time)} >= ${literal(window.start)}`, `${instantOf(time)} < ${literal(window.end)}`]
      : [];
  const all = [...inWindow, ...conditions.map(conditionSql)];
  return all.length > 0 ? ` WHERE ${all.join(" AND ")}` : "";
}

function conditionSql({ column, values, isNot, is }: Condition): string {
  const name = ref(column);
  if (is === "flag") return isNot ? `${name} IS NOT TRUE` : name;
  if (is !== undefined && is !== "spelled" && is !== "=") return `${name} ${is} ${values.join()}`;
  const texts = is === "spelled" ? values.map((value) => value.toLowerCase()) : values;
  const list = texts.map((value) => (is === "=" ? value : `'${value.replaceAll("'", "''")}'`)).join(", ");
  const compared = is === "spelled" ? `lower(${name})` : name;
  return isNot ? `(${compared} NOT IN (${list}) OR ${name} IS NULL)` : `${compared} IN (${list})`;
}

/** Writes the one SELECT that answers the request over what it is about. */
export function writeSql(subject: Subject, aggregate: Aggregate, where: Where): WrittenSql {
  const from = `FROM ${quoted(subject.name)}${whereIn(where, subject)}`;
  switch (aggregate.kind) {
    case "count":
      return countSql(subject, aggregate, from);
    case "measure":
      return measureSql(subject, aggregate, from);
    case "top":
      return topSql(subject, aggregate, from);
    case "none":
      return { ok: true, sql: `SELECT ${listedColumns(subject.columns)} ${from} LIMIT ${MOST_LISTED}` };
  }
}

/** All records that are meant, for a file. */
export function writeSelectAll(subject: Subject, where: Where): string {
  const isOfList = subject.columns.some(({ sql }) => sql !== undefined);
  const selected = isOfList ? subject.columns.map(shown).join(", ") : "*";
  return `SELECT ${selected} FROM ${quoted(subject.name)}${whereIn(where, subject)}`;
}

/** What to group by: a column, or a stretch of time, in whose order the groups then come. */
interface GroupKey {
  readonly sql: string;
  readonly isTime: boolean;
}

function groupKey(word: string, { columns, time }: Subject): GroupKey | undefined {
  const column = pickColumn(word, columns);
  if (column) return { sql: shown(column), isTime: false };
  const unit = /^(hour|day|week|month|quarter|year|dai)(?:s|ly)?$/i.exec(word.trim())?.[1]?.toLowerCase();
  if (!unit || !time) return undefined;
  const part = unit === "dai" ? "day" : unit;
  const start = `date_trunc('${part}', ${ref(time)})`;
  return { sql: `${part === "hour" ? start : `CAST(${start} AS DATE)`} AS ${quoted(part)}`, isTime: true };
}

function countSql(
  subject: Subject,
  { groupBy, distinct }: Extract<Aggregate, { kind: "count" }>,
  from: string,
): WrittenSql {
  const { columns, countedBy } = subject;
  const different = distinct === undefined ? countedBy : pickColumn(distinct, columns);
  if (distinct !== undefined && !different) return missing(distinct, columns);
  const counted = `count(${different ? `DISTINCT ${ref(different)}` : "*"}) AS ${quoted("count")}`;
  if (!groupBy) return { ok: true, sql: `SELECT ${counted} ${from}` };
  const key = groupKey(groupBy, subject);
  if (!key) return missing(groupBy, columns);
  const order = key.isTime ? "1" : "2 DESC, 1";
  return { ok: true, sql: `SELECT ${key.sql}, ${counted} ${from} GROUP BY 1 ORDER BY ${order}` };
}

function measureSql(
  subject: Subject,
  aggregate: Extract<Aggregate, { kind: "measure" }>,
  from: string,
): WrittenSql {
  const { columns, measures } = subject;
  const measure = pickMeasure(aggregate.of, measures);
  if (!measure) return missing(aggregate.of, columns);
  const group = aggregate.groupBy ? groupKey(aggregate.groupBy, subject) : undefined;
  if (aggregate.groupBy && !group) return missing(aggregate.groupBy, columns);
  const keys = [...new Set([group?.sql, ...currencyFor(measure, columns)])].flatMap((key) => key ?? []);
  const named = `${computed(aggregate.op, measure)} AS ${quoted(`${aggregate.op}_${measure.name}`)}`;
  const selected = [...keys, named, `count(*) AS ${quoted("count")}`].join(", ");
  const grouping =
    keys.length > 0
      ? ` GROUP BY ${keys.map((_, at) => at + 1).join(", ")} ORDER BY ${group?.isTime ? "1" : `${keys.length + 1} DESC`}`
      : "";
  return { ok: true, sql: `SELECT ${selected} ${from}${grouping}` };
}

/** A mean has no end of decimals: it is told with two more than what it is of. */
function computed(op: string, measure: AskedColumn): string {
  const plain = `${op}(${ref(measure)})`;
  if (op !== "avg") return plain;
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(measure.type)?.[1];
  return `round(${plain}, ${measure.type === "DOUBLE" ? 6 : Number(scale ?? 0) + 2})`;
}

function topSql(
  { columns, measures, rankedPer }: Subject,
  aggregate: Extract<Aggregate, { kind: "top" }>,
  from: string,
): WrittenSql {
  const by = pickMeasure(aggregate.by, measures) ?? pickColumn(aggregate.by, columns);
  if (!by) return missing(aggregate.by, columns);
  if (rankedPer) return { ok: true, sql: rankedSql({ columns, by, per: rankedPer }, aggregate.n, from) };
  return {
    ok: true,
    sql: `SELECT ${listedColumns(columns, by)} ${from} ORDER BY ${ref(by)} DESC NULLS LAST LIMIT ${aggregate.n}`,
  };
}

function rankedSql(
  { columns, by, per }: { columns: readonly AskedColumn[]; by: AskedColumn; per: AskedColumn },
  n: number,
  from: string,
): string {
  const keys = [shown(per), ...currencyFor(by, columns)];
  const numbered = keys.map((_, at) => at + 1).join(", ");
  const sum = `sum(${ref(by)}) AS ${quoted(`sum_${by.name}`)}`;
  return `SELECT ${[...keys, sum].join(", ")}, count(*) AS ${quoted("count")} ${from} GROUP BY ${numbered} ORDER BY ${keys.length + 1} DESC NULLS LAST, 1 LIMIT ${n}`;
}

/** Amounts of money are added up each currency by itself; pieces have none. */
function currencyFor(measure: AskedColumn, columns: readonly AskedColumn[]): string[] {
  if (PIECES.test(measure.name)) return [];
  const currency = columns.find((column) => /^currency(_code)?$/i.test(column.name));
  return currency ? [shown(currency)] : [];
}

const PIECES = /(^|_)(quantity|qty|units?|pieces|count|stock)$/i;

/** The columns that a person would want to see first: not the nested ones, times after the rest. */
function listedColumns(columns: readonly AskedColumn[], must?: AskedColumn): string {
  const flat = columns.filter((column) => column.type !== "JSON");
  const ranked = [...flat.filter((column) => !isTime(column)), ...flat.filter(isTime)].slice(0, MOST_COLUMNS);
  const chosen = must && !ranked.includes(must) ? [...ranked.slice(0, MOST_COLUMNS - 1), must] : ranked;
  const inOrder = columns.filter((column) => chosen.includes(column));
  return inOrder.length > 0 ? inOrder.map(shown).join(", ") : "*";
}

function missing(word: string, columns: readonly Column[]): WrittenSql {
  const names = columns.map((column) => column.name).slice(0, 25);
  return { ok: false, message: `the records have no “${word}”. They have: ${names.join(", ")}` };
}
