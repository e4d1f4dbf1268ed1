import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, migrateDatabase, openDatabase } from "../../src/database/index.ts";
import type { Intent } from "../../src/execution/ledger-store.ts";
import {
  claimProbe,
  clearPace,
  findPace,
  insertAdmittedIntent,
  strike,
  takePlace,
} from "../../src/execution/pace-store.ts";
import { newId } from "../../src/kernel/index.ts";
import { type TestPostgres, testPostgres } from "../support/database.ts";
import { MIGRATIONS } from "../support/migrations.ts";
import { silentLogger } from "../support/silent-logger.ts";

const postgres = await testPostgres();
const NOON = new Date("2026-03-18T12:00:00Z");
const ORDERS = { workspaceId: "ws_1", integrationId: "int_orders" };

function intent(now = NOON): Intent {
  return {
    id: newId("call"),
    context: { workspaceId: "ws_1", runId: "run_1", threadId: null, memberId: "mem_1" },
    call: {
      integrationId: "int_orders",
      actionId: "act_list",
      actionVersion: 1,
      title: "list-orders",
      effect: "read",
      requiresConfirmation: false,
      request: { method: "GET", url: "https://orders.test/orders", headers: {} },
      queryNames: [],
    },
    requestHash: "hash",
    state: "sent",
    now,
  };
}

describe.skipIf(!postgres)(
  "C16 A6: limits that replicas share on one Postgres (skipped without a server)",
  () => {
    let server: TestPostgres;
    const replicas: Database[] = [];
    beforeAll(async () => {
      if (!postgres) return;
      server = postgres;
      for (let n = 0; n < 3; n++)
        replicas.push(
          await openDatabase({ url: server.url, dataDir: "", maxConnections: 8, logger: silentLogger() }),
        );
      if (replicas[0]) await migrateDatabase(replicas[0], MIGRATIONS);
    });
    afterAll(async () => {
      for (const replica of replicas) await replica.close();
      await server?.drop();
    });
    const dbOf = (n: number) => {
      const replica = replicas[n % replicas.length];
      if (!replica) throw new Error("no replica");
      return replica.main;
    };
    const admitted = async (
      count: number,
      window: { subject: string; callsPerMinute: number },
      now = NOON,
    ) => {
      const rows = await Promise.all(
        Array.from({ length: count }, (_, n) => insertAdmittedIntent(dbOf(n), intent(now), window)),
      );
      return rows.filter((row) => row !== undefined).length;
    };

    it("admit ten of sixty that three of them try at the same moment, and ten more a minute later", async () => {
      const window = { subject: "act_list", callsPerMinute: 10 };
      expect(await admitted(60, window)).toBe(10);
      const almost = new Date(NOON.getTime() + 59_999);
      expect(await admitted(30, window, almost)).toBe(0);
      expect(await takePlace(dbOf(0), { ...ORDERS, now: almost }, window)).toBe(false);
      expect(await admitted(30, window, new Date(NOON.getTime() + 60_000))).toBe(10);
    });

    it("leave a dead API alone together, and let one of thirty try it", async () => {
      for (let n = 0; n < 5; n++) await strike(dbOf(n), ORDERS, { found: "no answer", now: NOON });
      expect(await admitted(6, { subject: "act_other", callsPerMinute: 10 })).toBe(0);
      const now = new Date(NOON.getTime() + 30_000);
      const leaseUntil = new Date(now.getTime() + 90_000);
      const tries = await Promise.all(
        Array.from({ length: 30 }, (_, n) => claimProbe(dbOf(n), ORDERS, { leaseUntil, now })),
      );
      expect(tries.filter(Boolean)).toHaveLength(1);
      await clearPace(dbOf(1), ORDERS);
      expect(await findPace(dbOf(2), ORDERS)).toBeUndefined();
      expect(await admitted(6, { subject: "act_other", callsPerMinute: 10 }, now)).toBe(6);
    });
  },
);
