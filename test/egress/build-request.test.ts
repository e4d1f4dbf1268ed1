import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildRequest,
  type PlaceholderKind,
  type QueryStyle,
  type RequestTemplate,
} from "../../src/egress/index.ts";
import type { Json, JsonObject } from "../../src/kernel/index.ts";

const BASE = "https://api.vendor-zone.com/v1";

function template(change: Partial<RequestTemplate>): RequestTemplate {
  return { method: "GET", path: "/orders", query: [], headers: [], placeholders: {}, ...change };
}

function urlOf(change: Partial<RequestTemplate>, inputs: JsonObject = {}, base = BASE): string {
  const built = buildRequest(base, template(change), inputs);
  return built.ok ? built.url : `${built.where}: ${built.reason}`;
}

describe("the URL of a request", () => {
  it.each([
    ["https://api.vendor-zone.com", "", "https://api.vendor-zone.com/"],
    ["https://api.vendor-zone.com/", "/orders", "https://api.vendor-zone.com/orders"],
    ["https://API.vendor-zone.com:443/v1/", "/orders/", "https://api.vendor-zone.com/v1/orders/"],
    [BASE, "", BASE],
    [`${BASE}/../x`, "/orders", "baseUrl: base_url"],
    [`${BASE}?a=1`, "/orders", "baseUrl: base_url"],
    ["https://me@api.vendor-zone.com", "/orders", "baseUrl: base_url"],
    [BASE, "orders", "path: path"],
    [BASE, "/orders?x=1", "path: path"],
    [BASE, "/a b", "path: path"],
    [BASE, "/{{", "path: path"],
  ])("of %s and %s is %s", (base, path, expected) => {
    expect(urlOf({ path }, {}, base)).toBe(expected);
  });

  it.each<[PlaceholderKind, Json, string]>([
    ["segment", 1234, `${BASE}/files/1234/raw`],
    ["segment", "a b+c'", `${BASE}/files/a%20b%2Bc%27/raw`],
    ["encoded", "group/project", `${BASE}/files/group%2Fproject/raw`],
    ["path", "docs/read me.md", `${BASE}/files/docs/read%20me.md/raw`],
    ["path", "docs//x", "path: missing"],
    ["path", "docs/../x", "path: path"],
    ["segment", null, "path: missing"],
    ["segment", ["x"], "path: not_a_scalar"],
    ["segment", "a\u0000", "path: characters"],
    ["segment", "\ud800", "path: characters"],
  ])("puts a %s of %j into the path", (kind, id, expected) => {
    expect(urlOf({ path: "/files/{{id}}/raw", placeholders: { id: kind } }, { id })).toBe(expected);
  });

  it.each(["/..;/x", "/%2e%2e;/x", "/%252f;%2F..;@", "/%2f..;/x", "/a%2f..;b", "/%252e%252e", "/..%2f%zz"])(
    "has no %s in its path, which some server takes for another one",
    (path) => expect(urlOf({ path })).toBe("path: path"),
  );

  it("is for one of the methods of an API", () => {
    expect(urlOf({ method: "get" })).toBe("method: method");
    expect(urlOf({ method: "TRACE" })).toBe("method: method");
  });

  it("takes a host label only where it is declared and only one label", () => {
    const base = "https://{{shop}}.vendor-zone.com";
    const placeholders = { shop: "host-label" } as const;
    expect(urlOf({ placeholders }, { shop: "Acme-1" }, base)).toBe("https://acme-1.vendor-zone.com/orders");
    expect(urlOf({ placeholders }, { shop: "a.b" }, base)).toBe("baseUrl: characters");
    expect(urlOf({ placeholders }, {}, base)).toBe("baseUrl: missing");
    expect(urlOf({ placeholders: { shop: "text" } }, { shop: "a" }, base)).toBe("baseUrl: base_url");
    expect(urlOf({ placeholders }, { shop: "com" }, "https://vendor-zone.{{shop}}/")).toBe(
      "baseUrl: base_url",
    );
  });

  it.each<[QueryStyle | undefined, Json, string]>([
    [undefined, ["a", "b&c"], "?q=a&q=b%26c"],
    ["comma", ["a", "b,c"], "?q=a,b%2Cc"],
    ["brackets", [1, 2], "?q%5B%5D=1&q%5B%5D=2"],
    ["space", ["a", "b"], "?q=a%20b"],
    ["pipe", ["a", "b"], "?q=a%7Cb"],
    ["deep", { a: 1, b: { c: ["x"] } }, "?q%5Ba%5D=1&q%5Bb%5D%5Bc%5D%5B0%5D=x"],
    [undefined, true, "?q=true"],
    [undefined, [], ""],
    [undefined, null, ""],
  ])("writes a query in the style %s: %j", (style, q, expected) => {
    const query = [{ name: "q", value: "{{q}}", ...(style ? { style } : {}) }];
    expect(urlOf({ query, placeholders: { q: "text" } }, { q })).toBe(`${BASE}/orders${expected}`);
  });

  it("drops a parameter without input, keeps literals, and refuses an object that is neither deep nor JSON", () => {
    const query = [
      { name: "limit", value: "10" },
      { name: "filter", value: "status:{{status}}" },
      { name: "by", value: "{{by}}" },
    ];
    const placeholders = { status: "text", by: "text" } as const;
    expect(urlOf({ query, placeholders })).toBe(`${BASE}/orders?limit=10`);
    expect(urlOf({ query, placeholders }, { status: "a:b" })).toBe(
      `${BASE}/orders?limit=10&filter=status%3Aa%3Ab`,
    );
    expect(urlOf({ query, placeholders }, { by: { a: 1 } })).toBe("query.by: not_a_scalar");
    expect(urlOf({ query, placeholders: { ...placeholders, by: "json" } }, { by: { a: 1 } })).toContain(
      "by=%7B%22a%22%3A1%7D",
    );
  });

  it("fills a parameter whose name is also its placeholder's, brackets and all", () => {
    const query = [{ name: "filter[a]", value: "{{filter[a]}}" }];
    expect(urlOf({ query, placeholders: { "filter[a]": "text" } }, { "filter[a]": "x" })).toBe(
      `${BASE}/orders?filter%5Ba%5D=x`,
    );
  });

  it("refuses a parameter's name that is meant to be filled", () => {
    const query = [{ name: "{{q}}", value: "1" }];
    expect(urlOf({ query, placeholders: { q: "text" } }, { q: "admin" })).toBe("query.{{q}}: query_name");
  });

  it("refuses a placeholder that was not declared, and one that only the prototype has", () => {
    expect(urlOf({ path: "/{{id}}" }, { id: "1" })).toBe("path: undeclared");
    expect(urlOf({ path: "/{{constructor}}" }, {})).toBe("path: undeclared");
    expect(urlOf({ path: "/{{toString}}", placeholders: { toString: "segment" } as never }, {})).toBe(
      "path: missing",
    );
  });

  it("I1: is canonical and below the base URL, or not built, whatever the inputs", () => {
    const parts = { path: "/a/{{x}}{{y}}/b", query: [{ name: "q", value: "{{x}}" }] };
    const nasty = fc.string({
      unit: fc.constantFrom(..."./\\%2eEfF?#&=@:;{}é\u0000\n x".split("")),
      maxLength: 8,
    });
    const kind = fc.constantFrom<PlaceholderKind>("segment", "encoded", "path");
    fc.assert(
      fc.property(nasty, nasty, kind, (x, y, chosen) => {
        const url = urlOf({ ...parts, placeholders: { x: chosen, y: chosen } }, { x, y });
        if (!url.startsWith("https:")) return;
        const parsed = new URL(url);
        const segments = decodeURIComponent(parsed.pathname.split("/").slice(3, -1).join("/")).split("/");
        expect(parsed.href).toBe(url);
        expect(url.startsWith(`${BASE}/a/`) && parsed.pathname.endsWith("/b")).toBe(true);
        expect(segments.some((part) => part === "." || part === ".." || part === "")).toBe(false);
        expect(parsed.searchParams.get("q")).toBe(x);
      }),
    );
  });
});

describe("the headers of a request", () => {
  function headersOf(headers: RequestTemplate["headers"], inputs: JsonObject = {}) {
    const built = buildRequest(BASE, template({ headers, placeholders: { v: "text" } }), inputs);
    return built.ok ? built.headers : `${built.where}: ${built.reason}`;
  }

  it("are filled, in lower case, and left out without input", () => {
    const headers = [
      { name: "X-Note", value: "for {{v}}" },
      { name: "Accept", value: "text/csv" },
    ];
    expect(headersOf(headers, { v: "Ada" })).toEqual({ "x-note": "for Ada", accept: "text/csv" });
    expect(headersOf(headers)).toEqual({ accept: "text/csv" });
  });

  it.each([
    "Host",
    "authorization",
    "Cookie",
    "Proxy-Authorization",
    "X-Forwarded-For",
    "Sec-Fetch-Mode",
    "a b",
  ])("I1: refuse %s", (name) => expect(headersOf([{ name, value: "x" }])).toBe(`headers.${name}: header`));

  it("I1: refuse the credential's, one twice, and a line break", () => {
    const keyed = template({ headers: [{ name: "X-Key", value: "mine" }], credentialHeaders: ["x-key"] });
    expect(buildRequest(BASE, keyed, {})).toMatchObject({
      ok: false,
      where: "headers.X-Key",
      reason: "header",
    });
    expect(
      headersOf([
        { name: "A", value: "1" },
        { name: "a", value: "2" },
      ]),
    ).toBe("headers.a: header");
    expect(headersOf([{ name: "A", value: "{{v}}" }], { v: "x\r\nB: y" })).toBe("headers.A: characters");
  });
});

describe("the body of a request", () => {
  function bodyOf(
    tree: Json,
    inputs: JsonObject,
    contentType: "application/json" | "application/x-www-form-urlencoded" = "application/json",
  ) {
    const placeholders = { v: "text", j: "json" } as const;
    const built = buildRequest(
      BASE,
      template({ method: "POST", placeholders, body: { contentType, tree } }),
      inputs,
    );
    return built.ok ? built.body : `${built.where}: ${built.reason}`;
  }

  it("keeps the type of a value that stands alone, and joins one that stands in a text", () => {
    expect(bodyOf({ a: "{{v}}", b: "no. {{v}}" }, { v: 7 })).toBe('{"a":7,"b":"no. 7"}');
    expect(bodyOf({ a: "{{v}}" }, { v: { $ne: null } })).toBe('{"a":{"$ne":null}}');
    expect(bodyOf({ a: "filter {{j}}" }, { j: { x: 1 } })).toBe('{"a":"filter {\\"x\\":1}"}');
    expect(bodyOf({ a: "filter {{v}}" }, { v: { x: 1 } })).toBe("body: not_a_scalar");
  });

  it("I1: takes a value as data: no quote ends it, no placeholder in it is filled, no key of it is special", () => {
    expect(bodyOf({ a: "{{v}}" }, { v: '","admin":true,"x":"' })).toBe(
      '{"a":"\\",\\"admin\\":true,\\"x\\":\\""}',
    );
    expect(bodyOf({ a: "{{v}}", "{{v}}": 1 }, { v: "{{j}}", j: "S" })).toBe('{"a":"{{j}}","{{v}}":1}');
    expect(bodyOf({ a: "{{v}}" }, { v: JSON.parse('{"__proto__":{"admin":true}}') })).toBe(
      '{"a":{"__proto__":{"admin":true}}}',
    );
  });

  it("drops members and items without input, keeps null, and is no body when nothing is left", () => {
    expect(bodyOf({ a: "{{v}}", b: [1, "{{v}}"], c: "x{{v}}" }, {})).toBe('{"b":[1]}');
    expect(bodyOf({ a: "{{v}}" }, { v: null })).toBe('{"a":null}');
    expect(bodyOf("{{v}}", {})).toBeUndefined();
  });

  it("is refused when an input nests too deeply to be written", () => {
    let deep: Json = [];
    for (let level = 0; level < 200_000; level++) deep = [deep];
    expect(bodyOf({ a: "{{v}}" }, { v: deep })).toBe("inputs: too_deep");
  });

  it("is written as a form where the template says so", () => {
    const form = "application/x-www-form-urlencoded" as const;
    expect(bodyOf({ a: "{{v}}", b: ["x", "y"], c: { d: [{ e: 1 }] } }, { v: "p&q=r" }, form)).toBe(
      "a=p%26q%3Dr&b=x&b=y&c%5Bd%5D%5B0%5D%5Be%5D=1",
    );
    expect(bodyOf([1], {}, form)).toBe("body: not_a_scalar");
  });
});

describe("a multipart body", () => {
  const body = {
    contentType: "multipart/form-data" as const,
    tree: { title: "{{title}}", 'na"me': "{{doc}}", tags: "{{tags}}", meta: "{{meta}}", gone: "{{gone}}" },
    files: ['na"me'],
  };
  const placeholders = { title: "json", doc: "json", tags: "json", meta: "json", gone: "json" } as const;

  it("is what a reader of forms takes apart again: texts, files, lists and objects", async () => {
    const inputs = { title: "a\r\n--b", doc: "x;y\n1;2", tags: ["p", "q"], meta: { a: 1 } };
    const built = buildRequest(BASE, template({ method: "POST", body, placeholders }), inputs);
    if (!built.ok) throw new Error(built.message);
    const form = await new Response(built.body ?? "", { headers: built.headers }).formData();
    expect([form.get("title"), form.getAll("tags"), form.get("meta"), form.has("gone")]).toEqual([
      "a\r\n--b",
      ["p", "q"],
      '{"a":1}',
      false,
    ]);
    expect(await (form.get('na"me') as File).text()).toBe("x;y\n1;2");
  });

  it("is the same text for the same inputs, with a boundary that no input can guess", () => {
    const build = (title: string) =>
      buildRequest(BASE, template({ method: "POST", body, placeholders }), { title });
    const once = build("a");
    expect(build("a")).toEqual(once);
    const boundary = /boundary=(\S+)/.exec(once.ok ? (once.headers["content-type"] ?? "") : "")?.[1] ?? "";
    const forged = build(`a\r\n--${boundary}--`);
    expect(forged.ok && forged.headers["content-type"]).not.toContain(boundary);
  });
});
