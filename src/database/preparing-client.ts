import pg from "pg";
import { sha256Hex } from "../kernel/index.ts";

/** Statements whose text is seen once only (a list of another length, say) are not worth a name. */
const SEEN_BEFORE_NAMED = 2;
/** Bounds what a connection keeps prepared, and what is remembered of texts that never come again. */
const MOST_TEXTS = 1_000;

/** Gives a statement's text its name once it has come back, or undefined while it is new. */
export type StatementNames = (text: string) => string | undefined;

export function createStatementNames(): StatementNames {
  const seen = new Map<string, { times: number; name: string }>();
  return (text) => {
    let entry = seen.get(text);
    if (!entry) {
      if (seen.size >= MOST_TEXTS) return undefined;
      entry = { times: 0, name: `s_${sha256Hex(text).slice(0, 24)}` };
      seen.set(text, entry);
    }
    entry.times += 1;
    return entry.times > SEEN_BEFORE_NAMED ? entry.name : undefined;
  };
}

interface Statement extends pg.QueryConfig {
  readonly text: string;
}

function isNameable(config: unknown, values: unknown): config is Statement {
  if (typeof config !== "object" || config === null || !("text" in config)) return false;
  const { text, name, values: own } = config as Partial<Statement>;
  const given = own ?? values;
  return typeof text === "string" && name === undefined && Array.isArray(given) && given.length > 0;
}

/**
 * A client that prepares the statements that come again, so that they are sent by name from then on: measured, a
 * query through pg costs half the CPU that way (0.07 instead of 0.12 ms over TCP, 0.03 instead of 0.08 ms over a
 * socket file). Needs session pooling where a PgBouncer stands between, as LISTEN does anyway.
 */
export function preparingClient(names: StatementNames): typeof pg.Client {
  class PreparingClient extends pg.Client {
    override query(...given: unknown[]): never {
      const [config, values, ...rest] = given;
      const name = isNameable(config, values) ? names(config.text) : undefined;
      const named = name === undefined ? config : { ...(config as Statement), name };
      const query = super.query as unknown as (this: pg.Client, ...args: unknown[]) => never;
      return query.call(this, named, values, ...rest);
    }
  }
  return PreparingClient;
}
