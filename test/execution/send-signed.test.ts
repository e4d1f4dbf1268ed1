import { mkdtemp, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ExecutionDeps, Performance } from "../../src/execution/performance.ts";
import { sendSigned } from "../../src/execution/send-signed.ts";
import { findCheck, forgetExpiry } from "../../src/integrations/health/health-store.ts";
import { freePort } from "../support/chief/free-port.ts";
import { json } from "../support/recording-api.ts";
import { type Ground, NOON, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

const MIB = 2 ** 20;

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const deps = (more: Partial<ExecutionDeps> = {}) =>
  ({
    ...ground,
    ...{ approvalTtlMs: 1_000, scrub: String, cardUrl: (id: string) => `card of ${id}` },
    ...more,
  }) as ExecutionDeps;

interface Scene {
  readonly gate: Gate;
  readonly performance: Performance;
  send(more?: {
    headers?: Record<string, string>;
    signal?: AbortSignal;
    spoolFolder?: string;
  }): Promise<Awaited<ReturnType<typeof sendSigned>> & { mayHaveBeenSent: boolean }>;
}

/** An API that answers so, and a read of it that is about to be sent. */
async function scene(respond: (response: ServerResponse) => void): Promise<Scene> {
  const gate = await openGate(ground, { respond: (_, response) => respond(response) });
  const performance = await gate.ready(await gate.of("get-order", { id: "7" }));
  const folder = await mkdtemp(join(tmpdir(), "chief-spool-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return {
    gate,
    performance,
    async send({ headers = {}, signal, spoolFolder = folder } = {}) {
      const mark = { mayHaveBeenSent: false };
      const { request } = performance.call;
      const sent = await sendSigned(
        deps({ spoolFolder }),
        { ...performance, ...(signal ? { signal } : {}) },
        { request: { ...request, headers: { ...request.headers, ...headers } }, mark },
      );
      return { ...sent, mayHaveBeenSent: mark.mayHaveBeenSent };
    },
  };
}

/** A list of more than what is held in memory, in pieces, as long as somebody reads it. */
function large(response: ServerResponse, { status = 200, mib = 17 } = {}): void {
  const piece = Buffer.from(`${JSON.stringify({ id: 1, note: "x".repeat(1_000) })},`.repeat(1_000));
  response.writeHead(status, { "content-type": "application/json" });
  response.write("[");
  let left = Math.ceil((mib * MIB) / piece.length);
  const more = () => {
    while (left > 0) {
      left -= 1;
      if (!response.write(piece)) return void response.once("drain", more);
    }
    response.end('{"id":2,"note":"last"}]');
  };
  more();
}

const heldBackUntil = async ({ gate }: Scene) => {
  const { rows } = await ground.db.execute(
    sql`select not_before from integration_paces where integration_id = ${gate.integration.id}`,
  );
  const [row] = rows;
  return row && new Date(String(row["not_before"])).toISOString();
};

describe("sending one request", () => {
  it("asks for JSON before all else, signs, and tells what came back", async () => {
    const at = await scene((response) => json(response.setHeader("x-page", "1"), { id: 7 }));
    const sent = await at.send();
    expect(sent).toMatchObject({
      understood: { ok: true, status: 200, body: { id: 7 } },
      headers: { "x-page": "1" },
      mayHaveBeenSent: true,
    });
    await at.send({ headers: { accept: "text/csv" } });
    expect(at.gate.api.requests.map(({ headers }) => headers["accept"])).toEqual([
      "application/json, */*;q=0.5",
      "text/csv",
    ]);
    expect(at.gate.api.requests[0]?.headers["authorization"]).toMatch(/^Bearer test-/);
    expect(await heldBackUntil(at)).toBeUndefined();
  });

  it("sends nothing where there is nothing to sign with", async () => {
    const at = await scene((response) => json(response, {}));
    await ground.db.execute(sql`delete from credentials where integration_id = ${at.gate.integration.id}`);
    expect(await at.send()).toMatchObject({
      understood: {
        ok: false,
        code: expect.stringMatching(/^vault\./),
        message: expect.stringContaining("card of int_"),
      },
      headers: {},
      mayHaveBeenSent: false,
    });
    expect(at.gate.api.requests).toEqual([]);
  });

  it("D3: tells apart what may have left and what has not", async () => {
    const lost = await scene((response) => void response.socket?.destroy());
    const answer = await lost.send();
    expect(answer).toMatchObject({ understood: { ok: false }, mayHaveBeenSent: true });
    expect(answer.headers).toEqual({});
    const baseUrl = `http://127.0.0.1:${await freePort()}`;
    const away = { ...lost.performance.integration, baseUrl };
    const mark = { mayHaveBeenSent: false };
    const request = { ...lost.performance.call.request, url: `${baseUrl}/orders/7` };
    const sent = await sendSigned(deps(), { ...lost.performance, integration: away }, { request, mark });
    expect(sent).toMatchObject({ understood: { ok: false, code: "egress.connect" }, headers: {} });
    expect(mark).toEqual({ mayHaveBeenSent: false });
    const raised = { mayHaveBeenSent: true };
    await sendSigned(deps(), { ...lost.performance, integration: away }, { request, mark: raised });
    expect(raised).toEqual({ mayHaveBeenSent: true });
  });

  it("C8: calls nothing of an MCP server but its tools", async () => {
    const at = await scene((response) => json(response, {}));
    const integration = { ...at.performance.integration, kind: "mcp" as const };
    const { request } = at.performance.call;
    const mark = { mayHaveBeenSent: false };
    const sent = await sendSigned(deps(), { ...at.performance, integration }, { request, mark });
    expect(sent.understood).toMatchObject({ ok: false, code: "execution.no_tool" });
    expect(mark).toEqual({ mayHaveBeenSent: false });
    expect(at.gate.api.requests).toEqual([]);
  });

  it("B3: is cut off with the turn", async () => {
    const stop = new AbortController();
    const at = await scene(() => stop.abort());
    expect(await at.send({ signal: stop.signal })).toMatchObject({
      understood: { ok: false, code: "egress.aborted" },
    });
  });

  it("D5: reads an answer of any size to its end, if it is one", async () => {
    const at = await scene((response) => large(response));
    const { understood } = await at.send();
    if (!understood.ok || !understood.large) throw new Error(JSON.stringify(understood));
    onTestFinished(() => understood.large?.discard());
    expect(understood).toMatchObject({
      status: 200,
      large: { last: { id: 2 } },
    });
    expect(understood.bytes).toBeGreaterThan(17 * MIB);

    const last = await scene((response) => large(response, { status: 299 }));
    const accepted = await last.send();
    expect(accepted.understood).toMatchObject({ ok: true, status: 299, large: { last: { id: 2 } } });
    if (accepted.understood.ok) await accepted.understood.large?.discard();
  });

  it.each([300, 500])("reads of a %i no more than it takes to tell it", async (status) => {
    const at = await scene((response) => large(response, { status, mib: 200 }));
    expect((await at.send()).understood).toMatchObject({ ok: false, status });
  });

  it("has a large file on disk, as it came", async () => {
    const bytes = Buffer.alloc(17 * MIB, "\0\u0001\u0002");
    const at = await scene((response) =>
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes),
    );
    const { understood } = await at.send();
    if (!understood.ok || !understood.file) throw new Error(JSON.stringify(understood));
    let got = 0;
    for await (const piece of understood.file.pieces()) got += piece.length;
    await understood.file.discard?.();
    expect([got, understood.bytes]).toEqual([bytes.length, bytes.length]);
    expect(understood.body).toMatchObject({ type: "application/octet-stream", bytes: bytes.length });
  });

  it("D3: tells a large answer that cannot be read by the API's word, and one whose line broke by none", async () => {
    const page = await scene((response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(`<html>${"x".repeat(17 * MIB)}</html>`),
    );
    expect((await page.send()).understood).toMatchObject({ ok: false, status: 200 });
    const broken = await scene((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write(`[${`${JSON.stringify({ id: 1, note: "x".repeat(1_000) })},`.repeat(18_000)}`, () =>
        response.socket?.destroy(),
      );
    });
    const { understood } = await broken.send();
    expect(understood).toMatchObject({ ok: false, code: expect.stringMatching(/^egress\./) });
    expect(understood).not.toHaveProperty("status");
  });

  it("B3: gives up a large answer with the turn, and fails where the disk cannot take it", async () => {
    const stop = new AbortController();
    const endless = await scene((response) => {
      const watch = setInterval(() => {
        if ((response.socket?.bytesWritten ?? 0) > 24 * MIB) stop.abort();
      }, 1);
      response.once("close", () => clearInterval(watch));
      large(response, { mib: 250 });
    });
    expect((await endless.send({ signal: stop.signal })).understood).toEqual({
      ok: false,
      code: "egress.aborted",
      message: "The call was cut off",
    });
    const at = await scene((response) => large(response));
    await expect(at.send({ spoolFolder: "/dev/null/spool" })).rejects.toThrow("ENOTDIR");
  });
});

describe("C16: what an answer asks for", () => {
  const inTen = new Date(NOON.getTime() + 10_000).toISOString();

  it.each([
    ["429", 429, inTen],
    ["503", 503, inTen],
    ["500", 500, undefined],
    ["200", 200, undefined],
  ])("is heeded with a %s", async (_what, status, until) => {
    const at = await scene((response) => json(response.setHeader("retry-after", "10"), {}, status));
    await at.send();
    expect(await heldBackUntil(at)).toBe(until);
  });

  it("C12: is noted where it says when the credential ends", async () => {
    const at = await scene((response) => {
      response.setHeader("github-authentication-token-expiration", "2026-05-01 08:00:00 UTC");
      json(response, {});
    });
    await forgetExpiry(ground.db, at.gate.integration, NOON);
    await at.send();
    const { expiresAt } = (await findCheck(ground.db, at.gate.integration)) ?? {};
    expect(expiresAt?.toISOString()).toBe("2026-05-01T08:00:00.000Z");
  });
});
