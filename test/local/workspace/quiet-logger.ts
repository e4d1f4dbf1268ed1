import { type Logger, LogLevel } from "@slack/bolt";

/** For clients whose calls a test expects to fail. */
export const QUIET: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};
