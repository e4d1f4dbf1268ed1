import { describe, expect, it } from "vitest";
import { startSqlChild } from "../../src/results/sql-child.ts";
import { quietLogger, tableOf } from "./engine-fixture.ts";

const LIMITS = { memoryMb: 64, timeoutMs: 5_000, maxRows: 10, maxBytes: 1_000 };
const ENDLESS = "SELECT count(*) FROM range(1000000000000)";

describe("the process that DuckDB lives in", () => {
  it("gives the statement in flight an engine failure when it dies, and is then not alive", async () => {
    const child = startSqlChild(quietLogger);
    const job = { tables: [tableOf([{ id: 1 }])], timeZone: "UTC", limits: LIMITS };
    expect(await child.run({ ...job, sql: "SELECT count(*) FROM orders_1" })).toMatchObject({ rows: [[1]] });
    expect(child.isAlive()).toBe(true);

    const running = child.run({ ...job, sql: ENDLESS });
    await child.kill();

    expect(await running).toMatchObject({ ok: false, reason: "engine" });
    expect(child.isAlive()).toBe(false);
  });

  it("fails at once, not at the deadline, when it was dead before it was asked", async () => {
    const child = startSqlChild(quietLogger);
    await child.kill();
    const outcome = await child.run({ tables: [], timeZone: "UTC", limits: LIMITS, sql: ENDLESS });
    expect(outcome).toMatchObject({ ok: false, reason: "engine" });
  });
});
