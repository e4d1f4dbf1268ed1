import { it } from "vitest";
import { describeMainJob } from "../scenarios/main-job.ts";
import { testPostgres } from "../support/database.ts";

const postgres = await testPostgres();

if (postgres) {
  describeMainJob("on Postgres (A6)", {
    start: async () => ({ transport: "socket", env: { DATABASE_URL: postgres.url } }),
    end: () => postgres.drop(),
  });
} else {
  it.skip("A6: the main job on Postgres: no server at TEST_DATABASE_URL", () => undefined);
}
