/** The questions of the battery, each with what is right, worked out by hand from the records. */
import type { Random } from "../malicious-planner/random.ts";
import { compare, type Exact, exact, sumOf } from "./exact.ts";
import type { Customer, Sale } from "./records.ts";
import { dayOf, isWithin, PHRASES, type Span } from "./zones.ts";

/** A cell that is right: a text, nothing, a number, or a mean, which is rounded. */
export type RightCell = string | null | Exact | { readonly sum: Exact; readonly count: number };

export interface Right {
  /** Of the columns that matter, by name; the last part of a name is enough. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly RightCell[])[];
  /** Whether the order of rows is a part of the question. */
  readonly isOrdered: boolean;
  /** Whether nothing that was read has what is asked for, nor says so: to be asked back is right then, a number only if it is. */
  readonly mayAskBack?: boolean;
}

export interface Scene {
  readonly sales: readonly Sale[];
  readonly customers: readonly Customer[];
  readonly now: Date;
  readonly zone: string;
}

/** `words` for the commands, else `sql` for the scripted model; `table` and `customers` stand for the tables. */
export interface Question {
  readonly words?: string;
  readonly sql?: string;
  readonly joins?: boolean;
  readonly right: (scene: Scene) => Right;
}

const count = (number: number): Exact => exact(number);
const known = (sales: readonly Sale[]) =>
  sales.flatMap(({ amount }) => (amount === null ? [] : [exact(amount)]));
const total = (sales: readonly Sale[]): Exact | null => {
  const amounts = known(sales);
  return amounts.length === 0 ? null : sumOf(amounts);
};
const mean = (sales: readonly Sale[]): RightCell => {
  const amounts = known(sales);
  return amounts.length === 0 ? null : { sum: sumOf(amounts), count: amounts.length };
};

const linesOf = (sales: readonly Sale[]) => sales.flatMap(({ lines }) => lines);

function groups<K, Item>(sales: readonly Item[], key: (item: Item) => K): [K, Item[]][] {
  const found = new Map<K, Item[]>();
  for (const sale of sales) found.set(key(sale), [...(found.get(key(sale)) ?? []), sale]);
  return [...found];
}

const unordered = (columns: readonly string[], rows: readonly (readonly RightCell[])[]): Right => ({
  columns,
  rows,
  isOrdered: false,
});
const ordered = (columns: readonly string[], rows: readonly (readonly RightCell[])[]): Right => ({
  columns,
  rows,
  isOrdered: true,
});

const KEYS = {
  status: (sale: Sale) => sale.status,
  region: (sale: Sale) => sale.region,
  customer: (sale: Sale) => sale.customer.name,
};
type Key = keyof typeof KEYS;
const WINDOWS = ["", ...Object.keys(PHRASES)];

const inWindow = ({ sales, now, zone }: Scene, phrase: string): readonly Sale[] => {
  const span = PHRASES[phrase]?.(now, zone);
  return span ? sales.filter(({ created_at }) => isWithin(created_at, span)) : sales;
};

function extreme(sales: readonly Sale[], sign: 1 | -1): Exact | null {
  return known(sales).reduce<Exact | null>(
    (best, one) => (best === null || compare(one, best) * sign > 0 ? one : best),
    null,
  );
}

/** A measure over a window has no row where the commands group by nothing but there is nothing: one row of nothing. */
const OPS = {
  "total amount": { column: "sum_amount", of: (sales: readonly Sale[]): RightCell => total(sales) },
  "average amount": { column: "avg_amount", of: mean },
  "highest amount": { column: "max_amount", of: (sales: readonly Sale[]): RightCell => extreme(sales, 1) },
  "lowest amount": { column: "min_amount", of: (sales: readonly Sale[]): RightCell => extreme(sales, -1) },
  "total quantity": {
    column: "sum_quantity",
    of: (sales: readonly Sale[]): RightCell =>
      sales.length === 0 ? null : sumOf(sales.map(({ quantity }) => exact(quantity))),
  },
} as const;

/** What the commands understand. */
const COMMANDS: readonly ((random: Random, window: string) => Question)[] = [
  (_random, window) => ({
    words: "How many are there?",
    right: (scene) => unordered(["count"], [[count(inWindow(scene, window).length)]]),
  }),
  (random, window) => {
    const key = random.pick(Object.keys(KEYS) as Key[]);
    return {
      words: `Group by ${key} and count`,
      right: (scene) =>
        unordered(
          [key === "customer" ? "customer_name" : key, "count"],
          groups(inWindow(scene, window), KEYS[key]).map(([name, sales]) => [name, count(sales.length)]),
        ),
    };
  },
  (random, window) => {
    const words = random.pick(Object.keys(OPS) as (keyof typeof OPS)[]);
    return {
      words: `Tell me the ${words}`,
      right: (scene) => {
        const sales = inWindow(scene, window);
        return unordered([OPS[words].column, "count"], [[OPS[words].of(sales), count(sales.length)]]);
      },
    };
  },
  (random, window) => {
    const words = random.pick(Object.keys(OPS) as (keyof typeof OPS)[]);
    const key = random.pick(Object.keys(KEYS) as Key[]);
    return {
      words: `Tell me the ${words} per ${key}`,
      right: (scene) =>
        unordered(
          [key === "customer" ? "customer_name" : key, OPS[words].column, "count"],
          groups(inWindow(scene, window), KEYS[key]).map(([name, sales]) => [
            name,
            OPS[words].of(sales),
            count(sales.length),
          ]),
        ),
    };
  },
  (random, window) => {
    const n = random.below(9) + 2;
    return {
      words: `Show me the top ${n} by amount`,
      right: (scene) => {
        const sorted = known(inWindow(scene, window)).toSorted((a, b) => compare(b, a));
        const rows: RightCell[][] = sorted.slice(0, n).map((amount) => [amount]);
        const left = Math.min(n, inWindow(scene, window).length) - rows.length;
        return ordered(["amount"], [...rows, ...Array.from({ length: left }, () => [null])]);
      },
    };
  },
  (random, window) => {
    const words = random.pick(["per day", "grouped by day"]);
    return {
      words: `Count ${words}`,
      right: (scene) =>
        unordered(
          ["day", "count"],
          groups(inWindow(scene, window), ({ created_at }) => dayOf(new Date(created_at), scene.zone)).map(
            ([day, sales]) => [day, count(sales.length)],
          ),
        ),
    };
  },
  (random, window) => {
    const word = random.pick(["distinct", "different", "unique"]);
    return {
      words: `How many ${word} references are there?`,
      right: (scene) =>
        unordered(
          ["count"],
          [[count(new Set(inWindow(scene, window).map(({ reference }) => reference)).size)]],
        ),
    };
  },
  (random, window) => {
    const status = random.pick(["refunded", "cancelled", "pending"]);
    return {
      words: `How many are ${status}?`,
      right: (scene) => ({
        ...unordered(
          ["count"],
          [[count(inWindow(scene, window).filter((sale) => sale.status === status).length)]],
        ),
        mayAskBack: !scene.sales.some((sale) => sale.status === status),
      }),
    };
  },
  (random, window) => {
    const region = random.pick(["north", "south", "east", "west"]);
    const words = random.pick([
      `whose region is ${region}`,
      `that are in the ${region}`,
      `with region ${region}`,
    ]);
    return {
      words: `Tell me the total amount of those ${words}`,
      right: (scene) => {
        const sales = inWindow(scene, window).filter((sale) => sale.region === region);
        return unordered(["sum_amount", "count"], [[total(sales), count(sales.length)]]);
      },
    };
  },
  // Over the lists in the records.
  (random, window) => {
    const [of, column] = random.pick([
      ["pieces", "sum_pieces"],
      ["discount", "sum_discount"],
    ] as const);
    const words = random.pick([`total ${of} of the lines per sku`, `total ${of} by sku`]);
    return {
      words: `Tell me the ${words}`,
      right: (scene) =>
        unordered(
          ["sku", column, "count"],
          groups(linesOf(inWindow(scene, window)), ({ sku }) => sku).map(([sku, lines]) => [
            sku,
            sumOf(lines.map((line) => exact(line[of]))),
            count(lines.length),
          ]),
        ),
    };
  },
  (random, window) => {
    const status = random.pick(["paid", "refunded"]);
    return {
      words: `How many lines are there whose status is ${status}?`,
      right: (scene) =>
        unordered(
          ["count"],
          [[count(linesOf(inWindow(scene, window).filter((sale) => sale.status === status)).length)]],
        ),
    };
  },
  (_random, window) => ({
    words: "Group by sku and count",
    right: (scene) => {
      const sales = inWindow(scene, window);
      const skus = [...new Set(linesOf(sales).map(({ sku }) => sku))];
      const having = (sku: string) => sales.filter(({ lines }) => lines.some((line) => line.sku === sku));
      return unordered(
        ["sku", "count"],
        skus.map((sku) => [sku, count(having(sku).length)]),
      );
    },
  }),
];

const literal = (at: Date) => `TIMESTAMPTZ '${at.toISOString()}'`;
const within = ({ start, end }: Span) => `created_at >= ${literal(start)} AND created_at < ${literal(end)}`;

const lastDays = (now: Date, days: number, back = 0): Span => ({
  start: new Date(now.getTime() - (days + back) * 86_400_000),
  end: new Date(now.getTime() - back * 86_400_000),
});

/** What a model writes in SQL. */
const STATEMENTS: readonly ((random: Random, now: Date) => Question)[] = [
  () => ({
    sql: "SELECT c.tier, sum(s.amount) AS total, count(*) AS sales FROM table s JOIN customers c ON c.id = s.customer_id GROUP BY 1",
    joins: true,
    right: ({ sales, customers }) => {
      const tierOf = new Map(customers.map(({ id, tier }) => [id, tier]));
      return unordered(
        ["tier", "total", "sales"],
        groups(sales, (sale) => tierOf.get(sale.customer.id) ?? null).map(([tier, of]) => [
          tier,
          total(of),
          count(of.length),
        ]),
      );
    },
  }),
  (random, now) => {
    const days = random.below(20) + 3;
    const [late, early] = [lastDays(now, days), lastDays(now, days, days)];
    return {
      sql: `SELECT sum(amount) FILTER (WHERE ${within(late)}) AS now, sum(amount) FILTER (WHERE ${within(early)}) AS before FROM table`,
      right: ({ sales }) => {
        const of = (span: Span) => total(sales.filter(({ created_at }) => isWithin(created_at, span)));
        return unordered(["now", "before"], [[of(late), of(early)]]);
      },
    };
  },
  () => ({
    sql: "SELECT count(DISTINCT reference) AS refs, count(DISTINCT customer_id) AS customers, count(status) AS told FROM table",
    right: ({ sales }) =>
      unordered(
        ["refs", "customers", "told"],
        [
          [
            count(new Set(sales.map(({ reference }) => reference)).size),
            count(new Set(sales.map(({ customer }) => customer.id)).size),
            count(sales.filter(({ status }) => status !== null).length),
          ],
        ],
      ),
  }),
  (random) => {
    const n = random.below(6) + 1;
    return {
      sql: `SELECT customer_name, sum(amount) AS total FROM table WHERE amount IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${n}`,
      right: ({ sales }) => {
        const named = groups(
          sales.filter(({ amount }) => amount !== null),
          KEYS.customer,
        ).map(([name, of]): [string, Exact] => [name, sumOf(known(of))]);
        const sorted = named.toSorted((a, b) => compare(b[1], a[1]) || (a[0] < b[0] ? -1 : 1));
        return ordered(["customer_name", "total"], sorted.slice(0, n));
      },
    };
  },
  () => ({
    sql: "SELECT CAST(created_at AS DATE) AS day, sum(amount) AS total, sum(quantity) AS pieces FROM table GROUP BY 1 ORDER BY 1 DESC LIMIT 50",
    right: ({ sales, zone }) => {
      const days = groups(sales, ({ created_at }) => dayOf(new Date(created_at), zone));
      const sorted = days.toSorted((a, b) => (a[0] < b[0] ? 1 : -1));
      const pieces = (of: readonly Sale[]) => sumOf(of.map(({ quantity }) => exact(quantity)));
      return ordered(
        ["day", "total", "pieces"],
        sorted.slice(0, 50).map(([day, of]) => [day, total(of), pieces(of)]),
      );
    },
  }),
  () => ({
    sql: "SELECT sum(amount) FILTER (WHERE amount < 0) AS back, min(amount) AS lowest, avg(amount) AS mean FROM table",
    right: ({ sales }) => {
      const negative = known(sales).filter((one) => one.units < 0n);
      return unordered(
        ["back", "lowest", "mean"],
        [[negative.length === 0 ? null : sumOf(negative), extreme(sales, -1), mean(sales)]],
      );
    },
  }),
  () => ({
    sql: "SELECT reference, count(*) AS times, sum(amount) AS total FROM table GROUP BY 1 HAVING count(*) > 2 ORDER BY 2 DESC, 1 LIMIT 20",
    right: ({ sales }) => {
      const often = groups(sales, ({ reference }) => reference).filter(([, of]) => of.length > 2);
      const sorted = often.toSorted((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
      return ordered(
        ["reference", "times", "total"],
        sorted.slice(0, 20).map(([reference, of]) => [reference, count(of.length), total(of)]),
      );
    },
  }),
];

/** A question of one kind, with its window of time in words, where it has one. */
export function makeQuestion(random: Random, at: number, now: Date): Question & { readonly window: string } {
  if (at % 3 === 2)
    return {
      ...(STATEMENTS[((at - 2) / 3) % STATEMENTS.length] as (typeof STATEMENTS)[number])(random, now),
      window: "",
    };
  const window = random.pick(WINDOWS);
  const make = COMMANDS[at % COMMANDS.length] as (typeof COMMANDS)[number];
  return { ...make(random, window), window };
}
