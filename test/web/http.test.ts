import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveOnLoopback } from "../browser/support.ts";
import { dangersIn } from "./html.ts";
import { createHttpApp } from "./http-app.tsx";
import { createPreviewApp, PREVIEWS } from "./preview-app.tsx";

let server: Awaited<ReturnType<typeof serveOnLoopback>>;
let pages: Awaited<ReturnType<typeof serveOnLoopback>>;
beforeAll(async () => {
  server = await serveOnLoopback(createHttpApp());
  pages = await serveOnLoopback(createPreviewApp());
});
afterAll(async () => {
  await server.close();
  await pages.close();
});

const own = { "sec-fetch-site": "same-origin" };

describe("I5: headers", () => {
  it("allow nothing but what Chief itself serves, and no inline code", async () => {
    const { headers } = await fetch(`${server.url}/missing`);
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it.each(Object.keys(PREVIEWS))("the page %s needs nothing that they forbid", async (path) => {
    const html = await (await fetch(pages.url + path)).text();
    const dangers = dangersIn(
      html.replace(/<template[^>]*>/g, "").replace(/<(script|link|meta) [^>]*>/g, ""),
    );
    expect(dangers).toEqual([]);
    const loaded = [...html.matchAll(/<(?:script src|link rel="[a-z]+" href|use href)="([^"]*)"/g)].map(
      ([, url]) => url,
    );
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((url) => !url?.startsWith("/assets/"))).toEqual([]);
    expect(html).not.toMatch(/<script(?![^>]* src=)/);
  });
});

describe("I5: a request that changes something", () => {
  it.each([
    [{ "sec-fetch-site": "same-origin" }, 200],
    [{ origin: "https://chief.example" }, 200],
    [{ "sec-fetch-site": "cross-site", origin: "https://chief.example" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "none" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{}, 403],
  ])("with %j is answered %i", async (headers, status) => {
    const body = new URLSearchParams({ a: "1" });
    const answer = await fetch(`${server.url}/form`, {
      method: "POST",
      body,
      headers: headers as Record<string, string>,
    });
    expect(answer.status).toBe(status);
  });
});

describe("forms", () => {
  const post = async (body: NonNullable<RequestInit["body"]>) => {
    const answer = await fetch(`${server.url}/form`, { method: "POST", body, headers: own });
    return { status: answer.status, body: (await answer.json().catch(() => undefined)) as unknown };
  };

  it("are read URL-encoded and as multipart alike", async () => {
    const pairs: [string, string][] = [
      ["name", " Ada "],
      ["pick", "a"],
      ["pick", "b"],
      ["__proto__", "x"],
    ];
    const data = new FormData();
    for (const [name, value] of pairs) data.append(name, value);
    const expected = { text: "Ada", exact: " Ada ", texts: ["a", "b"], names: ["name", "pick", "__proto__"] };
    expect((await post(new URLSearchParams(pairs))).body).toEqual(expected);
    expect((await post(data)).body).toEqual(expected);
  });

  it("C3: carry an OpenAPI document of 20 MB", async () => {
    const data = new FormData();
    data.set("file", new Blob([`{"x":"${"é".repeat(10_000_000)}"}`]), "openapi.json");
    const { status, body } = await post(data);
    expect(status).toBe(200);
    expect(body).toMatchObject({ file: 10_000_008 });
  });

  it("too big, damaged or of another kind are refused in words", async () => {
    const tooBig = await post(new URLSearchParams({ a: "x".repeat(22_000_000) }));
    expect(tooBig.status).toBe(413);
    const answer = async (type: string, body: string) =>
      (await fetch(`${server.url}/form`, { method: "POST", body, headers: { ...own, "content-type": type } }))
        .status;
    expect(await answer("multipart/form-data; boundary=x", "nonsense")).toBe(400);
    expect(await answer("text/plain", "a=1")).toBe(400);
  });
});

describe("assets", () => {
  it("are kept for ever under a name made of their content, and not under another", async () => {
    const html = await (await fetch(`${pages.url}/integrations`)).text();
    const base = /href="(\/assets\/[0-9a-f]{16})\/app\.css"/.exec(html)?.[1];
    const style = await fetch(`${pages.url}${base}/app.css`);
    expect(style.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(style.headers.get("content-type")).toBe("text/css; charset=utf-8");
    const old = await fetch(`${pages.url}/assets/0000000000000000/app.css`);
    expect(old.headers.get("cache-control")).toBe("no-cache");
    expect((await fetch(`${pages.url}${base}/secret.txt`)).status).toBe(404);
  });

  it.each([
    "htmx.js",
    "hx-sse.js",
    "app.js",
    "theme.js",
    "icons.svg",
    "logo.svg",
    "inter.woff2",
    "inter-ext.woff2",
  ])("%s is served", async (name) => {
    expect((await fetch(`${pages.url}/assets/current/${name}`)).status).toBe(200);
  });

  it("has every icon that a page uses", async () => {
    const sprite = await (await fetch(`${pages.url}/assets/current/icons.svg`)).text();
    const drawn = new Set([...sprite.matchAll(/<symbol id="([^"]+)"/g)].map(([, id]) => id));
    const used = new Set<string>();
    for (const path of Object.keys(PREVIEWS)) {
      const html = await (await fetch(pages.url + path)).text();
      for (const [, id = ""] of html.matchAll(/icons\.svg#([a-z-]+)"/g)) used.add(id);
    }
    expect(used.size).toBeGreaterThan(20);
    expect([...used].filter((id) => !drawn.has(id))).toEqual([]);
  });
});

describe("errors", () => {
  it("never show what went wrong inside, only a reference that is also in the log", async () => {
    const answer = await fetch(`${server.url}/fails`);
    const html = await answer.text();
    const reference = /err_[0-9a-z]+/.exec(html)?.[0];
    expect(answer.status).toBe(500);
    expect(html).not.toMatch(/hunter2|postgres|at .*\.ts/);
    expect(await (await fetch(`${server.url}/log`)).text()).toContain(reference);
  });

  it("say what an error means a person to read", async () => {
    const html = await (await fetch(`${server.url}/told`)).text();
    expect(html).toContain("The integration is gone.");
  });

  it("answer htmx with a notice instead of a page", async () => {
    const answer = await fetch(`${server.url}/missing`, { headers: { "hx-request": "true" } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("hx-reswap")).toBe("none");
    expect(await answer.text()).toMatch(/^<hx-partial hx-target="#toasts"/);
  });
});

describe("the stream of events", () => {
  it("carries HTML of several lines, beats while it is quiet, and ends its work when the browser leaves", async () => {
    const open = async () => (await (await fetch(`${server.url}/open`)).json()) as number;
    const request = get(`${server.url}/events`);
    const text = await new Promise<string>((resolve) => {
      request.once("response", (response) => {
        let seen = "";
        expect(response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
        response.setEncoding("utf8").on("data", (chunk: string) => {
          seen += chunk;
          if ((seen.match(/^:$/gm) ?? []).length >= 3) resolve(seen);
        });
        response.on("error", () => undefined);
      });
    });
    expect(text).toContain("data: <p>one\ndata: two</p>\n\n");
    expect(await open()).toBe(1);
    request.on("error", () => undefined).destroy();
    await expect.poll(open).toBe(0);
  });
});
