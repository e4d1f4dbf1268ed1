import pg from "pg";
import { ChiefError } from "../kernel/index.ts";
import type { Database } from "./open-database.ts";

/** Rows that are on their way at once: parts of large answers take up to a MiB each. */
const BATCH = 50;

interface Table {
  readonly schema: string;
  readonly name: string;
  /** As SQL writes it. */
  readonly written: string;
  /** Those that are stored and not computed from others, as SQL writes them. */
  readonly columns: string;
  /** The tables of which rows have to be there before, as SQL writes them. */
  readonly after: readonly string[];
}

/** Rows of one table that were copied. */
export interface Copied {
  readonly table: string;
  readonly rows: number;
}

/**
 * Copies everything, the queue of jobs included, from one migrated database to another one that was never used, in one
 * transaction on each side: when it fails, the target is as it was.
 *
 * Rows travel as the JSON that PostgreSQL itself makes of them, never read here, so that no number or instant changes.
 *
 * @throws ChiefError `database.not_empty` when the target holds a row of ours
 */
export async function copyDatabase(from: Database, to: Database): Promise<Copied[]> {
  const [source, target] = [await openClient(from), await openClient(to)];
  try {
    await source.query("begin isolation level repeatable read read only");
    await target.query("begin");
    const copied: Copied[] = [];
    const tables = inOrder(await tablesOf(source));
    for (const table of tables) await refuseRows(target, table);
    for (const table of tables)
      copied.push({ table: `${table.schema}.${table.name}`, rows: await copyTable(source, target, table) });
    await goOnCounting(target);
    await target.query("commit");
    return copied;
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}

/** A client of its own: a large table takes longer than a query may. */
async function openClient({ pool }: Database): Promise<pg.Client> {
  const client = new pg.Client({ ...pool.options, query_timeout: 0 });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Our tables and the queue's; which migrations ran, each database knows for itself. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as written,
      (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      array(select format('%I.%I', rn.nspname, r.relname) from pg_constraint k join pg_class r on r.oid = k.confrelid
        join pg_namespace rn on rn.oid = r.relnamespace
        where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid) as after
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')
      and not (n.nspname = 'graphile_worker' and c.relname = 'migrations')
    order by 1, 2`);
  return rows;
}

/** Each table after those that its rows refer to. */
function inOrder(tables: readonly Table[]): Table[] {
  const ordered: Table[] = [];
  const add = (table: Table) => {
    if (ordered.includes(table)) return;
    for (const one of tables) if (table.after.includes(one.written)) add(one);
    ordered.push(table);
  };
  for (const table of tables) add(table);
  return ordered;
}

/** The queue names its tasks when it is migrated, so only what is ours tells that a database was used. */
async function refuseRows(client: pg.Client, { schema, name, written }: Table): Promise<void> {
  if (schema !== "public") return;
  const { rows } = await client.query(`select 1 from ${written} limit 1`);
  if (rows.length === 0) return;
  throw new ChiefError("database.not_empty", {
    message: `the database that is copied to is not empty: ${name} has rows; give an empty one`,
  });
}

async function copyTable(source: pg.Client, target: pg.Client, table: Table): Promise<number> {
  const { schema, written, columns } = table;
  if (schema !== "public") await target.query(`delete from ${written}`);
  await source.query(
    `declare rows_of no scroll cursor for select row_to_json(t)::text as row from ${written} t`,
  );
  let copied = 0;
  for (;;) {
    const { rows } = await source.query<{ row: string }>(`fetch ${BATCH} from rows_of`);
    if (rows.length === 0) break;
    await target.query(
      `insert into ${written} (${columns}) overriding system value
       select ${columns} from json_populate_recordset(null::${written}, $1::json)`,
      [`[${rows.map(({ row }) => row).join(",")}]`],
    );
    copied += rows.length;
  }
  await source.query("close rows_of");
  return copied;
}

/** Numbers that are given one after the other go on after the highest that was copied. */
async function goOnCounting(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sequence: string; written: string; column: string }>(`
    select pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence,
      format('%I.%I', n.nspname, c.relname) as written, quote_ident(a.attname) as column
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker') and a.attnum > 0 and not a.attisdropped
      and pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) is not null`);
  for (const { sequence, written, column } of rows)
    await client.query(`select setval($1, coalesce(max(${column}), 0) + 1, false) from ${written}`, [
      sequence,
    ]);
}
