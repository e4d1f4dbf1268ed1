import { Logger as GraphileLogger, type LogLevel } from "graphile-worker";
import type { Logger } from "../kernel/index.ts";

/** graphile-worker's own log lines in ours: its worries as warnings, the rest for debugging. */
export function createGraphileLogger(logger: Logger): GraphileLogger {
  return new GraphileLogger((scope) => (level: `${LogLevel}`, message, meta) => {
    // A failed task is reported by who ran it; the `job` in these lines would show its payload.
    const isWorry = (level === "error" || level === "warning") && meta?.["failure"] !== true;
    const { label, taskIdentifier, jobId } = scope;
    logger[isWorry ? "warn" : "debug"]({ label, task: taskIdentifier, jobId }, message);
  });
}
