import pg from "pg";
import { statementName } from "./statement.ts";

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
      entry = { times: 0, name: statementName(text) };
      seen.set(text, entry);
    }
    entry.times += 1;
    return entry.times > SEEN_BEFORE_NAMED ? entry.name : undefined;
  };
}

interface Statement extends pg.QueryConfig {
  readonly text: string;
}

/** What `statement` sends. */
interface NamedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

type Callback = (error: Error | null, result: unknown) => void;

const isCallback = (given: unknown): given is Callback => typeof given === "function";

function isNamed(config: unknown): config is NamedStatement {
  if (typeof config !== "object" || config === null || "rowMode" in config || "types" in config) return false;
  const { name, text, values } = config as Partial<NamedStatement>;
  return name !== undefined && text !== undefined && Array.isArray(values);
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
      if (isNamed(config)) {
        const callback = [values, ...rest].find(isCallback);
        return (callback ? this.#send(config, callback) : this.#answerTo(config)) as never;
      }
      const name = isNameable(config, values) ? names(config.text) : undefined;
      const named = name === undefined ? config : { ...(config as Statement), name };
      const query = super.query as unknown as (this: pg.Client, ...args: unknown[]) => never;
      return query.call(this, named, values, ...rest);
    }

    #answerTo(statement: NamedStatement): Promise<unknown> {
      const answered = new Promise((resolve, reject) => {
        this.#send(statement, (error, result) => (error ? reject(error) : resolve(result)));
      });
      return answered.catch((error: Error) => {
        // Where the answer was read says nothing; who awaits it does.
        Error.captureStackTrace(error);
        throw error;
      });
    }

    /** As `query` does it, which would copy the statement property by property first: an eighth of what one costs. */
    #send({ name, text, values }: NamedStatement, callback: Callback): void {
      super.query(Object.assign(new pg.Query(text, values, callback as never), { name }));
    }
  }
  return PreparingClient;
}
