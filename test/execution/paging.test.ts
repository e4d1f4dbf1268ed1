import { afterAll, describe, expect, it } from "vitest";
import { createAnswerMapper, type DeclaredPaging } from "../../src/actions/index.ts";
import { budgetFor, DEFAULT_PAGE_BUDGET } from "../../src/execution/paging/page-budget.ts";
import { type ReadProgress, readPages } from "../../src/execution/paging/read-pages.ts";
import type { PreparedCall, PreparedRequest } from "../../src/execution/prepared-request.ts";
import type { Json } from "../../src/kernel/index.ts";
import { progressText } from "../../src/planning/show-reading.ts";
import { keptNowhere } from "../support/kept-nowhere.ts";

const mapper = createAnswerMapper();
afterAll(() => mapper.close());
const NOW = new Date("2026-03-18T12:00:00Z");

interface Asked {
  readonly url: URL;
  readonly body: Record<string, unknown>;
}

/** Reads from an API that is a function, and gives what came, what was asked for and the progress. */
async function read(
  call: Partial<PreparedCall> & { request: PreparedRequest },
  api: (asked: Asked) => { body: Json; headers?: Record<string, string> } | number,
) {
  const asked: string[] = [];
  const progress: ReadProgress[] = [];
  const gave = await readPages(
    {
      clock: () => NOW,
      keptIn: keptNowhere(NOW),
      budget: budgetFor(call.paging),
      mapper,
      tellProgress: (one) => progress.push(one),
      async sendOnce({ url, body = "" }) {
        asked.push(body || url.replace("https://api.test", ""));
        const given = api({ url: new URL(url), body: body === "" ? {} : JSON.parse(body) });
        if (typeof given === "number")
          return {
            understood: { ok: false, code: "x", message: `it said ${given}`, status: given },
            headers: {},
          };
        return {
          understood: { ok: true, status: 200, body: given.body, bytes: 10 },
          headers: given.headers ?? {},
        };
      },
    },
    {
      ...{
        integrationId: "int_1",
        actionId: null,
        actionVersion: 0,
        title: "GET /x",
        effect: "read" as const,
      },
      ...{ requiresConfirmation: false, queryNames: [], ...call },
    },
  );
  const outcome = gave.ok ? { ...gave, body: JSON.parse(gave.body) as Json } : gave;
  return { outcome, asked, progress };
}

const get = (path: string): PreparedRequest => ({
  method: "GET",
  url: `https://api.test${path}`,
  headers: {},
});
const post = (body: Json): PreparedRequest => ({
  ...{ method: "POST", url: "https://api.test/search", headers: {} },
  body: JSON.stringify(body),
});
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ id: from + at }));

describe("D5: lists that page by the body of a POST", () => {
  it("follows a cursor at the top, and asks for the largest pages", async () => {
    const { outcome, asked } = await read(
      {
        request: post({ filter: "all" }),
        bodyNames: ["filter", "start_cursor", "page_size"],
        pageSize: { name: "page_size", maximum: 100 },
      },
      ({ body }) => {
        const from = Number(body["start_cursor"] ?? 0);
        return {
          body: {
            results: ids(from, from + 2),
            has_more: from < 2,
            next_cursor: from < 2 ? String(from + 2) : null,
          },
        };
      },
    );
    expect(outcome).toMatchObject({ coverage: { rows: 4, pages: 2, complete: true } });
    expect(asked).toEqual([
      '{"filter":"all","page_size":100}',
      '{"filter":"all","page_size":100,"start_cursor":"2"}',
    ]);
  });

  it("counts an offset that is nested, and GraphQL's variables", async () => {
    const nested = await read({ request: post({ paging: { offset: 0, limit: 2 } }) }, ({ body }) => {
      const { offset } = body["paging"] as { offset: number };
      return { body: { total: 3, items: ids(offset, Math.min(3, offset + 2)) } };
    });
    // Who names a size in the query wants one page; a body that must have one says nothing of the kind.
    expect(nested.outcome).toMatchObject({ coverage: { rows: 3, complete: true } });
    const query =
      "query ($after: String) { orders(after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
    const graph = await read({ request: post({ query, variables: {} }) }, ({ body }) => {
      const from = Number((body["variables"] as { after?: string }).after ?? 0);
      const pageInfo = { hasNextPage: from < 4, endCursor: String(from + 2) };
      return { body: { data: { orders: { nodes: ids(from, from + 2), pageInfo } } } };
    });
    expect(graph.outcome).toMatchObject({ coverage: { rows: 6, pages: 3, complete: true } });
    const closed = await read(
      { request: post({ query: "{ orders { nodes { id } pageInfo { hasNextPage } } }" }) },
      () => ({
        body: { data: { orders: { nodes: ids(0, 2), pageInfo: { hasNextPage: true, endCursor: "c" } } } },
      }),
    );
    expect(closed.outcome).toMatchObject({ coverage: { rows: 2, complete: false } });
  });
});

describe("D5: what nobody says is found out, or told as not known", () => {
  it.each([0, 1])("whether the first page is %i", async (first) => {
    const pages = [ids(0, 3), ids(3, 6), ids(6, 7)];
    const { outcome } = await read({ request: get("/x"), queryNames: ["page"] }, ({ url }) => ({
      body: pages[Number(url.searchParams.get("page") ?? first) - first] ?? [],
    }));
    expect(outcome).toMatchObject({ body: ids(0, 7), coverage: { rows: 7, complete: true } });
  });

  it("goes on past an empty page that says that there are more", async () => {
    const pages: Json[] = [
      { data: ids(0, 2), next_cursor: "1" },
      { data: [], next_cursor: "2" },
      { data: ids(2, 3), next_cursor: null },
    ];
    const { outcome } = await read({ request: get("/x") }, ({ url }) => ({
      body: pages[Number(url.searchParams.get("cursor") ?? 0)] ?? null,
    }));
    expect(outcome).toMatchObject({ coverage: { rows: 3, complete: true } });
  });

  it("does not call a full page complete that has no way on", async () => {
    const call = { request: get("/x"), queryNames: ["limit"], pageSize: { name: "limit", maximum: 3 } };
    expect((await read(call, () => ({ body: ids(0, 3) }))).outcome).toMatchObject({
      coverage: { complete: false },
    });
    expect((await read(call, () => ({ body: ids(0, 2) }))).outcome).toMatchObject({
      coverage: { complete: true },
    });
  });

  it("does not go round in a circle of pages", async () => {
    const { outcome, asked } = await read({ request: get("/x") }, ({ url }) => {
      const at = Number(url.searchParams.get("cursor") ?? 0);
      return { body: { data: [], next_cursor: String((at + 1) % 3) } };
    });
    expect(asked.length).toBeLessThan(6);
    expect(outcome).toMatchObject({ coverage: { complete: false, why: expect.stringContaining("circle") } });
  });

  it("takes a next URL of the same host at another port, as one behind a proxy gives it, to where it was asked", async () => {
    const { outcome, asked } = await read({ request: get("/x") }, ({ url }) => ({
      body:
        url.search === ""
          ? { data: ids(0, 1), next: "http://api.test:8080/x?k=2" }
          : { data: ids(1, 2), next: null },
    }));
    expect(asked).toEqual(["/x", "/x?k=2"]);
    expect(outcome).toMatchObject({ coverage: { rows: 2, complete: true } });
  });
});

describe("D5: paging that an admin declared", () => {
  const odd = ({ url }: Asked) => {
    const at = Number(url.searchParams.get("von") ?? 0);
    return { body: { liste: ids(at, at + 2), weiter: { marke: at < 4 ? String(at + 2) : null } } };
  };
  it("goes before what is found out", async () => {
    const paging: DeclaredPaging = { kind: "cursor", parameter: "von", nextAt: "weiter.marke" };
    const { outcome, asked } = await read({ request: get("/x"), paging }, odd);
    expect(asked).toEqual(["/x", "/x?von=2", "/x?von=4"]);
    expect(outcome).toMatchObject({ coverage: { rows: 6, complete: true } });
  });

  it("may be that one answer is all, and may set how far a list is read", async () => {
    const none = await read({ request: get("/x"), paging: { kind: "none" }, queryNames: ["page"] }, () => ({
      body: ids(0, 20),
    }));
    expect(none.asked).toHaveLength(1);
    expect(none.outcome).toMatchObject({ coverage: { complete: true } });
    const paging: DeclaredPaging = { kind: "auto", maxPages: 2 };
    const few = await read({ request: get("/x"), paging }, ({ url }) => {
      const at = Number(url.searchParams.get("cursor") ?? 0);
      return { body: { data: ids(at, at + 2), next_cursor: String(at + 2), total: 100 } };
    });
    expect(few.outcome).toMatchObject({ coverage: { rows: 4, knownTotal: 100, complete: false } });
    expect(few.progress).toEqual([{ pages: 2, rows: 4, ofRows: 100 }]);
    expect(budgetFor({ kind: "auto", maxPages: 9_999 })).toEqual(DEFAULT_PAGE_BUDGET);
  });
});

describe("B4: how far a list has been read", () => {
  it("is told in pages and rows, of how many where that is known", () => {
    expect(progressText({ pages: 7, rows: 700, ofRows: 2_400 })).toBe("page 7 of 24, 700 of 2,400 rows");
    expect(progressText({ pages: 7, rows: 700 })).toBe("page 7, 700 rows");
  });
});
