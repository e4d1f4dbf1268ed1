import { APIError } from "openai";

/** Which parts of the Chat Completions API an endpoint is spoken to with. */
export interface Dialect {
  readonly streams: boolean;
  readonly usageInStream: boolean;
  readonly limit: "max_completion_tokens" | "max_tokens";
}

export const WHOLE_DIALECT: Dialect = { streams: true, usageInStream: true, limit: "max_completion_tokens" };

/**
 * The dialect without what `error` refuses, or undefined when the refusal is about something else.
 *
 * Compatible servers refuse what they do not know with 400 or 422 (FastAPI) and name it. Each answer takes one
 * feature away, so at most three are ever asked for.
 */
export function simplerDialect(dialect: Dialect, error: unknown): Dialect | undefined {
  if (!(error instanceof APIError) || ![400, 422, 501].includes(error.status ?? 0)) return undefined;
  const said = `${error.param ?? ""} ${error.message}`;
  if (dialect.usageInStream && /stream_options|include_usage/i.test(said))
    return { ...dialect, usageInStream: false };
  if (dialect.limit === "max_completion_tokens" && said.includes("max_completion_tokens")) {
    return { ...dialect, limit: "max_tokens" };
  }
  if (dialect.streams && /\bstream(ing|ed)?\b/i.test(said)) {
    return { ...dialect, streams: false, usageInStream: false };
  }
  return undefined;
}
