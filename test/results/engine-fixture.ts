import { afterAll } from "vitest";
import { createLogger, createScrubber, type JsonObject } from "../../src/kernel/index.ts";
import {
  type Coverage,
  createSqlEngine,
  type ResultTable,
  recordsOf,
  type SqlEngine,
  type SqlEngineOptions,
} from "../../src/results/index.ts";

/** A logger that writes nowhere. */
export const quietLogger = createLogger({
  level: "silent",
  scrubber: createScrubber(),
  write: () => undefined,
});

/** A real engine that ends with the test file. */
export function testEngine(options: Omit<SqlEngineOptions, "logger"> = {}): SqlEngine {
  const engine = createSqlEngine({ ...options, logger: quietLogger });
  afterAll(() => engine.close());
  return engine;
}

export function tableOf(
  rows: JsonObject[],
  coverage: Partial<Coverage> = {},
  name = "orders_1",
): ResultTable {
  const whole = { rows: rows.length, pages: 1, complete: true, asOf: "2026-01-31T09:00:00Z" };
  return {
    name,
    source: "Orders API, list orders",
    records: recordsOf(rows),
    coverage: { ...whole, ...coverage },
  };
}
