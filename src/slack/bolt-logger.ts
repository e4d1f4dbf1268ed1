import { type Logger as BoltLogger, LogLevel } from "@slack/bolt";
import type { Logger } from "../kernel/index.ts";

/** Our logger in the shape that Bolt wants. Its `info` is our `debug`: it tells of every connection. */
export function boltLogger(logger: Logger): BoltLogger {
  const line = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" ");
  return {
    debug: () => undefined,
    info: (...parts) => logger.debug({ from: "bolt" }, line(parts)),
    warn: (...parts) => logger.warn({ from: "bolt" }, line(parts)),
    error: (...parts) => logger.error({ from: "bolt" }, line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
