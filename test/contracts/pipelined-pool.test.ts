import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/database/index.ts";
import { testPostgres } from "../support/database.ts";
import { silentLogger } from "../support/silent-logger.ts";

const postgres = await testPostgres();

describe.skipIf(!postgres)(
  "the short statements of the main path (skipped where no PostgreSQL answers)",
  () => {
    let database: Database;
    beforeAll(async () => {
      database = await openDatabase({ url: postgres?.url ?? "", dataDir: "unused", logger: silentLogger() });
      await database.db.execute(sql`create table marks (id int primary key, said text not null)`);
    });
    afterAll(async () => {
      await database.close();
      await postgres?.drop();
    });

    it("A6: each gets its own answer, however many are under way on the one connection", async () => {
      const ids = Array.from({ length: 500 }, (_, id) => id);
      const answers = await Promise.all(
        ids.map(async (id) => {
          const { rows } = await database.main.execute<{ id: number }>(
            sql`insert into marks (id, said) values (${id}, ${`mark ${id}`}) returning id`,
          );
          return rows[0]?.id;
        }),
      );
      expect(answers).toEqual(ids);
    });

    it("A6: one that fails fails alone", async () => {
      const outcomes = await Promise.allSettled([
        database.main.execute(sql`select ${1}::int as one`),
        database.main.execute(sql`insert into marks (id, said) values (${1}, ${"again"})`),
        database.main.execute(sql`select ${2}::int as two`),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    });

    it("A6: a transaction has a connection of its own, and its rollback takes nothing else back", async () => {
      const boom = new Error("boom");
      const failing = database.main.transaction(async (tx) => {
        await tx.execute(sql`insert into marks (id, said) values (${9001}, ${"inside"})`);
        await database.main.execute(sql`insert into marks (id, said) values (${9002}, ${"beside"})`);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      const { rows } = await database.main.execute<{ id: number }>(
        sql`select id from marks where id > ${9000} order by id`,
      );
      expect(rows.map(({ id }) => id)).toEqual([9002]);
    });

    it("J2: after its connection was cut, the next statement opens another", async () => {
      await database.main.execute(sql`select ${1}::int`);
      await database.db.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
      await expect
        .poll(() =>
          database.main.execute(sql`select ${7}::int as seven`).then(
            ({ rows }) => rows,
            () => undefined,
          ),
        )
        .toEqual([{ seven: 7 }]);
    });
  },
);
