/** Opens the database in the folder that it is given, and writes pairs of rows until it is killed. */
import { openDatabase } from "../../../src/database/index.ts";
import { silentLogger } from "../../support/silent-logger.ts";

const dataDir = process.argv[2] ?? "";
const { db, pool } = await openDatabase({ dataDir, logger: silentLogger() });
await pool.query("create table if not exists ones (n int)");
await pool.query("create table if not exists twos (n int)");
const { rows } = await pool.query("select coalesce(max(n), 0) as n from ones");
for (let n = rows[0].n + 1; ; n++) {
  await db.transaction(async (tx) => {
    await tx.execute(`insert into ones values (${n})`);
    await tx.execute(`insert into twos values (${n})`);
  });
  process.stdout.write(`${n}\n`);
}
