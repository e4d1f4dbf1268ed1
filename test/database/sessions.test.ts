import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../support/database.ts";

describe("clients of the embedded database", () => {
  it("do not see each other's open transactions, nor interleave with them", async () => {
    const { db, pool } = await testDatabase();
    await pool.query("create table counter (n int)");
    await pool.query("insert into counter values (0)");

    await Promise.all(
      Array.from({ length: 20 }, () =>
        db.transaction(async (tx) => {
          const { rows } = await tx.execute<{ n: number }>(sql`select n from counter`);
          await tx.execute(sql`update counter set n = ${(rows[0]?.n ?? 0) + 1}`);
        }),
      ),
    );

    expect((await pool.query("select n from counter")).rows).toEqual([{ n: 20 }]);
  });

  it("may use one name for two prepared statements", async () => {
    const { pool } = await testDatabase();
    const [one, two] = await Promise.all([pool.connect(), pool.connect()]);

    const first = await one.query({ name: "same", text: "select 1 as n" });
    const second = await two.query({ name: "same", text: "select 2 as n" });
    const again = await one.query({ name: "same", text: "select 1 as n" });
    one.release();
    two.release();

    expect([first, second, again].map(({ rows }) => rows[0].n)).toEqual([1, 2, 1]);
  });

  it("leave no prepared statement behind", async () => {
    const { pool } = await testDatabase();
    const client = await pool.connect();
    await client.query({ name: "mine", text: "select 1" });
    client.release(true);

    const left = await pool.query("select name from pg_prepared_statements where name like '%mine'");

    expect(left.rows).toEqual([]);
  });

  it("are rolled back when they go away inside a transaction", async () => {
    const { pool } = await testDatabase();
    await pool.query("create table kept (n int)");
    const client = await pool.connect();
    await client.query("begin");
    await client.query("insert into kept values (1)");
    client.release(true);

    expect((await pool.query("select n from kept")).rows).toEqual([]);
  });

  it("go on after a failed statement", async () => {
    const { pool } = await testDatabase();

    await expect(pool.query("select 1 / $1::int", [0])).rejects.toMatchObject({ code: "22012" });

    expect((await pool.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
  });

  it("hear what was notified on their channels, and only that", async () => {
    const { pool } = await testDatabase();
    const listener = await pool.connect();
    const heard: string[] = [];
    const second = new Promise<void>((resolve) => {
      listener.on("notification", ({ channel, payload }) => {
        heard.push(`${channel} ${payload}`);
        if (heard.length === 2) resolve();
      });
    });
    await listener.query('listen "News:today"; listen plain');
    const passerBy = await pool.connect();
    const overheard: unknown[] = [];
    passerBy.on("notification", (message) => overheard.push(message));
    await passerBy.query("listen elsewhere");

    await pool.query("select pg_notify('News:today', 'rain'), pg_notify('other', 'nothing')");
    await pool.query("notify plain, 'sun'");
    await second;
    listener.release();
    passerBy.release();

    expect(heard).toEqual(["News:today rain", "plain sun"]);
    expect(overheard).toEqual([]);
  });

  it("keep their channel when another client stops to listen to it", async () => {
    const { pool } = await testDatabase();
    const [stays, leaves] = await Promise.all([pool.connect(), pool.connect()]);
    await stays.query("listen news");
    await leaves.query("listen news");
    await leaves.query("unlisten news");
    const heard = new Promise((resolve) => stays.once("notification", ({ payload }) => resolve(payload)));

    await pool.query("notify news, 'still here'");

    expect(await heard).toBe("still here");
    stays.release();
    leaves.release();
  });

  it("read a bigint as a number, and fail on one that no number holds", async () => {
    const { db } = await testDatabase();

    const { rows } = await db.execute(sql`select count(*) as n from (values (1), (2)) as t`);

    expect(rows).toEqual([{ n: 2 }]);
    await expect(db.execute(sql`select 9007199254740993::bigint`)).rejects.toThrow();
  });
});
