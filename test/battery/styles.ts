/** The ways in which the battery's API pages. It is strict: what a style does not know is a 400. */

/** A request for a page, and what can be said of the whole list. */
export interface PageAsked {
  /** Path and query of the request, with the origin. */
  readonly url: URL;
  /** The parsed body of a POST. */
  readonly body: Record<string, unknown>;
  readonly all: readonly unknown[];
  /** The largest page that it gives. */
  readonly most: number;
}

export interface PageGiven {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where in the list the page begins; a page that is to fail is told by it. */
  readonly from: number;
}

export interface PagingStyle {
  readonly name: string;
  readonly parameters: readonly (readonly [name: string, schema: Record<string, unknown>])[];
  readonly isGraphql?: boolean;
  /** Undefined for a request that it does not understand. */
  give(asked: PageAsked): PageGiven | undefined;
}

const INTEGER = { type: "integer", minimum: 0 };
const COUNTED = { type: "integer", minimum: 1, maximum: 100, default: 20 };

function whole(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const sizeOf = (asked: PageAsked, name: string, usual = 20) =>
  Math.min(whole(asked.url.searchParams.get(name), usual), asked.most);

const cursorText = (at: number) => Buffer.from(`at:${at}`).toString("base64url");
const cursorAt = (text: string | null) =>
  text === null || text === ""
    ? 0
    : Number(/^at:(\d+)$/.exec(Buffer.from(text, "base64url").toString())?.[1] ?? Number.NaN);

/** A page from `from` on, or undefined where the request made no sense. */
function slice(asked: PageAsked, from: number, size: number) {
  if (!Number.isInteger(from) || !Number.isInteger(size) || size < 1) return undefined;
  const rows = asked.all.slice(from, from + size);
  return { rows, from, next: from + rows.length, isLast: from + rows.length >= asked.all.length };
}

function withParameter(url: URL, values: Record<string, string | number>): string {
  const next = new URL(url);
  for (const [name, value] of Object.entries(values)) next.searchParams.set(name, String(value));
  return next.href;
}

/** A style that counts pages; `first` is the number of the first one. */
function byPage(
  name: string,
  of: { page: string; size: string; first: number; usual?: number; schema?: Record<string, unknown> },
  wrap: (
    page: NonNullable<ReturnType<typeof slice>> & { number: number; size: number; asked: PageAsked },
  ) => Omit<PageGiven, "from">,
): PagingStyle {
  return {
    name,
    parameters: [
      [of.page, of.schema ?? { type: "integer" }],
      [of.size, of.schema ? COUNTED : { type: "integer" }],
    ],
    give(asked) {
      const number = whole(asked.url.searchParams.get(of.page), of.first);
      const size = sizeOf(asked, of.size, of.usual);
      const page = slice(asked, (number - of.first) * size, size);
      return page && { ...wrap({ ...page, number, size, asked }), from: page.from };
    },
  };
}

export const STYLES: readonly PagingStyle[] = [
  byPage(
    "page-total",
    { page: "page", size: "per_page", first: 1, schema: INTEGER },
    ({ rows, number, asked }) => ({
      body: { sales: rows, page: number, total: asked.all.length },
    }),
  ),
  byPage(
    "page-count",
    { page: "pageNumber", size: "pageSize", first: 1 },
    ({ rows, number, size, asked }) => ({
      body: { data: rows, meta: { currentPage: number, totalPages: Math.ceil(asked.all.length / size) } },
    }),
  ),
  byPage("page-bare", { page: "page", size: "limit", first: 1 }, ({ rows }) => ({ body: rows })),
  byPage("page-from-zero", { page: "page", size: "size", first: 0 }, ({ rows }) => ({ body: rows })),
  byPage("spring", { page: "page", size: "size", first: 0 }, ({ rows, number, size, isLast, asked }) => ({
    body: {
      content: rows,
      last: isLast,
      page: { size, number, totalElements: asked.all.length, totalPages: Math.ceil(asked.all.length / size) },
    },
  })),
  byPage("total-in-header", { page: "page", size: "per_page", first: 1 }, ({ rows, asked }) => ({
    body: rows,
    headers: { "x-total-count": String(asked.all.length) },
  })),
  {
    name: "link-header",
    parameters: [
      ["page", INTEGER],
      ["per_page", COUNTED],
    ],
    give(asked) {
      const number = whole(asked.url.searchParams.get("page"), 1);
      const size = sizeOf(asked, "per_page", 30);
      const page = slice(asked, (number - 1) * size, size);
      if (!page) return undefined;
      const first = `<${withParameter(asked.url, { page: 1 })}>; rel="first"`;
      const next = `<${withParameter(asked.url, { page: number + 1 })}>; rel="next", `;
      return { body: page.rows, headers: { link: `${page.isLast ? "" : next}${first}` }, from: page.from };
    },
  },
  {
    name: "offset-total",
    parameters: [
      ["offset", INTEGER],
      ["limit", COUNTED],
    ],
    give(asked) {
      const page = slice(asked, whole(asked.url.searchParams.get("offset"), 0), sizeOf(asked, "limit"));
      return page && { body: { items: page.rows, total_count: asked.all.length }, from: page.from };
    },
  },
  {
    name: "offset-bare",
    parameters: [
      ["offset", { type: "integer" }],
      ["limit", { type: "integer" }],
    ],
    give(asked) {
      const page = slice(asked, whole(asked.url.searchParams.get("offset"), 0), sizeOf(asked, "limit", 25));
      return page && { body: page.rows, from: page.from };
    },
  },
  {
    name: "offset-capped-below-its-contract",
    parameters: [
      ["offset", INTEGER],
      ["limit", { type: "integer", minimum: 1, maximum: 1000 }],
    ],
    give(asked) {
      const size = Math.min(sizeOf(asked, "limit"), 50);
      const page = slice(asked, whole(asked.url.searchParams.get("offset"), 0), size);
      return page && { body: { results: page.rows }, from: page.from };
    },
  },
  {
    name: "cursor-in-body",
    parameters: [
      ["cursor", { type: "string" }],
      ["limit", COUNTED],
    ],
    give(asked) {
      const page = slice(asked, cursorAt(asked.url.searchParams.get("cursor")), sizeOf(asked, "limit"));
      const next_cursor = page && !page.isLast ? cursorText(page.next) : null;
      return page && { body: { sales: page.rows, next_cursor }, from: page.from };
    },
  },
  {
    name: "page-token",
    parameters: [
      ["pageToken", { type: "string" }],
      ["maxResults", COUNTED],
    ],
    give(asked) {
      const page = slice(
        asked,
        cursorAt(asked.url.searchParams.get("pageToken")),
        sizeOf(asked, "maxResults"),
      );
      const token = page && !page.isLast ? { nextPageToken: cursorText(page.next) } : {};
      return page && { body: { kind: "sales", items: page.rows, ...token }, from: page.from };
    },
  },
  {
    name: "hubspot",
    parameters: [
      ["after", { type: "string" }],
      ["limit", COUNTED],
    ],
    give(asked) {
      const page = slice(asked, cursorAt(asked.url.searchParams.get("after")), sizeOf(asked, "limit"));
      const paging =
        page && !page.isLast
          ? { paging: { next: { after: cursorText(page.next), link: `?after=${cursorText(page.next)}` } } }
          : {};
      return page && { body: { results: page.rows, ...paging }, from: page.from };
    },
  },
  {
    name: "pages-empty-half-way",
    parameters: [
      ["cursor", { type: "string" }],
      ["limit", COUNTED],
    ],
    give(asked) {
      const at = asked.url.searchParams.get("cursor");
      const isGap = at?.startsWith("gap.") ?? false;
      const page = slice(asked, cursorAt(isGap ? (at ?? "").slice(4) : at), sizeOf(asked, "limit"));
      if (!page) return undefined;
      if (isGap)
        return { body: { data: [], has_more: true, next_cursor: (at ?? "").slice(4) }, from: page.from };
      const next_cursor = page.isLast ? null : `gap.${cursorText(page.next)}`;
      return { body: { data: page.rows, has_more: !page.isLast, next_cursor }, from: page.from };
    },
  },
  {
    name: "has-more",
    parameters: [
      ["starting_after", { type: "string" }],
      ["limit", COUNTED],
    ],
    give(asked) {
      const after = asked.url.searchParams.get("starting_after");
      const at = after === null ? 0 : asked.all.findIndex((row) => (row as { id: string }).id === after) + 1;
      const page = after !== null && at === 0 ? undefined : slice(asked, at, sizeOf(asked, "limit"));
      return page && { body: { object: "list", data: page.rows, has_more: !page.isLast }, from: page.from };
    },
  },
  {
    name: "next-url",
    parameters: [["start_key", { type: "string" }]],
    give(asked) {
      const page = slice(asked, cursorAt(asked.url.searchParams.get("start_key")), asked.most);
      const next =
        page && !page.isLast ? withParameter(asked.url, { start_key: cursorText(page.next) }) : null;
      return page && { body: { count: page.rows.length, next, results: page.rows }, from: page.from };
    },
  },
  {
    name: "odata",
    parameters: [
      ["$skip", INTEGER],
      ["$top", COUNTED],
    ],
    give(asked) {
      const page = slice(asked, whole(asked.url.searchParams.get("$skip"), 0), sizeOf(asked, "$top", 50));
      const link =
        page && !page.isLast ? { "@odata.nextLink": withParameter(asked.url, { $skip: page.next }) } : {};
      return page && { body: { "@odata.context": "x", value: page.rows, ...link }, from: page.from };
    },
  },
  {
    name: "links-of-hal",
    parameters: [["page", { type: "integer" }]],
    give(asked) {
      const number = whole(asked.url.searchParams.get("page"), 1);
      const page = slice(asked, (number - 1) * asked.most, asked.most);
      const next = page && !page.isLast ? { next: { href: `${asked.url.pathname}?page=${number + 1}` } } : {};
      const self = { href: asked.url.pathname };
      return (
        page && { body: { _embedded: { sales: page.rows }, _links: { self, ...next } }, from: page.from }
      );
    },
  },
  {
    name: "graphql",
    parameters: [],
    isGraphql: true,
    give(asked) {
      const variables = (asked.body["variables"] ?? {}) as { first?: number; after?: string };
      const page = slice(
        asked,
        cursorAt(variables.after ?? null),
        Math.min(variables.first ?? 20, asked.most),
      );
      if (!page || typeof asked.body["query"] !== "string") return undefined;
      const pageInfo = {
        hasNextPage: !page.isLast,
        endCursor: page.rows.length > 0 ? cursorText(page.next) : null,
      };
      const edges = page.rows.map((node) => ({ node, cursor: "c" }));
      return { body: { data: { shop: { sales: { edges, pageInfo } } } }, from: page.from };
    },
  },
  {
    name: "everything-at-once",
    parameters: [],
    give: (asked) => ({ body: { sales: asked.all }, from: 0 }),
  },
];
