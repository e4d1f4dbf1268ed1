import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type AnswerRest, type EgressAnswer, EgressError } from "../../src/egress/index.ts";
import { serveHttp, serveTcp } from "./loopback-server.ts";
import { get, openEgress } from "./open-egress.ts";

const MIB = 2 ** 20;
const LARGE = { maxBytes: MIB, largestBytes: 8 * MIB };

type Large = Extract<EgressAnswer, { ok: true }> & { rest: AnswerRest };

function largeOf(answer: EgressAnswer): Large {
  if (!answer.ok || !answer.rest) throw new Error(`no large answer: ${answer.ok ? "whole" : answer.reason}`);
  return { ...answer, rest: answer.rest };
}

async function bytesOf(rest: AnswerRest): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of rest) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function failureOf(rest: AnswerRest): Promise<EgressError> {
  const error = await bytesOf(rest).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof EgressError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

/** A server whose answers begin with 2 MiB and then do what `goOn` does. */
async function serveBeginning(goOn: (response: ServerResponse) => void, headers = {}) {
  const closed: Promise<unknown>[] = [];
  const { port } = await serveHttp((_request, response) => {
    closed.push(once(response, "close"));
    response.writeHead(200, headers).write(Buffer.alloc(2 * MIB, "a"), () => goOn(response));
  });
  return { request: { ...get(`http://127.0.0.1:${port}/`), ...LARGE }, closed: () => Promise.all(closed) };
}

describe("D4: an answer that is larger than is held", () => {
  const fiveMebibytes = Buffer.from(Array.from({ length: 5 * MIB }, (_, at) => at % 251));

  it.each([["declared"], ["chunked"]])("comes as a beginning and a rest (%s)", async (way) => {
    const { port } = await serveHttp((_request, response) => {
      if (way === "declared") response.setHeader("content-length", fiveMebibytes.length);
      response.write(fiveMebibytes, () => response.end());
    });

    const { body, rest } = largeOf(
      await openEgress().send({ ...get(`http://127.0.0.1:${port}/`), ...LARGE }),
    );

    expect(body.length).toBeGreaterThan(MIB);
    expect(body.length).toBeLessThan(2 * MIB);
    expect(Buffer.concat([body, await bytesOf(rest)]).equals(fiveMebibytes)).toBe(true);
  });

  it("is whole, without a rest, up to what is held", async () => {
    const { port } = await serveHttp((_request, response) => response.end(Buffer.alloc(MIB)));
    const answer = await openEgress().send({ ...get(`http://127.0.0.1:${port}/`), ...LARGE });
    expect(answer.ok && [answer.body.length, answer.rest]).toEqual([MIB, undefined]);
  });

  it("is refused beyond the largest: at once where it says so, else where it gets there", async () => {
    const { port } = await serveHttp((request, response) => {
      if (request.url === "/declared") response.setHeader("content-length", 9 * MIB).flushHeaders();
      else response.write(Buffer.alloc(9 * MIB), () => response.end());
    });
    const send = (path: string) => openEgress().send({ ...get(`http://127.0.0.1:${port}${path}`), ...LARGE });

    const declared = await send("/declared");
    const failure = await failureOf(largeOf(await send("/chunked")).rest);

    const message =
      "127.0.0.1 answered with more than 8 MiB; ask for less, for example by paging or filtering";
    expect(declared).toMatchObject({ ok: false, reason: "too_large", message });
    expect(failure).toMatchObject({ reason: "too_large", message, requestMayHaveBeenSent: true });
  });

  it("is taken out of gzip, and a bomb is dropped at the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MIB));
    const { port } = await serveHttp((request, response) =>
      response
        .setHeader("content-encoding", "gzip")
        .end(request.url === "/bomb" ? bomb : gzipSync(fiveMebibytes)),
    );
    const send = (path: string) =>
      openEgress().send({ ...get(`http://127.0.0.1:${port}${path}`), ...LARGE, takesCompressed: true });

    const { body, rest } = largeOf(await send("/"));
    expect(Buffer.concat([body, await bytesOf(rest)]).equals(fiveMebibytes)).toBe(true);
    const before = process.memoryUsage().rss;
    expect((await failureOf(largeOf(await send("/bomb")).rest)).reason).toBe("too_large");
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
  });
});

describe("D3: the rest of a large answer that does not come whole", () => {
  it("is `connection_lost` where the transfer ends short of its length", async () => {
    const { port } = await serveTcp((socket) =>
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${4 * MIB}\r\n\r\n`);
        socket.end(Buffer.alloc(3 * MIB));
      }),
    );
    const answer = await openEgress().send({ ...get(`http://127.0.0.1:${port}/`), ...LARGE });
    const failure = await failureOf(largeOf(answer).rest);
    expect(failure).toMatchObject({ reason: "connection_lost", requestMayHaveBeenSent: true });
  });

  it("is `encoding` where compressed bytes are cut off", async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 3 * MIB }, () => Math.random() * 256)));
    const { port } = await serveHttp((_request, response) =>
      response.setHeader("content-encoding", "gzip").end(packed.subarray(0, packed.length - MIB)),
    );
    const answer = await openEgress().send({
      ...get(`http://127.0.0.1:${port}/`),
      ...LARGE,
      takesCompressed: true,
    });
    expect((await failureOf(largeOf(answer).rest)).reason).toBe("encoding");
  });

  it("is `timeout` by a clock of its own, which begins when the answer was found large", async () => {
    const { request } = await serveBeginning((response) => {
      const timer = setInterval(() => response.write("x"), 10);
      response.once("close", () => clearInterval(timer));
    });

    const startedAt = performance.now();
    const answer = await openEgress().send({ ...request, timeoutMs: 1_500, largeTimeoutMs: 2_000 });
    const failure = await failureOf(largeOf(answer).rest);

    expect(failure).toMatchObject({
      reason: "timeout",
      message: "127.0.0.1 did not answer completely within 2 s; try again later or ask for less",
    });
    expect(performance.now() - startedAt).toBeGreaterThan(1_950);
  });

  it("is `aborted` when the caller gives up half-way", async () => {
    const controller = new AbortController();
    const { request, closed } = await serveBeginning(() => {});
    const { rest } = largeOf(await openEgress().send({ ...request, signal: controller.signal }));

    const failed = failureOf(rest);
    controller.abort();

    expect((await failed).reason).toBe("aborted");
    await closed();
  });

  it("is told to the log, as any refusal", async () => {
    const { request } = await serveBeginning(() => {});
    const egress = openEgress();
    const { rest } = largeOf(await egress.send(request));
    void egress.close();
    expect((await failureOf(rest)).reason).toBe("aborted");
  });
});

describe("the rest of a large answer that nobody wants", () => {
  it.each([
    ["abandoned unread", async (rest: AnswerRest) => rest.abandon()],
    ["returned unread", async (rest: AnswerRest) => void (await rest[Symbol.asyncIterator]().return?.())],
    [
      "left half-way",
      async (rest: AnswerRest) => {
        for await (const _piece of rest) break;
      },
    ],
  ])("closes the connection when it is %s, and gives nothing any more", async (_how, leave) => {
    const { request, closed } = await serveBeginning(() => {});
    const { rest } = largeOf(await openEgress().send(request));

    await leave(rest);

    await closed();
    await expect(bytesOf(rest).catch(() => Buffer.alloc(0))).resolves.toHaveLength(0);
  });

  it("closes the connection when it is forgotten, once its time is up", async () => {
    const { request, closed } = await serveBeginning(() => {});
    largeOf(await openEgress().send({ ...request, largeTimeoutMs: 100 }));
    await closed();
  });

  it("closes the connection of a compressed answer, too", async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 4 * MIB }, () => Math.random() * 256)));
    const closed: Promise<unknown>[] = [];
    const { port } = await serveHttp((_request, response) => {
      closed.push(once(response, "close"));
      response.writeHead(200, { "content-encoding": "gzip" }).write(packed.subarray(0, 3 * MIB));
    });
    const request = { ...get(`http://127.0.0.1:${port}/`), ...LARGE, takesCompressed: true };
    largeOf(await openEgress().send(request)).rest.abandon();
    await Promise.all(closed);
  });
});
