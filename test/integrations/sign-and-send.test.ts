import { once } from "node:events";
import { expect, it } from "vitest";
import { type Integration, signAndSend } from "../../src/integrations/index.ts";
import type { SignOutcome, Vault } from "../../src/vault/index.ts";
import { serveHttp } from "../egress/loopback-server.ts";
import { openEgress } from "../egress/open-egress.ts";

it("D3: a refusal that is larger than is held is left before the request goes out with another token", async () => {
  const tokens: string[] = [];
  let isLeft: Promise<unknown> | undefined;
  const { port } = await serveHttp((request, response) => {
    tokens.push(request.headers.authorization ?? "");
    if (tokens.length > 1) return void response.end("{}");
    isLeft = once(response, "close");
    response.writeHead(401).write(Buffer.alloc(100_000));
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const signRequest: Vault["signRequest"] = async ({ url, headers, refusedToken = 0 }) =>
    ({
      ...{ ok: true, url, credentialVersion: 1, credentialHeaders: ["authorization"] },
      headers: { ...headers, authorization: `Bearer ${refusedToken + 1}` },
      renewable: refusedToken + 1,
    }) satisfies SignOutcome;
  const sent = await signAndSend(
    { vault: { signRequest } as unknown as Vault, egress: openEgress() },
    { baseUrl, allowPrivateNetwork: true } as unknown as Integration,
    {
      request: { method: "GET", url: baseUrl, headers: {} },
      limits: { maxBytes: 1_000, largestBytes: 1_000_000 },
    },
  );
  expect(sent).toMatchObject({ signed: true, answer: { ok: true, status: 200 } });
  expect(tokens).toEqual(["Bearer 1", "Bearer 2"]);
  await isLeft;
});
