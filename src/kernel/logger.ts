import { pino } from "pino";
import { describeError } from "./describe-error.ts";
import type { Scrubber } from "./scrubber.ts";

/** What rooms log with. Structured fields first, then a short constant message. */
export type Logger = Pick<pino.Logger, "debug" | "info" | "warn" | "error" | "fatal"> & {
  child(bindings: Record<string, unknown>): Logger;
};

export interface LoggerOptions {
  readonly level: string;
  readonly scrubber: Scrubber;
  /** Where lines go; standard output when absent. */
  readonly write?: (line: string) => void;
}

/**
 * A JSON-lines logger whose every line passes the scrubber just before it leaves the process.
 *
 * Errors keep `code`, message and causes under whatever key they are logged. There is no `redact`: its paths miss
 * most ways a secret takes, and a path with a wildcard in the middle makes pino throw on a logged Buffer.
 */
export function createLogger(options: LoggerOptions): Logger {
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  return pino(
    {
      level: options.level,
      serializers: { err: describeIfError },
      formatters: { log: describeErrors },
    },
    { write: (line: string) => write(scrubLine(line, options.scrubber)) },
  );
}

function describeErrors(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, describeIfError(value)]));
}

function describeIfError(value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}

/**
 * A masked line that is still one line of JSON. A secret that looks like JSON itself (digits inside a number, a
 * quote) would break the line when masked, so such a line is quoted whole.
 */
function scrubLine(line: string, scrubber: Scrubber): string {
  const scrubbed = scrubber.scrub(line);
  if (scrubbed === line || isJson(scrubbed)) return scrubbed;
  const { level }: { level?: unknown } = JSON.parse(line);
  return `${JSON.stringify({ level, msg: "line with a masked secret", line: scrubbed.trimEnd() })}\n`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
