import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createLeanFetch } from "../../src/egress/index.ts";
import { createPiecewiseBody } from "../../src/egress/piecewise-body.ts";

const lean = createLeanFetch({ connectTimeoutMs: 5_000 });

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("posts a text and gives status, headers and the whole answer, however large", async () => {
  const large = "ä€😀".repeat(200_000);
  const url = await serve(async (request, response) => {
    const parts = await request.toArray();
    response.writeHead(202, { "x-heard": `${request.method} ${request.url} ${Buffer.concat(parts)}` });
    response.end(large);
  });
  const response = await lean(`${url}/say?to=all`, { method: "POST", body: "hello" });
  expect(response).toMatchObject({ ok: true, status: 202 });
  expect(response.headers.get("x-heard")).toBe("POST /say?to=all hello");
  expect(await response.text()).toBe(large);
});

it("sends a form with its file, byte for byte", async () => {
  const url = await serve(async (request, response) => {
    const sent = new Response(Buffer.concat(await request.toArray()), {
      headers: { "content-type": request.headers["content-type"] ?? "" },
    });
    const file = (await sent.formData()).get("body");
    response.end(file instanceof File ? Buffer.from(await file.arrayBuffer()).toString("hex") : "none");
  });
  const form = new FormData();
  form.append("body", new Blob([new Uint8Array([0, 255, 13, 10, 45, 45])]), "a.csv");
  expect(await (await lean(url, { method: "POST", body: form })).text()).toBe("00ff0d0a2d2d");
});

it("sends pieces as they come, under the length that was given, and again when it is asked again", async () => {
  const url = await serve(async (request, response) => {
    const parts = await request.toArray();
    const { "content-length": length, "transfer-encoding": coding = "none" } = request.headers;
    response.end(`${length} ${coding} ${Buffer.concat(parts)}`);
  });
  async function* pieces() {
    yield Buffer.from("one ");
    yield Buffer.from("two");
  }
  const sent = (length: Record<string, string>) =>
    lean(url, { method: "POST", headers: length, body: { [Symbol.asyncIterator]: pieces } });
  for (const _time of [1, 2])
    expect(await (await sent({ "content-length": "7" })).text()).toBe("7 none one two");
  await expect(sent({ "content-length": "9" })).rejects.toThrow();
  await expect(sent({})).rejects.toThrow("of a known length");
});

it("follows no redirect, and gives an error's answer as it is", async () => {
  const url = await serve((_, response) => {
    response.writeHead(307, { location: "http://127.0.0.1:1/" }).end("elsewhere");
  });
  const response = await lean(url, { method: "POST", body: "key" });
  expect(response).toMatchObject({ ok: false, status: 307 });
  expect(await response.text()).toBe("elsewhere");
});

it("ends a request whose caller gives up, before and amid the answer", async () => {
  const url = await serve((request, response) => {
    if (request.url === "/begins") response.write("one");
  });
  const before = new AbortController();
  const silent = lean(`${url}/never`, { method: "POST", signal: before.signal });
  before.abort(new Error("enough"));
  await expect(silent).rejects.toThrow("enough");

  const amid = new AbortController();
  const response = await lean(`${url}/begins`, { method: "POST", signal: amid.signal });
  const text = response.text();
  amid.abort(new Error("enough"));
  await expect(text).rejects.toThrow();
});

it("asks for more only when all that was held is read, and tells when its reader stops early", async () => {
  const asked: string[] = [];
  const body = createPiecewiseBody({
    resume: () => void asked.push("resume"),
    abandon: () => void asked.push("abandon"),
  });
  const piece = new Uint8Array([1]);
  const isWanted = Array.from({ length: 64 }, () => body.push(piece));
  expect(isWanted.lastIndexOf(true)).toBe(62);
  let read = 0;
  for await (const _ of body) if (++read === 64) break;
  expect(asked).toEqual(["abandon"]);
});
