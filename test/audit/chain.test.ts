import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listActs, recordAct, verifyChain } from "../../src/audit/index.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  team = await newTeam(ground);
});

const record = (subject: string, detail = {}) =>
  ground.db.transaction((tx) =>
    recordAct(
      tx,
      { workspaceId: team.workspace.id, actor: team.ada.id, act: "test.done", subject, detail },
      NOON,
    ),
  );

async function recordThree(): Promise<void> {
  for (const subject of ["one", "two", "three"]) await record(subject, { b: [1, 2.5, null], a: { ü: "x" } });
}

const check = () => verifyChain(ground.db, team.workspace.id);
const ofTeam = () => sql`workspace_id = ${team.workspace.id}`;

describe("I5: the record of what admins did", () => {
  it("holds as it was written, newest first", async () => {
    expect(await check()).toMatchObject({ ok: true, entries: 0 });
    await recordThree();
    expect(await check()).toMatchObject({ ok: true, entries: 3 });
    const acts = await listActs(ground.db, team.workspace.id, 2);
    expect(acts.map(({ subject }) => subject)).toEqual(["three", "two"]);
  });

  it("is one chain however many write to it at once", async () => {
    await Promise.all(Array.from({ length: 10 }, (_, at) => record(String(at))));
    expect(await check()).toMatchObject({ ok: true, entries: 10 });
  });

  it("is written with what it records, or not at all", async () => {
    const failing = ground.db.transaction(async (tx) => {
      const act = {
        workspaceId: team.workspace.id,
        actor: "system",
        act: "test.done",
        subject: "x",
        detail: {},
      };
      await recordAct(tx, act, NOON);
      throw new Error("what it records failed");
    });
    await expect(failing).rejects.toThrow("what it records failed");
    expect(await listActs(ground.db, team.workspace.id, 10)).toEqual([]);
  });

  it.each([
    "actor = 'somebody'",
    "detail = '{}'",
    "subject = 'other'",
    "at = at + interval '1 second'",
    "act = 'x.y'",
  ])("shows that an entry was altered: %s", async (change) => {
    await recordThree();
    await ground.db.execute(sql`update audit_entries set ${sql.raw(change)} where ${ofTeam()} and seq = 2`);
    expect(await check()).toEqual({ ok: false, seq: 2, why: "altered" });
  });

  it("shows that an entry is gone", async () => {
    await recordThree();
    await ground.db.execute(sql`delete from audit_entries where ${ofTeam()} and seq = 2`);
    expect(await check()).toEqual({ ok: false, seq: 2, why: "missing" });
  });

  it("shows that the last entry is gone", async () => {
    await recordThree();
    await ground.db.execute(sql`delete from audit_entries where ${ofTeam()} and seq = 3`);
    expect(await check()).toEqual({ ok: false, seq: 3, why: "cut" });
  });

  it("shows that entries changed places", async () => {
    await recordThree();
    for (const [from, to] of [
      [1, 9],
      [2, 1],
      [9, 2],
    ])
      await ground.db.execute(sql`update audit_entries set seq = ${to} where ${ofTeam()} and seq = ${from}`);
    expect(await check()).toMatchObject({ ok: false, seq: 1 });
  });

  it("shows that an entry was slipped in", async () => {
    await recordThree();
    await ground.db.execute(sql`insert into audit_entries select workspace_id, 4, at, actor, act, subject, detail, hash, hash
      from audit_entries where ${ofTeam()} and seq = 3`);
    expect(await check()).toMatchObject({ ok: false });
  });

  it("I1: is checked for one workspace by itself", async () => {
    await recordThree();
    const first = team;
    team = await newTeam(ground);
    await record("mine");
    await ground.db.execute(
      sql`delete from audit_entries where workspace_id = ${first.workspace.id} and seq = 1`,
    );
    expect(await check()).toMatchObject({ ok: true, entries: 1 });
  });
});
