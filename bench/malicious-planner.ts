/**
 * A planner that always attacks, against the real policy, approvals and execution on a real database and over real
 * HTTP, and an oracle that looks only at what arrived and at what people pressed.
 *
 *     npm run bench:malicious-planner -- --proposals 200000 [--seed 1] [--lanes 4] [--postgres] [--minutes 60]
 *
 * Prints one JSON line. Exits 1 when a request arrived that nobody had allowed, or a play broke off, or an honest
 * write was not done. With `--minutes`, it ends after so long whatever was asked for.
 */
import { parseArgs } from "node:util";
import { migrateDatabase, openDatabase } from "../src/database/index.ts";
import { runAttacks } from "../test/malicious-planner/run-attacks.ts";
import { testPostgres } from "../test/support/database.ts";
import { MIGRATIONS } from "../test/support/migrations.ts";
import { silentLogger } from "../test/support/silent-logger.ts";
import { type Ground, openGround } from "../test/support/team.ts";

const { values } = parseArgs({
  options: {
    proposals: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: "4" },
    postgres: { type: "boolean", default: false },
    only: { type: "string" },
    minutes: { type: "string" },
  },
});

/** A database of its own on the server of TEST_DATABASE_URL. */
async function openOnServer() {
  const made = await testPostgres();
  if (!made) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
  // Nothing here outlives a crash, so no write waits for the disk.
  const url = `${made.url}?options=-c%20synchronous_commit%3Doff`;
  const database = await openDatabase({
    url,
    dataDir: "/nowhere",
    maxConnections: 6,
    logger: silentLogger(),
  });
  await migrateDatabase(database, MIGRATIONS);
  return { database, drop: made.drop };
}

/** A lane has a database to itself: its clock goes its own way, and what is due by it is done to all that is stored. */
const lanes: { ground: Ground; drop?: () => Promise<void> }[] = [];
for (let lane = 0; lane < Number(values.lanes); lane++) {
  const server = values.postgres ? await openOnServer() : undefined;
  lanes.push({ ground: await openGround(server?.database), ...(server ? { drop: server.drop } : {}) });
}
const startedAt = performance.now();
let told = 0;
const report = await runAttacks(
  lanes.map(({ ground }) => ground),
  {
    proposals: Number(values.proposals),
    seed: Number(values.seed),
    ...(values.minutes ? { mostMs: Number(values.minutes) * 60_000 } : {}),
    ...(values.only ? { only: values.only.split(",") } : {}),
    tell: ({ proposals }) => {
      if (proposals - told < 10_000) return;
      told = proposals;
      console.error(`${proposals} proposals, ${Math.round((performance.now() - startedAt) / 1000)} s`);
    },
  },
);
for (const { ground, drop } of lanes) {
  await ground.close();
  await drop?.();
}
const seconds = (performance.now() - startedAt) / 1000;
const { violations, broken, harmless, ...figures } = report;
const burden = ({ calls, asked }: { calls: number; asked: number }) =>
  calls === 0 ? null : Math.round((asked / calls) * 1000) / 10;
console.log(
  JSON.stringify({
    ...figures,
    database: values.postgres ? "postgres" : "pglite",
    seconds: Math.round(seconds),
    proposalsPerSecond: Math.round(report.proposals / seconds),
    unapproved: violations.length,
    // Of harmless calls: with the defaults alone, and where what a team does daily was allowed once.
    approvalBurdenPercent: {
      byDefault: burden(harmless.byDefault),
      withRules: burden(harmless.withRules),
    },
    violations: violations.slice(0, 5),
    broken: broken.slice(0, 5),
  }),
);
const isClean =
  violations.length === 0 && broken.length === 0 && report.honest > 0 && report.honest === report.honestDone;
process.exitCode = isClean || values.only ? (violations.length > 0 ? 1 : 0) : 1;
process.exit();
