/**
 * Replicas in processes of their own on Postgres, schedules that come up every minute, SIGKILL and restarts at random:
 * every minute of every schedule is begun and answered once, or told as missed.
 *
 *     npm run bench:schedules -- [--minutes 10] [--replicas 3] [--schedules 50] [--speed 3]
 *
 * Prints one JSON line; exits 1 when a time was lost, doubled, or missed without a word.
 */
import { parseArgs } from "node:util";
import { runTrial } from "../test/schedules/many-replicas.ts";
import { testPostgres } from "../test/support/database.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    replicas: { type: "string", default: "3" },
    schedules: { type: "string", default: "50" },
    speed: { type: "string", default: "3" },
  },
});
const size = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
const { minutes = 0, replicas = 0, schedules = 0, speed = 0 } = size;
if (![minutes, replicas, schedules, speed].every((number) => number > 0))
  throw new Error("--minutes, --replicas, --schedules and --speed are numbers above 0");
const server = await testPostgres();
if (!server) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
const startedAt = performance.now();
const trial = { databaseUrl: server.url, minutes, replicas, schedules, speed, random: Math.random };
const result = await runTrial(trial).finally(() => server.drop());
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(JSON.stringify({ minutes, replicas, schedules, speed, ...result, seconds }));
process.exit(result.wrong.length === 0 && result.begun > 0 ? 0 : 1);
