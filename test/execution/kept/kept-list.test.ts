import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/index.ts";
import {
  beginKeptList,
  type EndedList,
  keptRecords,
  resumeKeptList,
} from "../../../src/execution/kept/kept-list.ts";
import { purgeKept, readParts, storeFile } from "../../../src/execution/kept/parts-store.ts";
import {
  findReadUnderWay,
  forgetReadUnderWay,
  noteReadUnderWay,
} from "../../../src/execution/kept/reads-under-way.ts";
import type { Json, JsonObject } from "../../../src/kernel/index.ts";
import { inferColumns, readText, recordsOf } from "../../../src/results/index.ts";
import { testDatabase } from "../../support/database.ts";

const NOW = new Date("2026-06-09T10:00:00Z");
const HELD = 40_000;

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  return () => database.close();
});
const keptIn = () => ({ db: database.db, clock: () => NOW });

const orders = (from: number, to: number): JsonObject[] =>
  Array.from({ length: to - from }, (_, at) => ({
    id: from + at,
    total: `${from + at}.50`,
    note: `a,\n,"${"x".repeat((from + at) % 90)}”`,
  }));

async function pagesOf(list: ReturnType<typeof beginKeptList>, from: number, to: number, size = 100) {
  for (let at = from; at < to; at += size) {
    const rows = orders(at, Math.min(at + size, to));
    await list.add(rows, at % 200 === 0 ? JSON.stringify(rows) : undefined);
  }
}

async function wholeOf({ records }: Pick<EndedList, "records">): Promise<Json> {
  let text = "";
  for await (const piece of readText(records)) text += piece;
  return JSON.parse(text) as Json;
}

async function bytesOf(keptId: string): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of readParts(database.db, keptId)) all.push(piece);
  return Buffer.concat(all);
}

describe("a list while it is read", () => {
  it("stays in memory while it is small, and nothing of it is stored", async () => {
    const list = beginKeptList(keptIn());
    await pagesOf(list, 0, 300);
    const ended = await list.end();
    expect(ended).not.toHaveProperty("keptId");
    expect(ended).not.toHaveProperty("unneeded");
    expect(JSON.parse(ended.text)).toEqual(orders(0, 300));
    expect(ended.records).toMatchObject({ count: 300, columns: inferColumns(orders(0, 300)) });
  });

  it("D4 is kept in parts once it is large, and is the same list with the same columns", async () => {
    const list = beginKeptList(keptIn(), HELD);
    await pagesOf(list, 0, 9_000);
    const ended = await list.end();
    expect(ended.keptId).toBeDefined();
    expect(ended.records.parts).toHaveLength(1);
    expect(ended.text.length).toBeLessThan(HELD);
    expect(JSON.parse(ended.text)).toEqual(orders(0, 100));
    expect(await wholeOf(ended)).toEqual(orders(0, 9_000));
    expect(ended.records).toMatchObject({ count: 9_000, columns: recordsOf(orders(0, 9_000)).columns });
    const readBack = keptRecords(database.db, {
      ...ended.records,
      keptId: ended.keptId ?? "",
      head: ended.text,
    });
    expect(await wholeOf({ records: readBack })).toEqual(orders(0, 9_000));
  });

  it.each([HELD, HELD * 1_000])(
    "goes on where it was stored, and with nothing that came after",
    async (held) => {
      const list = beginKeptList(keptIn(), held);
      await pagesOf(list, 0, 700);
      const first = await list.store();
      await pagesOf(list, 700, 1_000);
      const stored = await list.store();
      expect(stored.keptId).toBe(first.keptId);
      // What comes now is cut off, and stored by somebody who is not dead after all.
      const resumed = await resumeKeptList(keptIn(), stored, held);
      await pagesOf(list, 5_000, 6_000);
      await list.store();
      if (!resumed) throw new Error("it was not taken up");
      await pagesOf(resumed, 1_000, 1_600);
      const ended = await resumed.end();
      expect(await wholeOf(ended)).toEqual(orders(0, 1_600));
      expect(ended.records).toMatchObject({ count: 1_600, columns: inferColumns(orders(0, 1_600)) });
      expect(ended.keptId ?? ended.unneeded).toBeDefined();
    },
  );

  it("is begun anew where its parts are gone", async () => {
    expect(await resumeKeptList(keptIn(), { keptId: "kept_gone", parts: 2 })).toBeUndefined();
  });
});

describe("what is kept", () => {
  it("has the bytes of a file in order", async () => {
    const pieces = [Buffer.from([0, 255, 1]), Buffer.from([2]), Buffer.alloc(70_000, 7)];
    async function* come() {
      yield* pieces;
    }
    const keptId = await storeFile(database.db, { pieces: come(), clock: () => NOW });
    expect(await bytesOf(keptId)).toEqual(Buffer.concat(pieces));
  });

  it("is noted while it is read, for ten minutes, and forgotten with what is not needed", async () => {
    const list = beginKeptList(keptIn(), HELD);
    await pagesOf(list, 0, 400);
    const { keptId, parts } = await list.store();
    const checkpoint = {
      next: { method: "GET", url: "https://api.test/orders?page=5", headers: {} },
      ...{ isTrial: false, parts, status: 200, pages: 4, rows: 400, given: 400, bytes: 1 },
      ...{ seen: ["a"], asked: ["b"], asOf: NOW.toISOString(), tookMs: 5, beganWith: "c" },
    };
    await noteReadUnderWay(database.db, { callId: "run_1.0.0", keptId, checkpoint, now: NOW });
    const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
    expect(await findReadUnderWay(database.db, "run_1.0.0", later(9))).toMatchObject({ keptId, checkpoint });
    expect(await findReadUnderWay(database.db, "run_1.0.0", later(11))).toBeUndefined();
    await forgetReadUnderWay(database.db, "run_1.0.0", [keptId]);
    expect(await findReadUnderWay(database.db, "run_1.0.0", later(9))).toBeUndefined();
    expect(await bytesOf(keptId)).toHaveLength(0);
  });

  it("is purged where nothing needs it, and only then", async () => {
    const ofRead = beginKeptList(keptIn(), HELD);
    await pagesOf(ofRead, 0, 100);
    const { keptId: left } = await ofRead.store();
    const used = beginKeptList(keptIn(), HELD);
    await pagesOf(used, 0, 100);
    const { keptId } = await used.store();
    await database.db.execute(
      `insert into call_results (call_id, workspace_id, run_id, body, kept_id, coverage, created_at)
       values ('run_2.0.0', 'ws', 'run_2', '[]', '${keptId}', '{}', now())`,
    );
    await purgeKept(database.db, NOW);
    expect(await bytesOf(left)).not.toHaveLength(0);
    await purgeKept(database.db, new Date(NOW.getTime() + 1));
    expect(await bytesOf(left)).toHaveLength(0);
    expect(await bytesOf(keptId)).not.toHaveLength(0);
  });
});
