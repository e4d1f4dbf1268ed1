import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecution, findResult, prepareCall, wholeAnswer } from "../../src/execution/index.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { newId } from "../../src/kernel/index.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { action, catalogueOf, connectApi, type Ground, newTeam, openGround } from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const PAGES = 12;
const PER_PAGE = 50;

/** An API of `PAGES` pages, which waits before the page that `hold` names, once. */
async function pagedApi() {
  const held: { page: number; arrived: () => void; until: Promise<void> }[] = [];
  const asked: number[] = [];
  let pauseMs = 0;
  const api = await recordingApi(async (request, response) => {
    const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page") ?? 1);
    asked.push(page);
    const at = held.findIndex((one) => one.page === page);
    if (at >= 0) {
      const [one] = held.splice(at, 1);
      one?.arrived();
      await one?.until;
    }
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const orders = Array.from({ length: PER_PAGE }, (_, row) => ({
      id: (page - 1) * PER_PAGE + row,
      total: "1.10",
    }));
    json(response, { orders, page, total_pages: PAGES });
  });
  return {
    api,
    asked,
    slowDown: (ms: number) => {
      pauseMs = ms;
    },
    /** Holds the next request for a page until `let go` is called. Resolves when it has arrived. */
    hold(page: number) {
      let letGo = (): void => undefined;
      const until = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const arrived = new Promise<void>((resolve) => held.push({ page, arrived: resolve, until }));
      return { arrived, letGo: () => letGo() };
    },
  };
}

async function scene() {
  const paged = await pagedApi();
  const team = await newTeam(ground);
  const integration = await connectApi(ground, team, {
    name: "Orders",
    baseUrl: paged.api.origin,
    actions: [action("list-orders", "GET", "/orders", { query: ["page"] })],
  });
  const execution = createExecution({
    db: ground.db,
    vault: ground.vault,
    egress: ground.egress,
    clock: ground.clock,
    approvalTtlMs: 1,
    scrub: (text) => text,
    cardUrl: (id) => `http://chief.test/integrations/${id}`,
  });
  const catalogue = await catalogueOf(ground, team);
  const [found] = catalogue.actionsOf(integration.id);
  const target = { kind: "action", actionId: found?.id ?? "", arguments: {} } as const;
  const prepared = prepareCall(catalogue, target);
  if (!prepared.ok) throw new Error(prepared.message);
  const { ok: _, ...ready } = prepared;
  const performance: Performance = {
    ...{ id: newId("call"), target, catalogue, catalogueVersion: catalogue.version, foreign: [] },
    context: {
      ...{ workspaceId: team.workspace.id, runId: newId("run"), threadId: null, memberId: team.bob.id },
    },
    ...ready,
  };
  const underWay = async () => {
    const { rows } = await ground.db.execute(
      sql`select * from reads_under_way where call_id = ${performance.id}`,
    );
    return rows.length;
  };
  /** Performs it until the request for a page is under way, and the process stops. */
  async function cutOffAt(page: number): Promise<void> {
    const held = paged.hold(page);
    const aborter = new AbortController();
    const cutOff = execution.perform({ ...performance, signal: aborter.signal });
    await held.arrived;
    aborter.abort(new Error("the process stops"));
    await expect(cutOff).rejects.toThrow("the process stops");
    held.letGo();
  }
  return { ...paged, execution, performance, underWay, cutOffAt };
}

const whole = {
  kind: "answered",
  isList: true,
  coverage: { rows: PAGES * PER_PAGE, pages: PAGES, complete: true },
};

describe("a long read", () => {
  it("D5 goes on with the page at which it was cut off, and counts nothing twice", async () => {
    const { execution, performance, asked, cutOffAt, underWay } = await scene();
    await cutOffAt(7);
    expect(await underWay()).toBe(1);
    asked.length = 0;
    const outcome = await execution.perform(performance);
    expect(outcome).toMatchObject(whole);
    expect(asked).toEqual([7, 8, 9, 10, 11, 12]);
    const rows = JSON.parse(outcome.kind === "answered" ? outcome.body : "[]") as { id: number }[];
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: PAGES * PER_PAGE }, (_, at) => at));
    expect(await underWay()).toBe(0);
  });

  it("is taken over from a worker that is not dead after all, and neither spoils what the other reads", async () => {
    const { execution, performance, asked, hold, slowDown } = await scene();
    slowDown(500);
    const ninth = hold(9);
    const first = execution.perform(performance);
    await ninth.arrived;
    slowDown(0);
    asked.length = 0;
    const second = await execution.perform(performance);
    expect(second).toMatchObject(whole);
    // It was noted after three seconds, so some of the pages before the ninth are not asked for again.
    expect(asked[0]).toBeGreaterThan(4);
    ninth.letGo();
    expect(await first).toMatchObject(whole);
    const result = await findResult(ground.db, performance.id);
    if (!result) throw new Error("it was not stored");
    let text = "";
    for await (const piece of wholeAnswer(result).content) text += String(piece);
    expect(JSON.parse(text)).toHaveLength(PAGES * PER_PAGE);
  });

  it("is begun anew where what it had read is gone", async () => {
    const { execution, performance, asked, cutOffAt } = await scene();
    await cutOffAt(4);
    await ground.db.execute(sql`delete from kept_parts`);
    asked.length = 0;
    expect(await execution.perform(performance)).toMatchObject(whole);
    expect(asked[0]).toBe(1);
  });
});
