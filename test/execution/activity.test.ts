import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ActivityFilter,
  listActivity,
  listLastUse,
  listRecentTitles,
  parsePlace,
  placeText,
  readActivity,
} from "../../src/execution/index.ts";
import { fillLedger, insertEnded } from "../support/ledger.ts";
import { type Ground, NOON, openGround } from "../support/team.ts";

const COUNT = 6_000;
const of = { workspaceId: "ws_1" };
let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
  const filling = { until: NOON, integrations: 4, members: 5, titles: 30 };
  await fillLedger(ground.db, { ...filling, ...of, count: COUNT });
  await fillLedger(ground.db, { ...filling, workspaceId: "ws_2", count: 20 });
});
afterAll(() => ground.close());

const all = async (filter: Omit<ActivityFilter, "workspaceId">) => {
  const ids: string[] = [];
  for await (const batch of readActivity(ground.db, { ...of, ...filter }, { batch: 400 }))
    ids.push(...batch.map(({ id }) => id));
  return ids;
};
/** The numbers of the calls that fit, newest first: call n is n seconds before noon. */
const numbers = (fits: (n: number) => boolean) =>
  Array.from({ length: COUNT }, (_, n) => n)
    .filter(fits)
    .map((n) => `ws_1.${n}`);

describe("C15: the activity", () => {
  it("gives every call once, newest first, a page after the other", async () => {
    expect(await all({})).toEqual(numbers(() => true));
  });

  const isFailed = (n: number) => n % 97 === 3 || n % 53 === 3;
  const filters: [string, Omit<ActivityFilter, "workspaceId">, (n: number) => boolean][] = [
    ["integration", { integrationId: "int_2" }, (n) => n % 4 === 2],
    ["person", { memberId: "mem_3" }, (n) => (n * 7) % 5 === 3],
    ["action", { action: "action-7" }, (n) => (n * 13) % 30 === 7],
    ["a part of an action's name", { action: "TION-1" }, (n) => String((n * 13) % 30).startsWith("1")],
    ["failed", { status: "failed" }, (n) => isFailed(n) && n % 5003 !== 5 && n !== 7],
    ["client", { status: "client" }, (n) => n % 53 === 3 && n % 97 !== 3],
    ["server", { status: "server" }, (n) => n % 97 === 3],
    ["worked", { status: "worked" }, (n) => !isFailed(n) && n % 5003 !== 5 && n !== 7],
    ["unknown", { status: "unknown" }, (n) => n === 7],
    ["refused", { status: "refused" }, (n) => n === 5 || n === 5_008],
    ["unknown, of an action", { status: "unknown", action: "action-1" }, (n) => n === 7],
    ["time", { from: new Date(NOON.getTime() - 99_000), to: NOON }, (n) => n > 0 && n <= 99],
    [
      "all at once",
      { integrationId: "int_0", memberId: "mem_1", action: "action-28", status: "worked" },
      (n) => n % 4 === 0 && (n * 7) % 5 === 1 && (n * 13) % 30 === 28 && !isFailed(n),
    ],
    ["nothing", { memberId: "nobody", action: "action-1" }, () => false],
  ];
  it.each(filters)("narrows by %s", async (_name, filter, fits) => {
    expect(await all(filter)).toEqual(numbers(fits));
  });

  it("stops searching when its time is up, and goes on from there", async () => {
    const rare = { ...of, action: "tion-28" } as const;
    const first = await listActivity(ground.db, rare, { limit: 100, searchMs: 0 });
    expect(first).toMatchObject({ isCutShort: true });
    expect(first.next?.at).toEqual(expect.any(Date));
    const found = [...first.calls];
    for (let { next } = first; next; ) {
      const page = await listActivity(ground.db, rare, { limit: 100, before: next, searchMs: 0 });
      found.push(...page.calls);
      next = page.next;
    }
    expect(found.map(({ id }) => id)).toEqual(numbers((n) => (n * 13) % 30 === 28));
  });

  it("keeps its place in an address, also among calls of one instant", async () => {
    const now = new Date(NOON.getTime() + 60_000);
    const call = { ...of, memberId: "mem_1", integrationId: "int_1", title: "same-instant", now };
    for (const id of ["run.1", "run.2", "run.3"]) await insertEnded(ground.db, { ...call, id });
    const filter = { ...of, action: "same-instant" };
    const { calls, next } = await listActivity(ground.db, filter, { limit: 2 });
    const before = parsePlace(next ? placeText(next) : "");
    if (!before) throw new Error("no place");
    const rest = await listActivity(ground.db, filter, { limit: 2, before });
    expect([...calls, ...rest.calls].map(({ id }) => id)).toEqual(["run.3", "run.2", "run.1"]);
    expect(rest.next).toBeUndefined();
    for (const text of ["", "soon", "1.", ".x", "1 2.x"]) expect(parsePlace(text)).toBeUndefined();
  });

  it("offers the names of what was called lately, and knows the last use of each integration", async () => {
    expect(await listRecentTitles(ground.db, { ...of, integrationId: "int_1" })).toContain("same-instant");
    const last = await listLastUse(ground.db, "ws_2", ["int_0", "int_3", "int_9"]);
    expect([...last]).toEqual([
      ["int_0", { at: NOON, runId: "run_0" }],
      ["int_3", { at: new Date(NOON.getTime() - 3_000), runId: "run_1" }],
    ]);
  });
});
