// Exits 0 when the PostgreSQL of TEST_DATABASE_URL answers.
import pg from "pg";

const client = new pg.Client({
  connectionString: process.env.TEST_DATABASE_URL,
  connectionTimeoutMillis: 2_000,
});
try {
  await client.connect();
  await client.query("select 1");
  await client.end();
} catch {
  process.exit(1);
}
