import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, startChief, wordsIn } from "../support/chief.ts";
import { json, recordingApi } from "../support/recording-api.ts";

const OPERATORS = "0123456789abcdef0123456789abcdef";
let chief: Chief;
let orders: string;

beforeAll(async () => {
  chief = await startChief({ transport: "local", env: { CHIEF_API_TOKEN: OPERATORS } });
  const { items } = await api("GET /integrations");
  orders = items.find(({ slug }: { slug: string }) => slug === "internal-orders-api").id;
});
afterAll(() => chief?.stop());

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the JSON
async function api(request: string, body?: unknown, token = OPERATORS): Promise<any> {
  const [method = "", path = ""] = request.split(" ");
  const response = await fetch(`${chief.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === "" ? response.status : JSON.parse(text);
}

describe("H3: the REST API of a whole Chief", () => {
  it("F3, B6: answers with tables and receipt: a request, a skill, an action called without a planner", async () => {
    const run = await api("POST /runs", {
      text: "list orders from the Internal Orders API and count by status",
      waitSeconds: 30,
    });
    expect(run.state).toBe("done");
    expect(run.answer.tables[0].columns).toEqual(["status", "count"]);
    expect(run.receipt).toMatchObject({ calls: [{ title: "list-orders", complete: true }], tokens: 0 });
    const steps = await api(`GET /runs/${run.id}/steps`);
    expect(steps.items.find(({ sql }: { sql?: string }) => sql)?.sql).toMatch(/group by/i);
    expect(steps.items.find(({ kind }: { kind: string }) => kind === "call").firstRows).toHaveLength(5);
    const more = await api("POST /runs", {
      text: "and only the refunded ones?",
      after: run.id,
      waitSeconds: 30,
    });
    expect(more.answer.tables[0].rows).toEqual(
      run.answer.tables[0].rows.filter(([status]: [string]) => status === "refunded"),
    );
    expect(more.answer.text).toContain("where status is refunded");

    const report = await api("POST /skills/order-report/runs", { waitSeconds: 30 });
    expect(report).toMatchObject({ state: "done", text: "order-report" });
    expect(report.answer.tables).toHaveLength(1);

    const { items } = await api(`GET /integrations/${orders}/actions?q=list-orders`);
    const called = await api(`POST /actions/${items[0].id}/calls`, {
      arguments: { status: "refunded" },
      waitSeconds: 30,
    });
    expect(called.call).toMatchObject({ status: 200, complete: true });
    expect(called.output.length).toBe(called.call.rows);
    const wrong = await api(`POST /actions/${items[0].id}/calls`, {
      arguments: { colour: "red" },
      waitSeconds: 30,
    });
    expect(wrong.call).toBeNull();
    expect(wrong.run.answer.text).toContain("colour");
  });

  it("E9: a write waits for the answer to exactly its request, which counts once", async () => {
    const { run, output } = await api(`POST /integrations/${orders}/calls`, {
      method: "DELETE",
      path: "/orders/1234",
      waitSeconds: 30,
    });
    expect([run.state, output]).toEqual(["waiting", null]);
    const asked = await api(`GET /approvals/${run.approvals[0]}`);
    expect(asked).toMatchObject({ state: "pending", mayAnswer: true, request: { method: "DELETE" } });
    const answer = (requestHash: string) =>
      api(`POST /approvals/${asked.id}/answer`, { verdict: "approved", requestHash });
    expect((await answer("another")).code).toBe("api.other_request");
    const both = await Promise.all([answer(asked.requestHash), answer(asked.requestHash)]);
    expect(both.map(({ state }) => state)).toContain("approved");
    const over = await api(`GET /runs/${run.id}?waitSeconds=30`);
    expect(over.receipt.line).toContain("approved by Ada Okafor");
    const deletes = (await api("GET /activity?action=cancel-order")).items;
    expect(deletes).toHaveLength(1);
    expect(await chief.orders.get("/orders/1234")).toMatchObject({ status: "cancelled" });
  });

  it("E3: a request that waits is edited, and only what was read then can be approved", async () => {
    const { run } = await api(`POST /integrations/${orders}/calls`, {
      ...{ method: "PATCH", path: "/orders/1235", body: { note: "call first" }, waitSeconds: 30 },
    });
    const id = run.approvals[0];
    const { requestHash, fields } = await api(`GET /approvals/${id}/edit`);
    const note = fields.find(({ text }: { text: string }) => text.includes("call first"));
    expect(note).toBeDefined();
    const change = (hash: string, name: string) =>
      api(`POST /approvals/${id}/edit`, {
        requestHash: hash,
        fields: { [name]: note.text.replace("call first", "ring twice") },
      });
    expect((await change("another", note.name)).code).toBe("api.other_request");
    expect((await change(requestHash, "colour")).detail).toContain(`There are: ${fields[0].name}`);
    const fresh = await change(requestHash, note.name);
    expect(fresh).toMatchObject({ state: "pending", runId: run.id });
    expect(JSON.stringify(fresh.request.body)).toContain("ring twice");
    expect((await change(requestHash, note.name)).status).toBe(409);
    const approve = (approval: string, hash: string) =>
      api(`POST /approvals/${approval}/answer`, { verdict: "approved", requestHash: hash });
    expect((await approve(id, requestHash)).status).toBe(409);
    expect((await approve(fresh.id, fresh.requestHash)).state).toBe("approved");
    expect((await api(`GET /runs/${run.id}?waitSeconds=30`)).state).toBe("done");
    expect(await chief.orders.get("/orders/1235")).toMatchObject({ note: "ring twice" });
  });

  it("E7, E4: a yes covers more like it within its limit, and what was done is taken back", async () => {
    const note = (text: string) =>
      api(`POST /integrations/${orders}/calls`, {
        ...{ method: "PATCH", path: "/orders/1236", body: { note: text }, waitSeconds: 30 },
      });
    const noteNow = async () => ((await chief.orders.get("/orders/1236")) as { note?: string }).note;
    const before = await noteNow();
    const id = (await note("first")).run.approvals[0];
    const offer = await api(`GET /approvals/${id}/grant`);
    expect(offer).toMatchObject({ covers: expect.stringContaining("Internal Orders API"), obstacle: null });
    const { requestHash } = offer;
    const give = (limits: object, hash = requestHash) =>
      api(`POST /approvals/${id}/grant`, { requestHash: hash, ...limits });
    expect((await give({ uses: 1 }, "another")).code).toBe("api.other_request");
    expect((await give({})).errors).toMatchObject([{ field: "uses" }]);
    expect((await give({ uses: 1 })).state).toBe("approved");
    expect((await give({ uses: 1 })).status).toBe(409);
    expect((await api(`GET /approvals/${id}/grant`)).obstacle).toContain("already approved");
    await expect.poll(noteNow).toBe("first");
    const covered = await note("second");
    expect([covered.run.state, covered.run.approvals]).toEqual(["done", []]);
    const [grant] = (await api("GET /grants")).items;
    expect(grant).toMatchObject({ state: "used up" });
    const beyond = await note("third");
    expect(beyond.run.state).toBe("waiting");

    expect((await api(`POST /approvals/${id}/undo`)).state).toBe("approved");
    const pending = async () => (await api("GET /approvals?state=pending")).items;
    const undoing = async () =>
      (await pending()).find(
        ({ runId, request }: { runId: string; request: { url: string } }) =>
          runId !== beyond.run.id && request.url.endsWith("/orders/1236"),
      );
    await expect.poll(undoing, { timeout: 20_000 }).toBeDefined();
    const asked = await undoing();
    expect(asked.request.body).toEqual({ note: before ?? null });
    expect((await api(`POST /approvals/${asked.id}/leave`)).detail).toContain(
      "Nothing is unknown about this",
    );
    expect((await api(`POST /approvals/${beyond.run.approvals[0]}/undo`)).status).toBe(422);
  });

  it("D5, C5: an action that pages in its own way is told how, and a GraphQL query is declared as a read", async () => {
    const ids = (from: number) => [{ id: from }, { id: from + 1 }];
    const listing = await recordingApi(({ method, url, body }, response) => {
      if (method === "POST") {
        const { after = "0" } = JSON.parse(body).variables;
        const nodes = ids(Number(after));
        const pageInfo = { hasNextPage: after !== "4", endCursor: String(Number(after) + 2) };
        return json(response, { data: { parts: { nodes, pageInfo } } });
      }
      const at = Number(new URL(url, "http://x").searchParams.get("marke") ?? 0);
      json(response, { liste: ids(at), weiter: { marke: at < 4 ? String(at + 2) : null } });
    });
    const { integration } = await api("POST /integrations", {
      ...{ name: "Listing", baseUrl: listing.origin, credential: { method: "none" } },
      allowPrivateNetwork: true,
    });
    const declare = (contract: object) => api(`POST /integrations/${integration.id}/actions`, contract);
    const read = async (id: string) => {
      const { call } = await api(`POST /actions/${id}/calls`, { arguments: {}, waitSeconds: 30 });
      return [call.rows, call.complete];
    };
    const text = { type: "string", required: false };
    const parts = await declare({
      ...{ name: "list-parts", description: "Parts", method: "POST", path: "/graphql", bodyKind: "json" },
      body: JSON.stringify({
        query:
          "query ($after: String) { parts(after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
        variables: { after: "{{after}}" },
      }),
      inputs: [{ name: "after", ...text }],
      effect: "read",
    });
    expect(await read(parts.id)).toEqual([6, true]);

    const rows = await declare({
      ...{ name: "list-rows", description: "Rows", method: "GET", path: "/rows", effect: "read" },
      query: [{ name: "marke", value: "{{marke}}" }],
      inputs: [{ name: "marke", ...text }],
    });
    const paging = { kind: "cursor", parameter: "marke", nextAt: "weiter.marke" };
    const paged = await api(`PATCH /actions/${rows.id}`, { paging: { ...paging, maxRows: 4 } });
    expect(paged.paging).toEqual({ ...paging, maxRows: 4 });
    expect(await read(rows.id)).toEqual([4, false]);
    expect((await api(`PATCH /actions/${rows.id}`, { paging })).paging).toEqual(paging);
    expect(await read(rows.id)).toEqual([6, true]);
    const wrong = await api(`PATCH /actions/${rows.id}`, { paging: { kind: "cursor", maxPages: 0 } });
    expect(wrong.status).toBe(422);
    expect((await api(`PATCH /actions/${rows.id}`, { paging: null })).paging).toBeNull();
  });

  it("C1, H3: connects Chief to Chief, and a run asks it for its runs", async () => {
    const openapi = await (await fetch(`${chief.url}/api/v1/openapi.json`)).text();
    const { token, id } = await api("POST /tokens", { name: "of Chief itself" });
    const connected = await api("POST /integrations", {
      name: "Chief",
      baseUrl: `${chief.url}/api/v1`,
      credential: { method: "bearer", token },
      allowPrivateNetwork: true,
      openapi,
    });
    expect(connected.probe.health).toBe("healthy");
    expect(connected.report.imported).toBe(connected.report.total);
    const run = await api("POST /runs", { text: "list runs of Chief", waitSeconds: 30 });
    expect(run.receipt.calls).toMatchObject([{ integration: "Chief", title: "list-runs", outcome: "200" }]);
    expect(run.answer.tables[0].columns).toContain("state");

    const smaller = JSON.parse(openapi);
    delete smaller.paths["/me"];
    const at = `/integrations/${connected.integration.id}/openapi`;
    const changes = await api(`POST ${at}`, { text: JSON.stringify(smaller) });
    expect(changes).toMatchObject({ added: [], changed: [], removed: [{ path: "/me" }] });
    expect(await api(`POST ${at}/apply`, { mark: changes.mark })).toMatchObject({ removed: 1 });
    expect(await api(`DELETE /tokens/${id}`)).toBe(204);
    expect((await api(`POST /integrations/${connected.integration.id}/test`)).health).toBe("failing");
  });

  it("H3: guests are let in and kept out, on record", async () => {
    const set = (allowsOutsiders: boolean) => api("PUT /settings/outsiders", { allowsOutsiders });
    expect(await set(true)).toEqual({ allowsOutsiders: true });
    expect((await api("GET /settings")).allowsOutsiders).toBe(true);
    await set(false);
    expect((await api("GET /settings")).allowsOutsiders).toBe(false);
    const acts = (await api("GET /audit")).items.map(({ act }: { act: string }) => act);
    expect(acts).toEqual(expect.arrayContaining(["outsiders.allowed", "outsiders.refused"]));
  });

  it("H2: tokens are made and revoked under Settings, and shown once", async () => {
    const made = await chief.browser.post("/settings/tokens", {
      name: "nightly",
      role: "member",
      days: "30",
    });
    const [token = ""] = /chief_[\w-]{43}/.exec(wordsIn(made.html)) ?? [];
    expect((await api("GET /me", undefined, token)).token.name).toBe("nightly");
    const page = await chief.browser.get("/settings");
    expect(wordsIn(page.html)).toMatch(
      /nightly Ada Okafor member just now in 30 days.*CHIEF_API_TOKEN the operator/s,
    );
    expect(page.html).not.toContain(token);
    const [revoke = ""] = /\/settings\/tokens\/tok_[^"]+\/revoke/.exec(page.html) ?? [];
    await chief.browser.post(revoke, {});
    expect((await api("GET /me", undefined, token)).status).toBe(401);
    expect(wordsIn((await chief.browser.post("/settings/tokens", { name: "" })).html)).toContain(
      "Give it a name",
    );
  });
});
