import { afterAll, describe, expect, it } from "vitest";
import { createAnswerMapper } from "../../src/actions/index.ts";
import { DEFAULT_PAGE_BUDGET, type PageBudget } from "../../src/execution/paging/page-budget.ts";
import { readPages } from "../../src/execution/paging/read-pages.ts";
import type { PreparedCall, PreparedRequest } from "../../src/execution/prepared-request.ts";
import type { Sent } from "../../src/execution/send-patiently.ts";
import type { Json } from "../../src/kernel/index.ts";
import { keptNowhere } from "../support/kept-nowhere.ts";

const mapper = createAnswerMapper();
afterAll(() => mapper.close());

const NOW = new Date("2026-03-18T12:00:00Z");

function call(more: Partial<PreparedCall> & { url?: string } = {}): PreparedCall {
  const { url = "https://api.test/orders", ...rest } = more;
  return {
    integrationId: "int_1",
    actionId: null,
    actionVersion: 0,
    title: "GET /orders",
    effect: "read",
    requiresConfirmation: false,
    request: { method: "GET", url, headers: {} },
    queryNames: ["page", "cursor"],
    ...rest,
  };
}

const answer = (body: Json, headers = {}): Sent => ({
  understood: { ok: true, status: 200, body, bytes: JSON.stringify(body).length },
  headers,
});
const trouble = (code: string, status?: number): Sent => ({
  understood: { ok: false, code, message: `it said ${code}`, ...(status ? { status } : {}) },
  headers: { "retry-after": "0" },
});

/** Reads with scripted answers, one for each send, and gives what was asked for beside the outcome. */
async function read(
  what: PreparedCall,
  answers: readonly (Sent | ((request: PreparedRequest) => Sent))[],
  more: { budget?: Partial<PageBudget>; clock?: () => Date } = {},
) {
  const urls: string[] = [];
  const gave = await readPages(
    {
      clock: more.clock ?? (() => NOW),
      keptIn: keptNowhere(NOW),
      budget: { ...DEFAULT_PAGE_BUDGET, ...more.budget },
      mapper,
      async sendOnce(request) {
        urls.push(request.url.replace("https://api.test", ""));
        const next = answers[urls.length - 1];
        if (!next) throw new Error(`an unexpected request: ${request.url}`);
        return typeof next === "function" ? next(request) : next;
      },
    },
    what,
  );
  const outcome = gave.ok ? { ...gave, body: JSON.parse(gave.body) as Json } : gave;
  return { outcome, urls };
}

const pageOf = (ids: number[], next?: string): Json => ({
  orders: ids.map((id) => ({ id })),
  ...(next ? { next_cursor: next } : {}),
});

describe("D5: reading a list to its end", () => {
  it("follows the pages and knows that it read all of them", async () => {
    const { outcome, urls } = await read(call(), [answer(pageOf([1, 2], "b")), answer(pageOf([3]))]);
    expect(urls).toEqual(["/orders", "/orders?cursor=b"]);
    expect(outcome).toMatchObject({
      ok: true,
      isList: true,
      body: [{ id: 1 }, { id: 2 }, { id: 3 }],
      coverage: { rows: 3, pages: 2, complete: true, asOf: NOW.toISOString() },
    });
  });

  it.each<[string, Partial<PageBudget>, string]>([
    ["pages", { maxPages: 1 }, "the budget of 1 pages was reached"],
    ["rows", { maxRows: 2 }, "the budget of 2 rows was reached"],
    ["bytes", { maxBytes: 1 }, "MiB was reached"],
    ["time", { maxMs: 0 }, "the budget of 0 s was reached"],
  ])("stops at its budget of %s and says so", async (_of, budget, why) => {
    const { outcome, urls } = await read(call(), [answer(pageOf([1, 2], "b"))], { budget });
    expect(urls).toHaveLength(1);
    expect(outcome).toMatchObject({ coverage: { complete: false, why: expect.stringContaining(why) } });
  });

  it("keeps what it has when a later page fails, and says that it is not all", async () => {
    const { outcome } = await read(call(), [answer(pageOf([1], "b")), trouble("execution.status_404", 404)]);
    expect(outcome).toMatchObject({
      ok: true,
      body: [{ id: 1 }],
      coverage: { rows: 1, complete: false, why: "page 2 failed: it said execution.status_404" },
    });
  });

  it("does not take a repeated page for new records", async () => {
    const { outcome } = await read(call(), [answer(pageOf([1, 2], "b")), answer(pageOf([1, 2], "c"))]);
    expect(outcome).toMatchObject({
      coverage: { rows: 2, complete: false, why: "the API repeated a page" },
    });
  });

  it("does not call a list complete that is shorter than the API's own total", async () => {
    const { outcome } = await read(call({ queryNames: [] }), [answer({ orders: [{ id: 1 }], total: 12 })]);
    expect(outcome).toMatchObject({ coverage: { complete: false, knownTotal: 12 } });
  });

  it("does not call a list complete whose next page is at another host", async () => {
    const { outcome, urls } = await read(call(), [
      answer({ orders: [{ id: 1 }], next: "https://evil.test/orders" }),
    ]);
    expect(urls).toHaveLength(1);
    expect(outcome).toMatchObject({ coverage: { complete: false } });
  });

  it("asks for the widest pages that the API allows", async () => {
    const wide = call({ pageSize: { name: "per_page", maximum: 100 } });
    expect((await read(wide, [answer([])])).urls).toEqual(["/orders?per_page=100"]);
  });

  it.each(["per_page=5", "limit=5", "page=3", "offset=10"])(
    "reads one page only when it was asked for: %s",
    async (query) => {
      const one = call({
        url: `https://api.test/orders?${query}`,
        pageSize: { name: "per_page", maximum: 100 },
      });
      const { outcome, urls } = await read(one, [answer(pageOf([1], "b"))]);
      expect(urls).toEqual([`/orders?${query}`]);
      expect(outcome).toMatchObject({ coverage: { complete: false, why: "one page was asked for" } });
    },
  );

  it("gives one record as a record, not as a list of one", async () => {
    const { outcome } = await read(call(), [answer({ id: 7, status: "open" })]);
    expect(outcome).toMatchObject({ isList: false, body: { id: 7 }, coverage: { rows: 1, complete: true } });
  });

  it("sends a read again after trouble that may pass", async () => {
    const { outcome, urls } = await read(call(), [
      trouble("execution.status_503", 503),
      trouble("execution.status_503", 503),
      answer(pageOf([1])),
    ]);
    expect(urls).toHaveLength(3);
    expect(outcome).toMatchObject({ ok: true, coverage: { complete: true } });
  });

  it("does not send a read again when the trouble will stay", async () => {
    const { urls } = await read(call(), [trouble("egress.private_address")]);
    expect(urls).toHaveLength(1);
  });

  it.each(["write", "destroy"] as const)(
    "D3: sends a %s exactly once, whatever comes back",
    async (effect) => {
      const { urls } = await read(call({ effect }), [trouble("execution.status_503", 503)]);
      expect(urls).toHaveLength(1);
    },
  );

  it("gives the list that a write answers with, and does not follow it", async () => {
    const { outcome, urls } = await read(call({ effect: "write" }), [answer(pageOf([1], "b"))]);
    expect(urls).toHaveLength(1);
    expect(outcome).toMatchObject({ isList: true, body: [{ id: 1 }], coverage: { complete: false } });
  });
});

describe("C5: an answer that is mapped", () => {
  const ids = { kind: "fields", fields: [{ name: "order", path: "orders[*].id" }] } as const;
  const page = (from: number, next?: string) =>
    answer({ orders: [{ id: from }, { id: from + 1 }], ...(next ? { next_cursor: next } : {}) });

  it("becomes the records of the mapping, page after page", async () => {
    const { outcome } = await read(call({ mapping: ids }), [page(1, "b"), page(3, "c"), page(5)]);
    expect(outcome).toMatchObject({
      ok: true,
      isList: true,
      body: [1, 2, 3, 4, 5, 6].map((order) => ({ order })),
      coverage: { rows: 6, pages: 3, complete: true },
    });
  });

  it("becomes one record, and says so when that is made of the first of several pages", async () => {
    const first = { kind: "fields", fields: [{ name: "first", path: "orders[0].id" }] } as const;
    const several = await read(call({ mapping: first }), [page(1, "b")]);
    expect(several.outcome).toMatchObject({
      body: { first: 1 },
      isList: false,
      coverage: { complete: false },
    });
    const only = await read(call({ mapping: first }), [page(1)]);
    expect(only.outcome).toMatchObject({ body: { first: 1 }, coverage: { complete: true } });
  });

  it("is given as it came for a test: one answer, not its pages", async () => {
    const { outcome, urls } = await read(call({ mapping: { kind: "raw" } }), [page(1, "b")]);
    expect(outcome).toMatchObject({ ok: true, body: { orders: [{ id: 1 }, { id: 2 }], next_cursor: "b" } });
    expect(urls).toHaveLength(1);
  });

  it("fails a read whose mapping fails, and tells a write as done", async () => {
    const mapping = { kind: "jmespath", expression: "sum(orders)" } as const;
    const reading = await read(call({ mapping }), [page(1)]);
    expect(reading.outcome).toMatchObject({ ok: false, code: "execution.mapping" });
    const writing = await read(call({ mapping, effect: "write" }), [page(1)]);
    expect(writing.outcome).toMatchObject({ ok: true, body: null, coverage: { complete: false } });
  });
});
