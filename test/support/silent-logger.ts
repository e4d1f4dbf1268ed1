import { createLogger, createScrubber, type Logger } from "../../src/kernel/index.ts";

/** A logger that says nothing. */
export function silentLogger(): Logger {
  return createLogger({ level: "silent", scrubber: createScrubber() });
}
