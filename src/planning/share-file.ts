import { countOf } from "../kernel/index.ts";
import { type SqlEngine, type SqlResult, toCsv, toParquet } from "../results/index.ts";
import type { FileFormat } from "./file-formats.ts";
import { queryTables } from "./query-tables.ts";
import type { ShownTable, ToolEffect } from "./step.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";

/** What a file holds, at hand, or in pieces where it is too large to be held. */
export type FileContent = string | Uint8Array | StreamedContent;

/** Bytes that come in pieces. They can be read again, for what did not arrive the first time. */
export interface StreamedContent {
  readonly bytes: number;
  pieces(): AsyncIterable<Uint8Array>;
}

/** Shares a file in the thread. Owned here, implemented above. */
export interface FilePort {
  /** Whether a person sees all of a table in the answer; where not, its rows are shared as a file. */
  holds(table: ShownTable): boolean;
  share(file: {
    readonly name: string;
    readonly content: FileContent;
    /** The same file is shared once under the same key. */
    readonly key: string;
  }): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>;
}

const MOST_ROWS = 100_000;

/** Shares what a statement gives as a file in the thread, with all its rows. */
export async function shareFile(
  deps: { sql: SqlEngine; files: FilePort },
  input: { sql: string; format: FileFormat },
  context: ToolContext,
): Promise<ToolOutcome> {
  const queried = await queryTables(deps.sql, { sql: input.sql, maxRows: MOST_ROWS }, context);
  return queried.ok ? shareResult(deps.files, { ...input, ...queried }, context) : queried.refused;
}

/** Shares what a statement gave. */
async function shareResult(
  files: FilePort,
  input: { sql: string; format: FileFormat; result: SqlResult; title: string },
  context: ToolContext,
): Promise<ToolOutcome> {
  const { result: outcome, title, format } = input;
  const name = `${title.replaceAll(" ", "-")}.${format}`;
  const shared = await files.share({ name, content: await CONTENT_OF[format](outcome), key: context.callId });
  if (!shared.ok) return failed(`The file could not be shared: ${shared.message}`);
  return done(`**${name}**: ${rowsText(outcome)}`, {
    sql: input.sql,
    file: { name, rows: outcome.rows.length },
    ...(outcome.partial ? { partial: outcome.partial } : {}),
  });
}

/**
 * Shares all rows of a table that an answer cannot show whole. Gives what the person is told of the file, or nothing where
 * it could not be shared: the table then says how much of it is there.
 */
export async function shareWhole(
  deps: { sql: SqlEngine; files: FilePort },
  input: { sql: string; table: ShownTable; result: SqlResult },
  context: ToolContext,
): Promise<{ words: string; file: NonNullable<ToolEffect["file"]> } | undefined> {
  if (deps.files.holds(input.table)) return undefined;
  const { sql, table, result } = input;
  const file = { sql, format: "csv" } as const;
  // A file holds more rows than a result that was only to be shown.
  const shared = result.truncated
    ? await shareFile(deps, file, context)
    : await shareResult(deps.files, { ...file, result, title: table.title }, context);
  if (shared.kind !== "done" || !shared.effect.file) return undefined;
  return { words: `All of it is in the file above, ${shared.content}.`, file: shared.effect.file };
}

type Content = string | Uint8Array;

const CONTENT_OF: Readonly<Record<FileFormat, (result: SqlResult) => Content | Promise<Content>>> = {
  csv: ({ columns, rows }) => toCsv(columns, rows),
  json: toJson,
  parquet: ({ columns, rows }) => toParquet(columns, rows),
};

function rowsText({ rows, truncated }: SqlResult): string {
  const count = countOf(rows.length, "row");
  return truncated ? `the first ${count}; a file holds no more` : count;
}

/** One record a line, so that what opens large files can stream it; still one JSON array. */
function toJson({ columns, rows }: SqlResult): string {
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null]))),
  );
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}
