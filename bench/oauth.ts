/**
 * `npm run bench:oauth [rounds] [kill every]`: 16 users over three processes on a Postgres, a provider that rotates strictly,
 * and kill -9 at each step of a renewal. `TEST_DATABASE_URL` says where Postgres is.
 */
import pg from "pg";
import { runRefreshRounds } from "../test/vault/oauth/refresh-rounds.ts";

const [rounds = "100", killEvery = "5"] = process.argv.slice(2);
const server = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const name = `chief_bench_oauth_${process.pid}`;

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

await onServer(`create database ${name}`);
try {
  const databaseUrl = new URL(server);
  databaseUrl.pathname = `/${name}`;
  const startedAt = performance.now();
  const tally = await runRefreshRounds({
    databaseUrl: databaseUrl.href,
    rounds: Number(rounds),
    users: 16,
    killEvery: Number(killEvery),
  });
  console.log(
    JSON.stringify({ ...tally, seconds: Math.round((performance.now() - startedAt) / 1000) }, null, 2),
  );
  console.log(`grants lost outside the crash window: ${tally.lost} of ${tally.rounds} rounds`);
  process.exitCode = tally.lost === 0 ? 0 : 1;
} finally {
  await onServer(`drop database if exists ${name} with (force)`);
}
