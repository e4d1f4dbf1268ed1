import { expect, it } from "vitest";
import { testPostgres } from "../support/database.ts";
import { runRefreshRounds } from "../vault/oauth/refresh-rounds.ts";

it("C2: 16 users of three processes go on with one new token, also when the renewing one is killed", async ({
  skip,
}) => {
  const postgres = await testPostgres();
  if (!postgres) return skip("there is no Postgres");
  const tally = await runRefreshRounds({ databaseUrl: postgres.url, rounds: 8, users: 16, killEvery: 2 });
  expect(tally.lost).toBe(0);
  expect(tally.kills).toEqual({ begun: 1, requested: 1, answered: 1, stored: 1 });
  expect(tally.lostInCrashWindow).toBe(1);
  expect(tally.signed).toBe(16 * 7);
}, 120_000);
