import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, startChief, wordsIn } from "../support/chief.ts";

const OPERATORS = "0123456789abcdef0123456789abcdef";
const ROWS = 18_000;
const NOTE = "Left at the door, as agreed on the phone; the second parcel follows on Thursday. ".repeat(14);
const FILE = Buffer.alloc(3_000_000, Buffer.from([0, 1, 2, 255, 128]));

const order = (id: number) => ({
  id,
  status: ["paid", "pending", "refunded"][id % 3],
  total: `${id % 900}.${String(id % 1_000).padStart(3, "0")}`,
  note: NOTE,
});
/** Of the paid ones, in thousandths. */
const paid = Array.from({ length: ROWS }, (_, id) => order(id))
  .filter(({ status }) => status === "paid")
  .reduce((sum, { total }) => sum + BigInt(total.replace(".", "")), 0n);

let chief: Chief;
let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
  chief = await startChief({ transport: "local", env: { CHIEF_API_TOKEN: OPERATORS } });
  const paths = ["orders", "broken", "backup"].map((path) => [
    `/${path}`,
    { get: { operationId: `list-${path}`, responses: { "200": { description: "All of it" } } } },
  ]);
  await api("POST /integrations", {
    ...{ name: "Shop", baseUrl: shop.url, credential: { method: "none" }, allowPrivateNetwork: true },
    openapi: JSON.stringify({
      ...{ openapi: "3.1.0", info: { title: "Shop", version: "1" }, paths: Object.fromEntries(paths) },
    }),
  });
});
afterAll(async () => {
  await chief?.stop();
  shop.close();
});

/** An API with a list of 20 MB, one that breaks off after that much, and a file. */
async function startShop() {
  async function sendOrders(response: ServerResponse, isWhole: boolean) {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"shop":"North","orders":[');
    for (let id = 0; id < ROWS; id += 1_000) {
      const rows = Array.from({ length: 1_000 }, (_, at) => JSON.stringify(order(id + at))).join(",");
      if (!response.write(id === 0 ? rows : `,${rows}`)) await once(response, "drain");
    }
    if (isWhole) response.end("]}");
    else response.destroy();
  }
  const server = createServer(async ({ url }, response) => {
    if (url === "/orders") return sendOrders(response, true);
    if (url === "/broken") return sendOrders(response, false);
    response.writeHead(200, { "content-type": "application/zip" }).end(FILE);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const send = (path: string, init: RequestInit = {}, token = OPERATORS) =>
  fetch(`${chief.url}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the JSON
async function api(request: string, body?: unknown): Promise<any> {
  const [method = "", path = ""] = request.split(" ");
  const response = await send(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

async function ask(text: string, after?: string) {
  const wanted = { text, waitSeconds: 60, ...(after === undefined ? {} : { after }) };
  let run = await api("POST /runs", wanted);
  while (run.state === "running") run = await api(`GET /runs/${run.id}?waitSeconds=60`);
  return run;
}

const answerPath = (run: { id: string }) => `/runs/${run.id}/calls/${run.id}.0.0/answer`;

describe("an answer that is too large to be held", () => {
  it("D4 is added up to the last digit, also for the next question in the thread", {
    timeout: 120_000,
  }, async () => {
    const run = await ask("Chief, call our Shop: GET /orders. Tell me the total total by status.");
    expect(run.state).toBe("done");
    const rows: unknown[][] = run.answer.tables[0].rows;
    const told = rows.find(([status]) => status === "paid");
    expect(told).toContain(`${paid / 1_000n}.${String(paid % 1_000n).padStart(3, "0")}`);
    expect(run.receipt.calls[0]).toMatchObject({ rows: ROWS, complete: true });

    const next = await ask("and count them by status?", run.id);
    const counts: unknown[][] = next.answer.tables[0].rows;
    expect(counts.reduce((sum, row) => sum + Number(row.at(-1)), 0)).toBe(ROWS);

    const steps = await api(`GET /runs/${run.id}/steps`);
    const call = steps.items.find(({ kind }: { kind: string }) => kind === "call");
    expect(call.firstRows).toEqual([0, 1, 2, 3, 4].map(order));

    const whole = await send(answerPath(run));
    expect(whole.headers.get("content-type")).toContain("application/json");
    const all = (await whole.json()) as { id: number }[];
    expect(all.length).toBe(ROWS);
    expect(all.every(({ id }, at) => id === at)).toBe(true);

    const page = await chief.browser.get(`/runs/${run.id}`);
    expect(wordsIn(page.html)).toContain("Download the whole answer");
    const onPage = await chief.browser.get(answerPath(run));
    expect(onPage.status).toBe(200);
    expect(JSON.parse(onPage.html)).toHaveLength(ROWS);
  });

  it("C17: one that breaks off half-way is told so, and nothing of it passes for all", async () => {
    const run = await ask("Chief, call our Shop: GET /broken and count them");
    expect(run.answer.text).toMatch(/Shop: .*(closed|cut off|connection|lost)/i);
    expect(run.answer.tables ?? []).toEqual([]);
  });

  it("H3, B7: a file comes back byte for byte, to those who may see the run", async () => {
    const run = await ask("Chief, call our Shop: GET /backup");
    const response = await send(answerPath(run));
    expect(response.headers.get("content-type")).toBe("application/zip");
    expect(response.headers.get("content-disposition")).toContain("backup.zip");
    const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(new Uint8Array(await response.arrayBuffer()))).toBe(hash(FILE));
    expect((await send(`/runs/${run.id}/calls/run_other.0.0/answer`)).status).toBe(404);
    expect((await send(answerPath(run), {}, "wrong")).status).toBe(401);
  });
});
