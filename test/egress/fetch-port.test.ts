import { describe, expect, it } from "vitest";
import { ChiefError } from "../../src/kernel/index.ts";
import { serveHttp } from "./loopback-server.ts";
import { LOCAL, openEgress } from "./open-egress.ts";

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ChiefError ? error.code : String(error);
}

describe("the guard as `fetch`", () => {
  it("sends method, headers and body, and gives a Response", async () => {
    const { port } = await serveHttp((request, response) => {
      response.setHeader("x-method", `${request.method} ${request.headers["content-type"]}`);
      request.pipe(response);
    });

    const body = new URLSearchParams({ grant_type: "refresh_token" });
    const response = await openEgress().fetchFor(LOCAL)(`http://127.0.0.1:${port}/token`, {
      method: "POST",
      body,
    });

    expect(response).toBeInstanceOf(Response);
    expect(response.url).toBe(`http://127.0.0.1:${port}/token`);
    expect(response.headers.get("x-method")).toMatch(/^POST application\/x-www-form-urlencoded/);
    expect(await response.text()).toBe("grant_type=refresh_token");
  });

  it("gives answers without a body", async () => {
    const { port } = await serveHttp((_request, response) => response.writeHead(204).end());
    const response = await openEgress().fetchFor(LOCAL)(new URL(`http://127.0.0.1:${port}/`));
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it("I3: refuses what `send` refuses, as an error that is not taken for a CORS fault", async () => {
    const guarded = openEgress({ lookup: async () => [{ address: "10.0.0.1", family: 4 }] }).fetchFor({});

    expect(await codeOf(guarded("https://api.vendor-zone.com/"))).toBe("egress.private_address");
    expect(await codeOf(guarded("https://169.254.169.254/"))).toBe("egress.metadata_address");
    expect(await codeOf(guarded("https:\\\\api.vendor-zone.com/"))).toBe("egress.bad_url");
    expect(await codeOf(guarded("https://me:word@api.vendor-zone.com/"))).toBe("egress.userinfo");
    expect(await codeOf(guarded(new Request("https://intranet/")))).toBe("egress.special_name");
  });

  it("treats redirects as asked: `manual` gives them, `error` and another origin reject", async () => {
    const { port } = await serveHttp((request, response) => {
      const location = request.url === "/away" ? "https://evil.attacker-zone.com/" : "/there";
      response.writeHead(request.url === "/there" ? 200 : 302, { location }).end();
    });
    const guarded = openEgress().fetchFor(LOCAL);
    const url = `http://127.0.0.1:${port}`;

    const manual = await guarded(`${url}/away`, { redirect: "manual" });

    expect([manual.status, manual.headers.get("location")]).toEqual([302, "https://evil.attacker-zone.com/"]);
    expect((await guarded(`${url}/here`)).url).toBe(`${url}/there`);
    expect(await codeOf(guarded(`${url}/here`, { redirect: "error" }))).toBe("egress.redirect");
    expect(await codeOf(guarded(`${url}/away`))).toBe("egress.redirect");
  });

  it("limits size and time while the body is read", async () => {
    const { port } = await serveHttp((request, response) => {
      if (request.url === "/big") response.end(Buffer.alloc(2 ** 20));
      else response.write("x");
    });
    const guarded = openEgress().fetchFor(LOCAL, { maxBytes: 1000, timeoutMs: 150 });

    const slow = await guarded(`http://127.0.0.1:${port}/slow`);

    expect(await codeOf(guarded(`http://127.0.0.1:${port}/big`).then((response) => response.text()))).toBe(
      "egress.too_large",
    );
    expect(await codeOf(slow.text())).toBe("egress.timeout");
  });

  it("reads no further ahead than its reader", async () => {
    const thirtyMebibytes = Buffer.alloc(30 * 2 ** 20);
    let isWritten = false;
    const { port } = await serveHttp((request, response) => {
      if (request.url === "/unread") response.once("finish", () => (isWritten = true));
      response.end(thirtyMebibytes);
    });
    const guarded = openEgress().fetchFor(LOCAL, { maxBytes: 64 * 2 ** 20 });

    const unread = await guarded(`http://127.0.0.1:${port}/unread`);
    await (await guarded(`http://127.0.0.1:${port}/read`)).arrayBuffer();

    expect(isWritten).toBe(false);
    expect((await unread.arrayBuffer()).byteLength).toBe(thirtyMebibytes.byteLength);
  });

  it("C8: leaves an event stream open past the time limit, until the caller stops it", async () => {
    let sendEvent = () => {};
    const { port } = await serveHttp((_request, response) => {
      response.setHeader("content-type", "text/event-stream").flushHeaders();
      sendEvent = () => response.write("data: 1\n\n");
    });
    const controller = new AbortController();
    const timeoutMs = 100;
    const openedAt = performance.now();
    const response = await openEgress().fetchFor(LOCAL, { timeoutMs })(`http://127.0.0.1:${port}/`, {
      signal: controller.signal,
    });
    const reader = response.body?.getReader();

    await expect.poll(() => performance.now() - openedAt).toBeGreaterThan(2 * timeoutMs);
    sendEvent();
    const event = await reader?.read();
    controller.abort();

    expect(new TextDecoder().decode(event?.value)).toBe("data: 1\n\n");
    expect(await codeOf(reader?.read() ?? Promise.resolve())).toBe("egress.aborted");
  });

  it("rejects with the caller's own reason when aborted", async () => {
    const reason = new Error("enough");
    const { port } = await serveHttp(() => controller.abort(reason));
    const controller = new AbortController();
    const promise = openEgress().fetchFor(LOCAL)(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    await expect(promise).rejects.toBe(reason);
  });
});
