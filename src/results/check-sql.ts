import type { DuckDBConnection } from "@duckdb/node-api";
import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import { type SqlFailure, sqlFailure } from "./sql-outcome.ts";

/** Table functions that make rows from values alone. All others reach for files or the engine's insides. */
const HARMLESS_TABLE_FUNCTIONS = new Set(["range", "generate_series", "unnest", "json_each", "json_tree"]);

const ONE_SELECT =
  "Only one SELECT (or WITH … SELECT) statement is accepted, over the tables that were given.";

/** What a statement reads, or why it must not run. */
export type CheckedSql = CheckedSelect | SqlFailure;

export interface CheckedSelect {
  readonly ok: true;
  /** The tables, as it names them. */
  readonly usedTables: readonly string[];
  /** In lower case, every name and text in it. */
  readonly names: ReadonlySet<string>;
  /** Whether it may read columns that it does not name. */
  readonly readsUnnamed: boolean;
}

/**
 * Decides whether a statement only reads the tables given. DuckDB's own parser reads it, never a pattern:
 *
 * 1. It must parse, as exactly one statement, a SELECT.
 * 2. The only table functions in it are `range`, `generate_series`, `unnest`, `json_each`, `json_tree`. Others read
 *    files, or run SQL from a string and would hide from this check.
 *
 * Its tables are all base tables anywhere in the tree, sub-queries, CTEs and pivots included.
 */
export async function checkSql(connection: DuckDBConnection, sql: string): Promise<CheckedSql> {
  const tree = await parseSql(connection, sql);
  if (tree["error"] === true) {
    const parserError = tree["error_type"] === "parser" || tree["error_type"] === "syntax";
    if (!parserError) return sqlFailure("not_read_only", ONE_SELECT);
    return sqlFailure("syntax", String(tree["error_message"] ?? "The statement does not parse."));
  }
  const statements = Array.isArray(tree["statements"]) ? tree["statements"] : [];
  if (statements.length !== 1)
    return sqlFailure(statements.length === 0 ? "syntax" : "not_read_only", ONE_SELECT);
  return checkTree(statements);
}

function checkTree(tree: Json): CheckedSql {
  const nodes = [...objectsIn(tree)];
  const refused = nodes
    .map(tableFunctionName)
    .find((name) => name !== "" && !HARMLESS_TABLE_FUNCTIONS.has(name));
  if (refused !== undefined) {
    const allowed = [...HARMLESS_TABLE_FUNCTIONS].join(", ");
    return sqlFailure(
      "not_read_only",
      `The table function ${refused} is not accepted; ${allowed} are. ${ONE_SELECT}`,
    );
  }
  const names = nodes.flatMap((node) =>
    node["type"] === "BASE_TABLE" && typeof node["table_name"] === "string" ? [node["table_name"]] : [],
  );
  const usedTables = [...new Set(names)];
  return { ok: true, usedTables, names: textsIn(nodes), readsUnnamed: mayReadAnyColumn(nodes, usedTables) };
}

/** `*`, `COLUMNS(…)`, a column by its place, a pivot, a natural join, or a whole row by the name of its table. */
function mayReadAnyColumn(nodes: readonly JsonObject[], tables: readonly string[]): boolean {
  const aliases = nodes.flatMap(({ type, alias }) => (type === "BASE_TABLE" && alias ? [String(alias)] : []));
  const rows = new Set([...tables, ...aliases].map((name) => name.toLowerCase()));
  return nodes.some((node) => {
    if (ANY_COLUMN.has(String(node["class"])) || node["type"] === "PIVOT" || node["ref_type"] === "NATURAL")
      return true;
    // `orders AS o(a, b)` names columns by their places.
    const { column_name_alias: renamed, column_names: path } = node;
    if (Array.isArray(renamed) && renamed.length > 0) return true;
    return Array.isArray(path) && rows.has(String(path.at(-1)).toLowerCase());
  });
}

const ANY_COLUMN = new Set(["STAR", "POSITIONAL_REFERENCE"]);

function textsIn(nodes: readonly JsonObject[]): ReadonlySet<string> {
  const texts = nodes.flatMap((node) => Object.values(node).flat());
  return new Set(texts.flatMap((text) => (typeof text === "string" ? [text.toLowerCase()] : [])));
}

async function parseSql(connection: DuckDBConnection, sql: string): Promise<JsonObject> {
  // The function takes only a literal, so the statement is quoted, not bound.
  const literal = `'${sql.replaceAll("'", "''")}'`;
  const reader = await connection.runAndReadAll(
    `SELECT json_serialize_sql(${literal}::VARCHAR, skip_default := true)`,
  );
  const tree: unknown = JSON.parse(String(reader.getRows()[0]?.[0]));
  return isJsonObject(tree) ? tree : { error: true, error_type: "parser" };
}

function tableFunctionName(node: JsonObject): string {
  const call = node["type"] === "TABLE_FUNCTION" ? node["function"] : undefined;
  return isJsonObject(call) ? String(call["function_name"]).toLowerCase() : "";
}

function* objectsIn(tree: Json): Generator<JsonObject> {
  // A stack instead of recursion: the depth of the tree is the statement's choice.
  const waiting: Json[] = [tree];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isJsonObject(next)) yield next;
    if (next !== null && typeof next === "object") waiting.push(...Object.values(next));
  }
}
