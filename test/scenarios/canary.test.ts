import { generateKeyPairSync } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/database/index.ts";
import { type Chief, cardOf, PEOPLE, startChief } from "../support/chief.ts";
import { copiedDataDir } from "../support/database.ts";
import { type ChatRequest, type ModelServer, type Reply, startModelServer } from "../support/model-server.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { ask } from "./talk.ts";

/** One secret of its own for each way of signing, with characters that every encoding writes differently. */
const canary = (name: string) => `CANARY/${name}+9f3k?&%=zQ7`;
const SECRETS = {
  bearer: canary("bearer"),
  header: canary("header"),
  query: canary("query"),
  password: canary("password"),
  user: canary("user"),
  client: canary("client"),
  /** What a service account signs with. */
  account: generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString(),
  token: `CANARY.token-${"x7Qz9".repeat(3)}`,
} as const;

/** The forms in which a secret could show up, but for what stands beside it. */
const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  URL: encodeURIComponent,
  form: (text) => new URLSearchParams({ "": text }).toString().slice(1),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  hex: (text) => Buffer.from(text).toString("hex"),
  HEX: (text) => Buffer.from(text).toString("hex").toUpperCase(),
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  "base64 after one byte": (text) => Buffer.from(`:${text}`).toString("base64"),
  "base64 after two bytes": (text) => Buffer.from(`a:${text}`).toString("base64"),
  Basic: (text) => Buffer.from(`ada:${text}`).toString("base64"),
};

/** An encoded text without the characters at its ends, which also depend on what stands next to it. */
const coreOf = (encoded: string) => encoded.replace(/=+$/, "").slice(4, -4);

/** An API that gives back what it was sent, and every secret in every encoding; `/broken` does so as an error. */
async function echoingApi() {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    if (request.url === "/token") {
      seen.push(body, request.headers.authorization ?? "");
      const token = { access_token: SECRETS.token, token_type: "Bearer", expires_in: 3600 };
      return void response.setHeader("content-type", "application/json").end(JSON.stringify(token));
    }
    seen.push(`${request.url} ${JSON.stringify(request.headers)}`);
    const echo = Object.values(SECRETS).flatMap((secret) =>
      Object.entries(ENCODINGS).map(([encoding, encode]) => ({ encoding, echo: encode(secret) })),
    );
    const sent = { headers: request.headers, url: request.url };
    const isBroken = request.url?.includes("/broken");
    response.writeHead(isBroken ? 400 : 200, { "content-type": "application/json" });
    const said = echo.map((one) => one.echo).join(" ");
    response.end(
      JSON.stringify(isBroken ? { message: `you sent ${said.slice(0, 200)}`, sent } : { sent, echo }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin, seen, close };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** A model that calls both endpoints of the integration it was asked about, and repeats all it was told. */
function parrot({ messages }: ChatRequest): Reply {
  const asked = JSON.stringify(messages.findLast(({ role }) => role === "user")?.content ?? "");
  const integration = /canary-[a-z]+/.exec(asked)?.[0] ?? "none";
  const told = messages.filter(({ role }) => role === "tool").map(({ content }) => JSON.stringify(content));
  const path = ["/echo", "/broken"][told.length];
  if (path === undefined) return { text: `I was told: ${told.join("\n")}` };
  return {
    toolCalls: [{ name: "call_http", arguments: JSON.stringify({ integration, method: "GET", path }) }],
  };
}

const METHODS: Readonly<Record<string, (origin: string) => Record<string, string>>> = {
  "Canary Bearer": () => ({ auth_method: "bearer", token: SECRETS.bearer }),
  "Canary Header": () => ({
    ...{ auth_method: "api_key", api_key_in: "header", api_key_name: "X-Key", api_key: SECRETS.header },
    ...{ api_key_in_2: "query", api_key_name_2: "key", api_key_2: SECRETS.query },
  }),
  "Canary Basic": () => ({ auth_method: "basic", username: "ada", password: SECRETS.password }),
  "Canary User": () => ({ auth_method: "basic", username: SECRETS.user, password: "" }),
  "Canary Client": (origin) => ({
    ...{ auth_method: "oauth2_client", cc_token_url: `${origin}/token`, cc_client_id: "chief" },
    ...{ cc_client_secret: SECRETS.client, cc_client_auth: "post" },
  }),
  "Canary Account": (origin) => ({
    auth_method: "service_account",
    sa_scopes: "read",
    sa_key: JSON.stringify({
      type: "service_account",
      client_email: "robot@project.iam.test",
      private_key: SECRETS.account,
      private_key_id: "key-1",
      token_uri: `${origin}/token`,
    }),
  }),
};

let [chief, model, api]: [Chief?, ModelServer?, Awaited<ReturnType<typeof echoingApi>>?] = [];
let dataDir: string;
const log: string[] = [];
const pages: string[] = [];

beforeAll(async () => {
  dataDir = await copiedDataDir();
  [model, api] = [await startModelServer(), await echoingApi()];
  model.auto(parrot);
  chief = await startChief({
    transport: "http",
    model,
    env: { CHIEF_DATA_DIR: dataDir, LOG_LEVEL: "debug" },
    writeLog: (line) => log.push(line),
  });
});
afterAll(async () => {
  await chief?.stop();
  await model?.close();
  api?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function leaksIn(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) =>
    Object.entries(ENCODINGS).flatMap(([encoding, encode]) =>
      text.includes(coreOf(encode(secret))) ? [`${name} as ${encoding}`] : [],
    ),
  );
}

/** Every message that Ada can see, as it was sent to Slack. */
function payloads(): string {
  const reading = chief?.workspace().reading;
  const channels = reading?.channels(PEOPLE.ada) ?? [];
  const threads = channels.flatMap(({ id }) =>
    (reading?.messages(PEOPLE.ada, id) ?? []).map(({ ts }) => reading?.thread(PEOPLE.ada, id, String(ts))),
  );
  return JSON.stringify(threads);
}

describe("I2: a secret of any auth method", () => {
  it("was sent to the API, which gave it back in eleven encodings", async () => {
    if (!chief || !api) throw new Error("not started");
    for (const [name, credential] of Object.entries(METHODS)) {
      const fields = { name, base_url: api.origin, allow_private_network: "on", ...credential(api.origin) };
      const connected = await chief.browser.post("/integrations", fields);
      expect(connected.status, name).toBe(200);
      pages.push(connected.html);
    }
    for (const name of Object.keys(METHODS)) {
      const slug = name.toLowerCase().replace(" ", "-");
      const answer = await ask(chief, `Chief, what does ${slug} say?`);
      expect(answer, name).toContain("[secret]");
      for (const path of ["", "/settings", "/reconnect"])
        pages.push((await chief.browser.get(`${await cardOf(chief.browser, name)}${path}`)).html);
    }
    const sent = api.seen.join("\n");
    expect(sent, "what the service account's key signed").toContain("assertion=");
    const { account: _, ...others } = SECRETS;
    const withoutUser = { ...others, client: encodeURIComponent(SECRETS.client) };
    for (const [name, secret] of Object.entries(withoutUser)) {
      const forms = Object.values(ENCODINGS).map((encode) => coreOf(encode(secret)));
      expect(
        forms.some((form) => sent.includes(form)),
        name,
      ).toBe(true);
    }
  });

  it("is in no log line", () => {
    expect(log.length).toBeGreaterThan(5);
    expect(leaksIn(log.join("\n"))).toEqual([]);
  });

  it("is in no request to the language model", () => {
    const requests = JSON.stringify(model?.requests);
    expect(requests).toContain("[secret]");
    expect(leaksIn(requests)).toEqual([]);
  });

  it("trap 20: is in nothing that was said in Slack", () => {
    const said = payloads();
    expect(said).toContain("[secret]");
    expect(leaksIn(said)).toEqual([]);
  });

  it("is on no page", async () => {
    if (!chief) throw new Error("not started");
    for (const path of ["/integrations", "/runs", "/approvals", "/metrics", "/health", "/nothing"])
      pages.push((await chief.browser.get(path)).html);
    const runs = (await chief.browser.get("/runs")).html;
    for (const [, path = ""] of runs.matchAll(/href="(\/runs\/[^"?]+)"/g))
      pages.push((await chief.browser.get(path)).html);
    expect(pages.length).toBeGreaterThan(25);
    expect(leaksIn(pages.join("\n"))).toEqual([]);
  });

  it("is in no row of the database, the audit and the ledger among them", async () => {
    await chief?.stop();
    chief = undefined;
    const database = await openDatabase({ dataDir, logger: silentLogger() });
    const dump: string[] = [];
    try {
      const { rows: tables } = await database.db.execute<{ name: string }>(
        sql`select format('%I.%I', schemaname, tablename) as name from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema')`,
      );
      for (const { name } of tables) {
        const { rows } = await database.db.execute<{ row: string }>(
          sql.raw(`select t::text as row from ${name} t`),
        );
        dump.push(...rows.map(({ row }) => `${name} ${row}`));
      }
    } finally {
      await database.close();
    }
    const text = dump.join("\n");
    expect(text).toMatch(/public\.audit_\w+ .*integration\.connected/);
    expect(text).toContain("[secret]");
    expect(leaksIn(text)).toEqual([]);
  });
});
