import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type Logger, sleep } from "../kernel/index.ts";
import { openEmbeddedPostgres } from "./embedded-postgres.ts";
import { PipelinedPool } from "./pipelined-pool.ts";
import { createStatementNames, preparingClient } from "./preparing-client.ts";

/** Queries outside a transaction. */
export type Db = NodePgDatabase;

/** A transaction. Inside its callback use only this: on the embedded database the outer `db` would wait for itself. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** For what works inside a transaction and without one. */
export type Queryable = Db | Tx;

/** An open database. Both kinds speak PostgreSQL through `pg`; only their speed and how they are lost differ. */
export interface Database {
  /** `embedded`: in this process, with one session, and nobody else can have it open. */
  readonly kind: "embedded" | "postgres";
  readonly db: Db;
  /** The same database, for the short statements of the main path: on Postgres they share one pipelined connection. */
  readonly main: Db;
  readonly pool: pg.Pool;
  /** Waits for running queries (two seconds at most), then closes. A second call does nothing. */
  close(): Promise<void>;
  /**
   * Called when the database cannot be brought back, and the process had better end: an embedded one that did not
   * open again after a crash. A Postgres server that is away is waited for.
   */
  onLost(listener: (error: Error) => void): void;
}

export interface DatabaseOptions {
  /** `postgres://…`; absent, the embedded database is opened. */
  readonly url?: string;
  /** Where the embedded database lives, in the folder `pg`; `memory://` for one that is gone with the process. */
  readonly dataDir: string;
  /** Ten when absent. */
  readonly maxConnections?: number;
  readonly logger: Logger;
}

const MAX_CONNECTIONS = 10;
const CONNECT_MS = 30_000;
/** Shorter than the query time-out, so that who waits in vain is told why. */
const SESSION_WAIT_MS = 30_000;
/** PGlite ignores `statement_timeout`, so the client has to give up. */
const QUERY_MS = 60_000;
const CLOSE_MS = 2000;

/**
 * Opens the Postgres at `url`, or without one the embedded database in `dataDir`, made when it is missing.
 *
 * Columns and parameters are in `snake_case`, as the tables' camel-case keys say. A `bigint` is read as a number,
 * process-wide, as drizzle asks `pg`'s global table; one beyond 2^53 fails the query rather than losing digits.
 * A query fails after 60 s.
 *
 * @throws ChiefError `database.folder_in_use`, `database.folder_version`, `database.cannot_open`,
 * `database.not_durable`. A Postgres server is not asked before the first query.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  pg.types.setTypeParser(pg.types.builtins.INT8, parseBigint);
  return options.url === undefined ? openEmbedded(options) : openPostgres(options, options.url);
}

function openPostgres(options: DatabaseOptions, connectionString: string): Database {
  const pool = createPool(options, { connectionString });
  const pipelined = new PipelinedPool(pool);
  async function close(): Promise<void> {
    await drain(pipelined);
    await drain(pool);
  }
  return {
    kind: "postgres",
    db: createDb(pool),
    main: createDb(pipelined),
    pool,
    close,
    onLost: () => undefined,
  };
}

async function openEmbedded(options: DatabaseOptions): Promise<Database> {
  const { dataDir, logger } = options;
  const embedded = await openEmbeddedPostgres({ dataDir, logger, waitMs: SESSION_WAIT_MS });
  // All is given here, because pg looks into the environment for whatever is not.
  const pool = createPool(options, {
    ...{ host: "embedded", port: 5432, user: "postgres", password: "", database: "postgres", ssl: false },
    stream: () => embedded.connect(),
    idleTimeoutMillis: 0,
  });
  async function close(): Promise<void> {
    await drain(pool);
    await embedded.close();
  }
  const db = createDb(pool);
  return { kind: "embedded", db, main: db, pool, close, onLost: embedded.onLost };
}

function createPool({ maxConnections, logger }: DatabaseOptions, config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    Client: preparingClient(createStatementNames()),
    max: maxConnections ?? MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    application_name: "chief",
    ...config,
  });
  pool.on("error", (error) => logger.warn({ err: error }, "an idle database connection failed"));
  // A connection that fails while it is in use also fails its query; it must just not end the process.
  pool.on("connect", (client) =>
    client.on("error", (error) => logger.debug({ err: error }, "a connection failed")),
  );
  return pool;
}

function createDb(pool: pg.Pool): Db {
  return drizzle(pool, { casing: "snake_case" });
}

async function drain(pool: pg.Pool): Promise<void> {
  if (pool.ending) return;
  const timeout = new AbortController();
  await Promise.race([pool.end(), sleep(CLOSE_MS, timeout.signal)]);
  timeout.abort();
}

function parseBigint(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number))
    throw new RangeError(`${text} is beyond what a number holds; select it as text`);
  return number;
}
