import { expect, it } from "vitest";
import { runTrial } from "../schedules/many-replicas.ts";
import { testPostgres } from "../support/database.ts";

/** The long version of it is `npm run bench:schedules`. */
it("G2: two replicas that are killed and started again take each time of each schedule up once, or tell that it was missed", async (context) => {
  const server = await testPostgres();
  if (!server) return context.skip("no PostgreSQL is reachable");
  const trial = {
    databaseUrl: server.url,
    minutes: 2,
    replicas: 2,
    schedules: 4,
    speed: 4,
    random: Math.random,
  };
  const result = await runTrial(trial).finally(() => server.drop());
  expect(result.wrong).toEqual([]);
  expect(result.fires).toBeGreaterThanOrEqual(8);
  expect(result.kills).toBeGreaterThan(0);
}, 240_000);
