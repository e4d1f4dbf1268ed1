import type { Column } from "../../results/index.ts";
import { stem } from "./words.ts";

const MONEY_WORDS = new Set(
  ["revenue", "sales", "turnover", "income", "money", "spend", "spent", "value", "amount", "worth"].map(stem),
);
const MONEY_COLUMNS = [
  "revenue",
  "total",
  "total_amount",
  "totalamount",
  "grand_total",
  "grandtotal",
  "total_price",
  "totalprice",
  "amount",
  "amount_total",
  "order_total",
  "net_total",
  "subtotal",
  "price",
  "sum",
  "value",
];
const TIME_COLUMNS = [
  "created_at",
  "createdat",
  "created",
  "created_on",
  "creation_date",
  "date_created",
  "placed_at",
  "ordered_at",
  "order_date",
  "timestamp",
  "time",
  "occurred_at",
  "date",
  "started_at",
  "updated_at",
  "updatedat",
  "updated",
];

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
const stems = (name: string) =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map(stem)
    .join(" ");

/** Whether numbers can be added up in this column. */
function isNumeric(column: Column): boolean {
  return /^(BIGINT|HUGEINT|DECIMAL|DOUBLE)/.test(column.type);
}

export function isTime(column: Column): boolean {
  return /^(TIMESTAMP|DATE)/.test(column.type);
}

function named<One extends Column>(columns: readonly One[], names: readonly string[]): One | undefined {
  for (const name of names) {
    const column = columns.find((candidate) => plain(candidate.name) === plain(name));
    if (column) return column;
  }
  return undefined;
}

/**
 * The column that a word of the request means: the one of that name, else its name or id (“customer” →
 * `customer_name`), else one whose last or first words are it, singular and plural alike.
 */
export function pickColumn<One extends Column>(word: string, columns: readonly One[]): One | undefined {
  const wanted = stems(word.trim());
  const isNamed = ({ name }: Column) =>
    plain(name) === plain(word) || `${plain(name)}s` === plain(word) || stems(name) === wanted;
  const exact = columns.find(isNamed);
  if (exact) return exact;
  const called = (full: string) => columns.find((column) => stems(column.name) === full);
  return (
    called(`${wanted} ${stem("name")}`) ??
    called(`${wanted} id`) ??
    columns.find((column) => stems(column.name).endsWith(` ${wanted}`)) ??
    columns.find((column) => stems(column.name).startsWith(`${wanted} `))
  );
}

/**
 * The numeric column that is meant by “revenue”, “total”, “amount” or by its own name. A price beside a quantity is that
 * of one piece, and no revenue.
 */
export function pickMeasure<One extends Column>(word: string, columns: readonly One[]): One | undefined {
  const numeric = columns.filter(isNumeric);
  const byName = pickColumn(word, numeric);
  if (byName || !MONEY_WORDS.has(stem(word.toLowerCase()))) return byName;
  const isOfPieces = numeric.some(({ name }) => QUANTITY.test(name));
  return named(numeric, isOfPieces ? MONEY_COLUMNS.filter((name) => name !== "price") : MONEY_COLUMNS);
}

const QUANTITY = /^(quantity|qty|units|pieces)$/i;

/** The column that tells when a record came to be. */
export function pickTimeColumn<One extends Column>(columns: readonly One[]): One | undefined {
  const times = columns.filter(isTime);
  return named(times, TIME_COLUMNS) ?? (times.length === 1 ? times[0] : undefined);
}

const SINCE_NAMES = [
  "since",
  "from",
  "start",
  "start_date",
  "startdate",
  "start_time",
  "starttime",
  "after",
  "created_after",
  "createdafter",
  "created_since",
  "created_from",
  "date_from",
  "from_date",
  "min_created_at",
  "updated_since",
  "begin",
  "created[gte]",
  "created_gte",
  "created_at_min",
];
const UNTIL_NAMES = [
  "until",
  "to",
  "end",
  "end_date",
  "enddate",
  "end_time",
  "endtime",
  "before",
  "created_before",
  "createdbefore",
  "created_until",
  "created_to",
  "date_to",
  "to_date",
  "max_created_at",
  "created[lt]",
  "created_lt",
  "created_at_max",
];

/** Of an action's inputs, those that bound the time of the records. */
export function pickWindowInputs(names: readonly string[]): { since?: string; until?: string } {
  const find = (wanted: readonly string[]) =>
    wanted
      .map((name) => names.find((candidate) => candidate.toLowerCase() === name))
      .find((name) => name !== undefined);
  const [since, until] = [find(SINCE_NAMES), find(UNTIL_NAMES)];
  return { ...(since ? { since } : {}), ...(until ? { until } : {}) };
}
