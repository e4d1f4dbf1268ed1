import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { EgressAnswer } from "../../src/egress/index.ts";
import { createLogger, type Scrubber } from "../../src/kernel/index.ts";
import { serveHttp, serveTcp } from "./loopback-server.ts";
import { get, LOCAL, openEgress } from "./open-egress.ts";

const MIB = 2 ** 20;

function refusalOf(answer: EgressAnswer): { reason: string; requestMayHaveBeenSent: boolean } | undefined {
  if (answer.ok) return undefined;
  const { reason, requestMayHaveBeenSent } = answer;
  return { reason, requestMayHaveBeenSent };
}

describe("sending a request", () => {
  it("gives status, headers, body and the address it came from", async () => {
    const { port } = await serveHttp((request, response) => {
      response.setHeader(
        "X-Seen",
        `${request.method} ${request.headers["x-note"]} ${request.headers["accept-encoding"]}`,
      );
      request.pipe(response.writeHead(201));
    });

    const answer = await openEgress().send({
      ...get(`http://127.0.0.1:${port}/echo`),
      method: "POST",
      headers: { "X-Note": "hello" },
      body: "{}",
    });

    expect(answer).toMatchObject({ ok: true, status: 201, url: `http://127.0.0.1:${port}/echo` });
    expect(answer.ok && answer.headers["x-seen"]).toBe("POST hello identity");
    expect(answer.ok && answer.body.toString()).toBe("{}");
  });

  it("keeps connections for the next requests", async () => {
    const server = await serveHttp((_request, response) => response.end("{}"));
    const egress = openEgress();

    for (let i = 0; i < 10; i++) await egress.send(get(`http://127.0.0.1:${server.port}/`));

    // undici opens a second one while the first is still being handed back.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it("C18: does not lend the kept connection of an allowed private address to who may not go there", async () => {
    const server = await serveHttp((_request, response) => response.end("{}"));
    const egress = openEgress({ lookup: async () => [{ address: "127.0.0.1", family: 4 }] });
    const url = `http://api.vendor-zone.com:${server.port}/`;
    await egress.send(get(url));

    const answer = await egress.send(get(url, { allowHttp: true, allowedPorts: [server.port] }));

    expect(refusalOf(answer)).toEqual({ reason: "private_address", requestMayHaveBeenSent: false });
  });

  it("C17: says which host is wrong and what to do, and nothing of the path, query or headers", async () => {
    const answer = await openEgress({ lookup: async () => [{ address: "10.0.0.7", family: 4 }] }).send({
      ...get("https://api.vendor-zone.com/hidden?key=hidden", {}),
      headers: { authorization: "hidden" },
    });

    expect(!answer.ok && answer.message).toBe(
      "api.vendor-zone.com resolves to 10.0.0.7, which is not a public address; an admin can allow private addresses for this integration",
    );
  });
});

describe("the log", () => {
  it("J1: names what was refused and why, and nothing of the path, query or headers", async () => {
    const lines: string[] = [];
    const scrubber = { scrub: (line: string) => line } as Scrubber;
    const logger = createLogger({ level: "debug", scrubber, write: (line) => lines.push(line) });
    const egress = openEgress({ logger });
    const url = "https://10.0.0.7/hidden?key=hidden";

    await egress.send({ ...get(url, {}), headers: { authorization: "hidden" } });
    await egress
      .fetchFor({})(url, { headers: { authorization: "hidden" } })
      .catch(() => {});

    expect(lines.map((line) => JSON.parse(line).reason)).toEqual(["private_address", "private_address"]);
    expect(lines.join("")).not.toContain("hidden");
  });
});

describe("an answer that does not come", () => {
  it("D3: is `timeout`, sent, when the server is slow to answer", async () => {
    const { port } = await serveHttp(() => {});
    const answer = await openEgress().send({ ...get(`http://127.0.0.1:${port}/`), timeoutMs: 100 });
    expect(refusalOf(answer)).toEqual({ reason: "timeout", requestMayHaveBeenSent: true });
  });

  it("D3: is `timeout`, sent, when the body drips past the limit of the whole", async () => {
    const { port } = await serveHttp((_request, response) => {
      const timer = setInterval(() => response.write("x"), 10);
      response.once("close", () => clearInterval(timer));
    });
    const answer = await openEgress().send({ ...get(`http://127.0.0.1:${port}/`), timeoutMs: 150 });
    expect(refusalOf(answer)).toEqual({ reason: "timeout", requestMayHaveBeenSent: true });
  });

  it("D3: is `timeout`, not sent, and stays unsent, when the name resolves too late", async () => {
    const server = await serveHttp((_request, response) => response.end());
    let resolveName = () => {};
    const lookup = () =>
      new Promise<{ address: string; family: number }[]>((fulfil) => {
        resolveName = () => fulfil([{ address: "127.0.0.1", family: 4 }]);
      });
    const egress = openEgress({ lookup });
    const received: string[] = [];
    const late = await serveHttp((request, response) => {
      received.push(request.url ?? "");
      response.end();
    });

    const answer = await egress.send({
      ...get(`http://localhost:${late.port}/late`),
      method: "POST",
      timeoutMs: 50,
    });
    resolveName();
    await egress.send(get(`http://127.0.0.1:${server.port}/`));
    await expect.poll(late.connections).toBe(1);
    await once(connect(late.port, "127.0.0.1").end("GET /probe HTTP/1.0\r\n\r\n").resume(), "close");

    expect(refusalOf(answer)).toEqual({ reason: "timeout", requestMayHaveBeenSent: false });
    expect(received).toEqual(["/probe"]);
  });

  it("D3: is `connect`, not sent, when nobody listens", async () => {
    const { port } = await serveTcp(() => {});
    const free = port === 65_535 ? port - 1 : port + 1;
    const answer = await openEgress().send(get(`http://127.0.0.1:${free}/`));
    expect(refusalOf(answer)).toEqual({ reason: "connect", requestMayHaveBeenSent: false });
  });

  it("D3: is `dns`, not sent, when the name is unknown", async () => {
    const lookup = () => Promise.reject(new Error("ENOTFOUND"));
    const answer = await openEgress({ lookup }).send(get("https://gone.vendor-zone.com/", {}));
    expect(refusalOf(answer)).toEqual({ reason: "dns", requestMayHaveBeenSent: false });
  });

  it("D3: is `connection_lost`, sent, when the server resets after it read the request", async () => {
    const { port } = await serveTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const answer = await openEgress().send({
      ...get(`http://127.0.0.1:${port}/`),
      method: "POST",
      body: "{}",
    });
    expect(refusalOf(answer)).toEqual({ reason: "connection_lost", requestMayHaveBeenSent: true });
  });

  it("D3: is `connection_lost`, sent, when the body ends short of its length", async () => {
    const { port } = await serveTcp((socket) =>
      socket.once("data", () =>
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,", () => socket.resetAndDestroy()),
      ),
    );
    const answer = await openEgress().send(get(`http://127.0.0.1:${port}/`));
    expect(refusalOf(answer)).toEqual({ reason: "connection_lost", requestMayHaveBeenSent: true });
  });

  it("is `bad_answer` when the server does not speak HTTP", async () => {
    const { port } = await serveTcp((socket) =>
      socket.once("data", () => socket.write("SSH-2.0-OpenSSH\r\n")),
    );
    const answer = await openEgress().send(get(`http://127.0.0.1:${port}/`));
    expect(refusalOf(answer)?.reason).toBe("bad_answer");
  });

  it("is `aborted` when the caller gives up, before or during", async () => {
    const controller = new AbortController();
    const { port } = await serveHttp(() => controller.abort());
    const egress = openEgress();
    const request = { ...get(`http://127.0.0.1:${port}/`), signal: controller.signal };

    const during = await egress.send(request);
    const before = await egress.send(request);

    expect(refusalOf(during)).toEqual({ reason: "aborted", requestMayHaveBeenSent: true });
    expect(refusalOf(before)).toEqual({ reason: "aborted", requestMayHaveBeenSent: false });
  });

  it("is `aborted` when the egress is closed meanwhile or was closed before", async () => {
    const egress = openEgress();
    const { port } = await serveHttp(() => void egress.close());

    const during = await egress.send(get(`http://127.0.0.1:${port}/`));
    const after = await egress.send(get(`http://127.0.0.1:${port}/`));

    expect([refusalOf(during)?.reason, refusalOf(after)?.reason]).toEqual(["aborted", "aborted"]);
    expect(refusalOf(after)?.requestMayHaveBeenSent).toBe(false);
  });
});

describe("an answer that is too much", () => {
  const thirtyMebibytes = Buffer.alloc(30 * MIB, "a");

  it("is cut off at 1 MiB, whether or not its length is declared", async () => {
    const { port } = await serveHttp((request, response) => {
      if (request.url === "/chunked") response.end(thirtyMebibytes);
      else response.setHeader("content-length", thirtyMebibytes.byteLength).flushHeaders();
    });
    const egress = openEgress();

    const declared = await egress.send(get(`http://127.0.0.1:${port}/declared`));
    const chunked = await egress.send(get(`http://127.0.0.1:${port}/chunked`));

    expect([refusalOf(declared)?.reason, refusalOf(chunked)?.reason]).toEqual(["too_large", "too_large"]);
  });

  it("comes whole where the caller takes that much", async () => {
    const { port } = await serveHttp((_request, response) => response.end(thirtyMebibytes));
    const answer = await openEgress().send({ ...get(`http://127.0.0.1:${port}/`), maxBytes: 64 * MIB });
    expect(answer.ok && answer.body.equals(thirtyMebibytes)).toBe(true);
  });

  it("is refused for compression it was asked not to use, and for 32 KiB of headers", async () => {
    const { port } = await serveHttp((request, response) => {
      if (request.url === "/gzip") response.setHeader("content-encoding", "gzip").end(gzipSync("{}"));
      else response.setHeader("x-padding", "a".repeat(40_000)).end();
    });
    const egress = openEgress();

    const compressed = await egress.send(get(`http://127.0.0.1:${port}/gzip`));
    const padded = await egress.send(get(`http://127.0.0.1:${port}/padded`));

    expect([refusalOf(compressed)?.reason, refusalOf(padded)?.reason]).toEqual(["encoding", "too_large"]);
  });

  it.each([
    ["gzip", gzipSync],
    // The usual quality takes half a minute for a bomb.
    [
      "br",
      (text: string | Buffer) =>
        brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ],
  ] as const)(
    "is taken out of %s where the caller asks for that, and dropped at the limit",
    async (encoding, pack) => {
      const bodies: Record<string, Buffer> = {
        "/": pack("[1, 2, 3]"),
        "/bomb": pack(Buffer.alloc(200 * MIB)),
        "/cut": pack(randomBytes(1_000)).subarray(0, 500),
        "/broken": Buffer.from("[1, 2, 3]"),
      };
      const asked: unknown[] = [];
      const { port } = await serveHttp((request, response) => {
        asked.push(request.headers["accept-encoding"]);
        response.setHeader("content-encoding", encoding).end(bodies[request.url ?? ""]);
      });
      const egress = openEgress();
      const send = (path: string) =>
        egress.send({ ...get(`http://127.0.0.1:${port}${path}`), maxBytes: MIB, takesCompressed: true });

      const whole = await send("/");
      expect(whole.ok && [whole.body.toString(), whole.headers["content-encoding"]]).toEqual([
        "[1, 2, 3]",
        undefined,
      ]);
      const before = process.memoryUsage().rss;
      expect(refusalOf(await send("/bomb"))?.reason).toBe("too_large");
      expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
      expect(refusalOf(await send("/cut"))?.reason).toBe("encoding");
      expect(refusalOf(await send("/broken"))?.reason).toBe("encoding");
      expect(asked).toEqual(Array.from({ length: 4 }, () => "gzip, br"));
      const head = { ...get(`http://127.0.0.1:${port}/`), method: "HEAD", takesCompressed: true };
      expect((await egress.send(head)).ok).toBe(true);
    },
  );

  it("may be announced by HEAD", async () => {
    const { port } = await serveHttp((_request, response) =>
      response.setHeader("content-length", 30 * MIB).end(),
    );
    const answer = await openEgress().send({ ...get(`http://127.0.0.1:${port}/`), method: "HEAD" });
    expect(answer.ok && answer.headers["content-length"]).toBe(String(30 * MIB));
  });
});

describe("a redirect", () => {
  it("of a read is followed on its own origin, with its headers", async () => {
    const { port } = await serveHttp((request, response) => {
      if (request.url === "/old") response.writeHead(301, { location: "/new#part" }).end();
      else response.end(request.headers["x-api-key"]);
    });

    const answer = await openEgress().send({
      ...get(`http://127.0.0.1:${port}/old`),
      headers: { "x-api-key": "k" },
      credentialHeaders: ["x-api-key"],
    });

    expect(answer.ok && [answer.url, answer.body.toString()]).toEqual([`http://127.0.0.1:${port}/new`, "k"]);
  });

  it("E3: of a write is `redirect`, sent, and reaches nobody else", async () => {
    const paths: string[] = [];
    const { port } = await serveHttp((request, response) => {
      paths.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end();
    });

    const answer = await openEgress().send({
      ...get(`http://127.0.0.1:${port}/pay`),
      method: "POST",
      body: "{}",
    });

    expect(refusalOf(answer)).toEqual({ reason: "redirect", requestMayHaveBeenSent: true });
    expect(paths).toEqual(["/pay"]);
  });

  it("E3: of a read that has a body is not followed either", async () => {
    const { port } = await serveHttp((request, response) =>
      response.writeHead(request.url === "/search" ? 307 : 200, { location: "/elsewhere" }).end(),
    );
    const answer = await openEgress().send({ ...get(`http://127.0.0.1:${port}/search`), body: "{}" });
    expect(refusalOf(answer)?.reason).toBe("redirect");
  });

  it("I3: is refused for the same reasons as a first request", async () => {
    const { port } = await serveHttp((request, response) =>
      response.writeHead(302, { location: decodeURIComponent(request.url?.slice(1) ?? "") }).end(),
    );
    const egress = openEgress();
    const reasonFor = async (location: string) => {
      const url = `http://127.0.0.1:${port}/${encodeURIComponent(location)}`;
      return refusalOf(await egress.send(get(url, { ...LOCAL, allowCrossOriginRedirects: true })));
    };

    const requestMayHaveBeenSent = true;
    expect(await reasonFor("http://169.254.169.254/")).toEqual({
      reason: "metadata_address",
      requestMayHaveBeenSent,
    });
    expect(await reasonFor("//me@127.0.0.1/")).toEqual({ reason: "userinfo", requestMayHaveBeenSent });
    expect(await reasonFor("http://127.0.0.1:5432/")).toEqual({ reason: "port", requestMayHaveBeenSent });
  });

  it("I1: takes no header along to another origin, not even a harmless one that holds the credential", async () => {
    const other = await serveHttp((request, response) => response.end(JSON.stringify(request.headers)));
    const first = await serveHttp((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }).end(),
    );

    const answer = await openEgress().send({
      ...get(`http://127.0.0.1:${first.port}/`, { ...LOCAL, allowCrossOriginRedirects: true }),
      headers: { authorization: "secret", "x-any": "secret", Range: "secret", accept: "text/plain" },
      credentialHeaders: ["range"],
    });

    expect(answer.ok && Object.keys(JSON.parse(answer.body.toString())).sort()).toEqual(
      ["accept", "accept-encoding", "connection", "host", "user-agent"].sort(),
    );
  });
});

describe("a request that may not be sent", () => {
  it.each([
    ["a method that is not one of an API", { method: "CONNECT" }, "method"],
    ["a method in small letters", { method: "get" }, "method"],
    ["a header that frames the message", { headers: { "Transfer-Encoding": "chunked" } }, "header"],
    ["a header set twice in different letters", { headers: { "X-Key": "a", "x-key": "b" } }, "header"],
    ["a header beyond printable ASCII", { headers: { "x-note": "é" } }, "header"],
    ["a URL with a password", { url: "https://a:b@api.vendor-zone.com/" }, "userinfo"],
    ["a URL that no parser should guess at", { url: "https:\\\\api.vendor-zone.com" }, "bad_url"],
    ["a URL with a line break", { url: "https://api.vendor-zone.com/\n" }, "bad_url"],
    ["a file", { url: "file:///etc/passwd" }, "scheme"],
    ["an internal name", { url: "https://intranet/", destination: {} }, "special_name"],
    [
      "metadata, though private addresses are allowed",
      { url: "http://169.254.169.254/" },
      "metadata_address",
    ],
    [
      "metadata by name, though private addresses are allowed",
      { url: "http://metadata.google.internal/" },
      "metadata_address",
    ],
    ["loopback, unless allowed", { url: "https://[::1]/", destination: {} }, "private_address"],
    [
      "an address that is no private one either, though those are allowed",
      { url: "http://0.0.0.0/" },
      "private_address",
    ],
    ["port zero", { url: "http://127.0.0.1:0/" }, "port"],
    ["a database's port", { url: "http://127.0.0.1:5432/" }, "port"],
  ])("I3: refuses %s", async (_what, change, reason) => {
    const lookup = () => Promise.reject(new Error("must not be asked"));
    const answer = await openEgress({ lookup }).send({
      ...get("https://api.vendor-zone.com/"),
      ...change,
    } as never);
    expect(refusalOf(answer)).toEqual({ reason, requestMayHaveBeenSent: false });
  });
});
