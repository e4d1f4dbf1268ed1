import { once } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makeCertificate } from "../egress/certificate.ts";
import { type Chief, cardOf, startChief, wordsIn } from "../support/chief.ts";
import { ask } from "./talk.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({
    transport: "http",
    callTimeoutMs: 1_000,
    env: { CHIEF_CALLS_PER_MINUTE: "10" },
  });
});
afterAll(() => chief?.stop());

const certificate = makeCertificate(["127.0.0.1"]);
const stranger = makeCertificate(["stranger.test"]);

/** An API with one list, over TLS where a certificate is given, that notes the credentials it was sent. */
async function api(tls?: { cert: string; key: string }) {
  const credentials: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    credentials.push(request.headers.authorization);
    response.setHeader("content-type", "application/json").end('[{"id":1},{"id":2}]');
  };
  const server = tls ? createHttps(tls, listener) : createHttp(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    origin: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
  };
}

async function connect(name: string, baseUrl: string, token: string) {
  const fields = { name, base_url: baseUrl, auth_method: "bearer", token, allow_private_network: "on" };
  expect((await chief.browser.post("/integrations", fields)).status).toBe(200);
  return cardOf(chief.browser, name);
}

async function save(card: string, fields: Record<string, string>) {
  const { status, html } = await chief.browser.post(`${card}/settings`, fields);
  return { status, text: wordsIn(html), html };
}

describe.skipIf(!certificate || !stranger)(
  "C18: an internal service with a certificate of its own (skipped without openssl)",
  () => {
    it("is told apart in the thread, and answers once an admin has given its authority", async () => {
      const inner = await api(certificate);
      const card = await connect("Inner API", inner.origin, "inner-token");
      const list = "Chief, call our Inner API: GET /things and count them";
      const refused = await ask(chief, list);
      expect(refused).toMatch(
        /^Inner API: the certificate of 127\.0\.0\.1 is not from an authority that is trusted; an admin can add the CA to this integration/,
      );
      expect(refused).toContain(card);
      expect(inner.credentials).toEqual([]);

      const shared = { base_url: inner.origin, allow_private_network: "on", calls_per_minute: "" };
      const bad = await save(card, { ...shared, ca: certificate?.key ?? "" });
      expect(bad.status).toBe(422);
      expect(bad.text).toContain("Leave the private key out");
      const nonsense = await save(card, { ...shared, ca: "nonsense" });
      expect(nonsense.text).toContain("Paste certificates in PEM form");

      const saved = await save(card, { ...shared, ca: certificate?.cert ?? "" });
      expect(saved.status).toBe(200);
      expect(saved.text).toMatch(/Healthy.*its own authorities/);
      expect(wordsIn((await chief.browser.get(`${card}/settings`)).html)).toContain(
        "chief-test, valid until",
      );
      expect(await ask(chief, list)).toMatch(/\b2\b/);
      expect(new Set(inner.credentials)).toEqual(new Set(["Bearer inner-token"]));
    });

    it("C17: is told from one whose certificate is for another host", async () => {
      const other = await api(stranger);
      const card = await connect("Other API", other.origin, "other-token");
      await save(card, { base_url: other.origin, allow_private_network: "on", ca: stranger?.cert ?? "" });
      expect(await ask(chief, "Chief, call our Other API: GET /things")).toMatch(
        /^Other API: the certificate of 127\.0\.0\.1 is for another host; check the URL.*\/integrations\//,
      );
      expect(other.credentials).toEqual([]);
    });
  },
);

describe("C18: where an integration is", () => {
  it("cannot be changed to another origin without the credential, which never goes there", async () => {
    const [here, there] = [await api(), await api()];
    const card = await connect("Movable API", here.origin, "entrusted-token");
    const settings = { base_url: `${there.origin}/v1`, allow_private_network: "on" };
    const asked = await save(card, settings);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain(`This is another address than ${here.origin}`);
    expect(asked.html).toContain('name="token"');
    expect(asked.html).not.toContain("entrusted-token");
    expect((await save(card, { ...settings, auth_method: "bearer", token: "" })).status).toBe(422);
    expect(there.credentials).toEqual([]);

    const moved = await save(card, { ...settings, auth_method: "bearer", token: "fresh-token" });
    expect(moved.status).toBe(200);
    expect(new Set(there.credentials)).toEqual(new Set(["Bearer fresh-token"]));
    await ask(chief, "Chief, call our Movable API: GET /things and count them");
    expect(there.credentials).not.toContain("Bearer entrusted-token");
  });

  it("may change its path, and loses its private address where an admin takes that back", async () => {
    const here = await api();
    const card = await connect("Pathed API", here.origin, "path-token");
    expect((await save(card, { base_url: `${here.origin}/v2`, allow_private_network: "on" })).status).toBe(
      200,
    );
    const plain = await save(card, { base_url: `${here.origin}/v2` });
    expect(plain.status).toBe(422);
    expect(plain.text).toContain("Plain http is accepted only for an API on a private network");
  });

  it("never is a metadata address, whatever an admin allows", async () => {
    const here = await api();
    const card = await connect("Metadata API", here.origin, "any-token");
    const fields = { auth_method: "bearer", token: "other-token", allow_private_network: "on" };
    const saved = await save(card, { ...fields, base_url: "http://169.254.169.254/latest" });
    expect(saved.text).toMatch(/Failing.*169\.254\.169\.254 is a cloud metadata address, always refused/);
    expect(await ask(chief, "Chief, call our Metadata API: GET /things")).toMatch(
      /^Metadata API: 169\.254\.169\.254 is a cloud metadata address, always refused/,
    );
  });
});

describe("C16: the limit of an action", () => {
  it("admits ten of twelve requests at once, and says in the thread when it clears; an admin changes it", async () => {
    const here = await api();
    const card = await connect("Limited API", here.origin, "limited-token");
    const question = "Chief, call our Limited API: GET /things and count them";
    const before = here.credentials.length;
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(chief, question)));
    const refused = answers.filter((answer) => /may be called 10 times a minute/.test(answer));
    expect(refused).toHaveLength(2);
    expect(here.credentials.length - before).toBe(10);
    for (const answer of refused) {
      expect(answer).toMatch(/it can be called again in \d+ s \(11:01:0\d UTC\)/);
      expect(answer).toContain(card);
    }

    const bad = await save(card, {
      base_url: here.origin,
      allow_private_network: "on",
      calls_per_minute: "601",
    });
    expect(bad.text).toContain("Enter a whole number from 0 (no limit) to 600");
    const reached = { base_url: here.origin, allow_private_network: "on", calls_per_minute: "20" };
    const signs = await save(card, { ...reached, idempotency_header: "Authorization" });
    expect(signs.text).toContain("Enter the name of a header, such as Idempotency-Key");
    await save(card, { ...reached, idempotency_header: "Idempotency-Key" });
    expect((await chief.browser.get(`${card}/settings`)).html).toContain('value="Idempotency-Key"');
    expect(wordsIn((await chief.browser.get(card)).html)).toContain("20 calls a minute of each action");
    expect(await ask(chief, question)).toMatch(/\b2\b/);
  });

  it("is changed for one action", async () => {
    const card = await cardOf(chief.browser, "Internal Orders API");
    const { html } = await chief.browser.get(`${card}/settings`);
    const [, action = ""] = /<option value="([^"]+)"[^>]*>list-orders</.exec(html) ?? [];
    const set = (action_limit: string) =>
      chief.browser.post(`${card}/settings/limit`, { action, action_limit });
    expect(wordsIn((await set("x")).html)).toContain("Enter a whole number from 0");
    expect(wordsIn((await set("1")).html)).toMatch(/list-orders 1 a minute/);
    const question = "Chief, #internal-orders-api.list-orders status=paid limit=1";
    expect(await ask(chief, question)).not.toContain("a minute");
    expect(await ask(chief, question)).toContain(
      "list-orders of Internal Orders API may be called once a minute",
    );
  });
});
