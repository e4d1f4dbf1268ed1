import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PageRead, restAfter } from "../../src/execution/paging/next-page.ts";
import type { Json, JsonObject } from "../../src/kernel/index.ts";

const rows = (count: number): JsonObject[] => Array.from({ length: count }, (_, at) => ({ id: at + 1 }));

function page(more: Partial<PageRead> & { url: string }): PageRead {
  const read = more.rows ?? rows(2);
  return { headers: {}, body: {}, queryNames: [], rows: read, rowsSoFar: read.length, ...more };
}

const nextOf = (more: Partial<PageRead> & { url: string }) => {
  const { nextUrl } = restAfter(page(more));
  return nextUrl === undefined ? undefined : nextUrl.replace("https://api.test", "");
};

/** [the style, the page, the next one] */
const STYLES: readonly (readonly [string, Partial<PageRead> & { url: string }, string | undefined])[] = [
  [
    "a Link header",
    { url: "https://api.test/orders", headers: { link: '<https://api.test/orders?page=2>; rel="next"' } },
    "/orders?page=2",
  ],
  [
    "a Link header with several links, and a comma in a URL and in a title",
    {
      url: "https://api.test/orders",
      headers: {
        link: '<https://api.test/orders?ids=1,2&page=1>; title="one, two"; rel="prev", <?ids=1,2&page=3>; rel="last next"',
      },
    },
    "/orders?ids=1,2&page=3",
  ],
  [
    "not a relation that only begins like next",
    { url: "https://api.test/orders", headers: { link: '</orders?page=2>; rel="nextpage"' } },
    undefined,
  ],
  [
    "a next URL in the body",
    { url: "https://api.test/orders", body: { next: "https://api.test/orders?after=b" } },
    "/orders?after=b",
  ],
  [
    "a relative next URL",
    { url: "https://api.test/orders?x=1", body: { links: { next: "?page=2" } } },
    "/orders?page=2",
  ],
  [
    "OData",
    { url: "https://api.test/o", body: { "@odata.nextLink": "https://api.test/o?$skip=2" } },
    "/o?$skip=2",
  ],
  [
    "a cursor into the declared parameter",
    { url: "https://api.test/o?limit=2", body: { next_cursor: "abc" }, queryNames: ["start_cursor"] },
    "/o?limit=2&start_cursor=abc",
  ],
  [
    "a page token into the parameter that it is named after",
    { url: "https://api.test/o", body: { nextPageToken: "t 1" } },
    "/o?pageToken=t+1",
  ],
  [
    "Slack's cursor",
    { url: "https://api.test/o", body: { response_metadata: { next_cursor: "dXNlcg==" } } },
    "/o?cursor=dXNlcg%3D%3D",
  ],
  ["an empty cursor", { url: "https://api.test/o", body: { next_cursor: "" } }, undefined],
  [
    "no cursor after has_more: false",
    { url: "https://api.test/o", body: { next_cursor: "c", has_more: false } },
    undefined,
  ],
  [
    "GraphQL's end",
    { url: "https://api.test/o", body: { pageInfo: { endCursor: "c", hasNextPage: false } } },
    undefined,
  ],
  [
    "has_more with the last id",
    {
      url: "https://api.test/o",
      body: { has_more: true },
      queryNames: ["starting_after"],
      rows: [{ id: "a" }, { id: "b" }],
    },
    "/o?starting_after=b",
  ],
  ["page and total_pages", { url: "https://api.test/o?page=2", body: { total_pages: 3 } }, "/o?page=3"],
  ["the last of total_pages", { url: "https://api.test/o?page=3", body: { total_pages: 3 } }, undefined],
  [
    "a page that is as full as it may be",
    { url: "https://api.test/o?per_page=2", queryNames: ["page"] },
    "/o?per_page=2&page=1",
  ],
  ["a page with room left", { url: "https://api.test/o?per_page=3", queryNames: ["page"] }, undefined],
  [
    "pages until the total is read",
    { url: "https://api.test/o?page=2", body: { total: 5 }, rowsSoFar: 4 },
    "/o?page=3",
  ],
  [
    "no page after the total",
    { url: "https://api.test/o?page=3", body: { total: 5 }, rowsSoFar: 5 },
    undefined,
  ],
  [
    "offset and total",
    { url: "https://api.test/o?offset=2&limit=2", body: { total: 5 } },
    "/o?offset=4&limit=2",
  ],
  ["the end of offset and total", { url: "https://api.test/o?offset=3", body: { total: 5 } }, undefined],
  [
    "Jira's startAt",
    { url: "https://api.test/o", body: { startAt: 0, maxResults: 2, total: 3 }, queryNames: ["startAt"] },
    "/o?startAt=2",
  ],
  [
    "offset where `count` is the page's own",
    { url: "https://api.test/o?limit=2", body: { count: 2 }, queryNames: ["offset"] },
    "/o?limit=2&offset=2",
  ],
  ["a page without any sign of more", { url: "https://api.test/o" }, undefined],
];

describe("D5: finding the next page", () => {
  it.each(STYLES)("understands %s", (_style, read, next) => {
    expect(nextOf(read)).toBe(next);
  });

  it("says how many there are, but not from a count of the page alone", () => {
    expect(restAfter(page({ url: "https://api.test/o", body: { meta: { total: 9400 } } })).knownTotal).toBe(
      9400,
    );
    expect(restAfter(page({ url: "https://api.test/o", body: { count: 9400 } })).knownTotal).toBe(9400);
    expect(restAfter(page({ url: "https://api.test/o", body: { count: 2 } })).knownTotal).toBeUndefined();
  });

  it.each<[string, Json]>([
    ["a next URL of another origin", { next: "https://evil.test/orders?page=2" }],
    ["a next URL of another path", { next: "/admin?page=2" }],
    ["has_more without a way to ask", { has_more: true }],
    ["more pages without a way to ask", { total_pages: 4 }],
  ])("does not follow, and does not forget, %s", (_what, body) => {
    expect(restAfter(page({ url: "https://api.test/orders", body }))).toMatchObject({ isMore: true });
    expect(nextOf({ url: "https://api.test/orders", body })).toBeUndefined();
  });

  it("I1: never leaves the origin and the path of the call, whatever an answer says", () => {
    const text = fc.oneof(
      fc.webUrl(),
      fc.constantFrom("//evil.test/", "\\\\evil.test", "https:evil.test", "/x/../y"),
      fc.string(),
    );
    const members = [
      "next",
      "next_cursor",
      "nextPageToken",
      "has_more",
      "total",
      "page",
      "links",
      "pagination",
    ];
    const body = fc.dictionary(
      fc.constantFrom(...members),
      fc.oneof(text, fc.boolean(), fc.nat(), fc.record({ next: text, next_cursor: text })),
    );
    fc.assert(
      fc.property(body, text, (answered, link) => {
        const rest = restAfter(
          page({
            url: "https://api.test/v1/orders?limit=2",
            body: answered as Json,
            headers: { link: `<${link}>; rel="next"` },
            queryNames: ["cursor", "page"],
          }),
        );
        if (rest.nextUrl === undefined) return;
        const next = new URL(rest.nextUrl);
        expect([next.origin, next.pathname]).toEqual(["https://api.test", "/v1/orders"]);
      }),
    );
  });
});
