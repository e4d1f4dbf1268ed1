import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertActions, listActions, setActionEnabled } from "../../src/actions/index.ts";
import { listActs } from "../../src/audit/index.ts";
import {
  applyUpdate,
  connectIntegration,
  contractDependents,
  declineUpdate,
  findOpenApiDocument,
  findText,
  type Integration,
  listDrifts,
  prepareUpdate,
  readUpload,
  saveDrift,
} from "../../src/integrations/index.ts";
import { ruleDependents } from "../../src/policy/index.ts";
import { insertRule } from "../../src/policy/rules-store.ts";
import { type Ground, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
let origin: string;
let served: string;
const server = createServer((_, response) => response.end(served));

beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await ground.close();
});

const get = (...parameters: object[]) => ({ parameters, responses: {} });
const query = (name: string, type = "string") => ({ name, in: "query", schema: { type } });

function document(paths: object): string {
  return JSON.stringify({ openapi: "3.0.3", info: { title: "Shop", version: "1" }, paths });
}

const FIRST = document({
  "/orders": { get: get(query("since"), query("limit", "integer")) },
  "/orders/{id}": { get: get() },
  "/refunds": { post: { responses: {} } },
});
const SECOND = document({
  "/orders": { get: get(query("limit", "string")) },
  "/orders/{orderId}": { get: get() },
  "/invoices": { get: get(), post: { responses: {} } },
});

let count = 0;
async function connected(openapi: string): Promise<Integration> {
  count += 1;
  const outcome = await connectIntegration(ground, {
    workspaceId: team.workspace.id,
    by: team.ada.id,
    input: {
      name: `Shop ${count}`,
      baseUrl: origin,
      credential: { method: "none" },
      allowPrivateNetwork: true,
      openapi,
    },
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults));
  return outcome.integration;
}

const deps = () => ({ ...ground, dependents: [contractDependents(ground), ruleDependents(ground)] });
const actionsOf = (integration: Integration) => listActions(ground.db, team.workspace.id, integration.id);

async function offered(integration: Integration, text: string) {
  const { id: integrationId, workspaceId } = integration;
  const source = { kind: "text", text } as const;
  const read = await readUpload(ground, { workspaceId, by: team.ada.id, source, integrationId });
  if (!read.ok) throw new Error(read.message);
  const prepared = await prepareUpdate(deps(), integration);
  if (!prepared) throw new Error("nothing waits");
  return prepared;
}

describe("C4: a newer document of a connected API", () => {
  it("is shown as a difference by method and path before anything is changed", async () => {
    const shop = await connected(FIRST);
    const before = await actionsOf(shop);
    const { diff } = await offered(shop, SECOND);
    expect(diff.added.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /invoices",
      "POST /invoices",
    ]);
    expect(diff.removed.map(({ path }) => path)).toEqual(["/refunds"]);
    expect(diff.changed.map(({ draft, notes, mayBreak }) => [draft.path, notes, mayBreak])).toEqual([
      [
        "/orders",
        expect.arrayContaining([
          "the argument limit is string instead of integer",
          "the argument since is gone",
        ]),
        true,
      ],
      [
        "/orders/{orderId}",
        ["the argument id is gone", "the argument orderId is new and required", "its wording"],
        true,
      ],
    ]);
    expect(await actionsOf(shop)).toEqual(before);
  });

  it("keeps ids, names and settings of what stays when it is applied, and its raw text under its hash", async () => {
    const shop = await connected(FIRST);
    const before = await actionsOf(shop);
    const orders = before.find(({ path }) => path === "/orders");
    const order = before.find(({ path }) => path === "/orders/{id}");
    await setActionEnabled(ground.db, shop.workspaceId, { actionId: order?.id ?? "", enabled: false });
    await saveDrift(ground.db, {
      integrationId: shop.id,
      workspaceId: shop.workspaceId,
      note: "x",
      noticedAt: ground.clock(),
    });
    const { mark } = await offered(shop, SECOND);
    const applied = await applyUpdate(deps(), shop, { by: team.ada.id, mark, switchOn: "reads" });
    expect(applied.kind).toBe("applied");
    const [act] = await listActs(ground.db, shop.workspaceId, 1);
    expect(act).toMatchObject({ act: "integration.actions_updated", actor: team.ada.id, subject: shop.id });
    const now = await actionsOf(shop);
    expect(now.map(({ path, enabled }) => `${path} ${enabled}`).sort()).toEqual([
      "/invoices false",
      "/invoices true",
      "/orders true",
      "/orders/{orderId} false",
    ]);
    expect(now.find(({ id }) => id === orders?.id)).toMatchObject({ version: 2, name: orders?.name });
    expect(now.find(({ id }) => id === order?.id)).toMatchObject({
      path: "/orders/{orderId}",
      enabled: false,
    });
    const kept = await findOpenApiDocument(ground.db, shop.workspaceId, shop.id);
    expect(await findText(ground.db, shop.workspaceId, kept?.sha256 ?? "")).toBe(SECOND);
    expect((await listDrifts(ground.db, shop.workspaceId)).has(shop.id)).toBe(false);
    expect(await applyUpdate(deps(), shop, { by: team.ada.id, mark, switchOn: "all" })).toEqual({
      kind: "decided_before",
    });
  });

  it("changes nothing when it is declined, and is not applied when the actions have moved since", async () => {
    const shop = await connected(FIRST);
    const before = await actionsOf(shop);
    const { mark } = await offered(shop, SECOND);
    await offered(shop, document({ "/other": { get: get() } }));
    expect(await applyUpdate(deps(), shop, { by: team.ada.id, mark, switchOn: "all" })).toEqual({
      kind: "moved",
    });
    expect(await declineUpdate(ground, shop, team.ada.id)).toBe(true);
    expect(await actionsOf(shop)).toEqual(before);
  });

  it("tells which actions of people's own and which rules rest on what changes or goes", async () => {
    const shop = await connected(FIRST);
    const orders = (await actionsOf(shop)).find(({ path }) => path === "/orders");
    if (!orders) throw new Error("no action");
    await insertActions(ground.db, shop, [{ ...orders, name: "my-orders", source: "contract" }]);
    await insertRule(ground.db, {
      id: `rule_${shop.id}`,
      workspaceId: shop.workspaceId,
      predicate: { actions: [{ id: orders.id, name: orders.name, method: "GET", path: "/orders" }] },
      effect: { kind: "refuse" },
      described: "never list orders",
      words: null,
      madeBy: team.ada.id,
      byAdmin: true,
      madeAt: ground.clock(),
    });
    const { dependents, diff } = await offered(shop, SECOND);
    expect(dependents).toEqual([
      { kind: "contract", name: "my-orders", actionId: orders.id },
      {
        kind: "rule",
        name: expect.stringContaining("never list orders"),
        actionId: orders.id,
        href: "/rules",
      },
    ]);
    expect(diff.removed.map(({ name }) => name)).not.toContain("my-orders");
  });

  it("is fetched from its address, without a credential, and not from a private one unless that is allowed", async () => {
    served = FIRST;
    const ask = { workspaceId: team.workspace.id, by: team.ada.id };
    const url = `${origin}/openapi.json`;
    const allowed = await readUpload(ground, {
      ...ask,
      source: { kind: "url", url, allowPrivateNetwork: true },
    });
    expect(allowed).toMatchObject({ ok: true, upload: { sourceUrl: url, title: "Shop" } });
    const refused = await readUpload(ground, {
      ...ask,
      source: { kind: "url", url, allowPrivateNetwork: false },
    });
    expect(refused).toMatchObject({ ok: false });
    const odd = await readUpload(ground, {
      ...ask,
      source: { kind: "url", url: "file:///etc/passwd", allowPrivateNetwork: true },
    });
    expect(odd).toMatchObject({ ok: false, message: expect.stringContaining("full URL") });
  });
});

describe("C3: connecting an API by its document", () => {
  it("switches on what the admin chose, and keeps a readable document when something else is wrong", async () => {
    const input = { name: "", baseUrl: "", credential: { method: "none" }, switchOn: "reads" };
    const request = { workspaceId: team.workspace.id, by: team.ada.id };
    const source = { kind: "text", text: FIRST } as const;
    const refused = await connectIntegration(ground, { ...request, input, document: source });
    if (refused.ok || !refused.upload) throw new Error("the document should have been kept");
    expect(new Set(refused.faults.map(({ field }) => field))).toEqual(new Set(["name", "baseUrl"]));
    const complete = { ...input, name: "Kept", baseUrl: origin, allowPrivateNetwork: true };
    const document = { kind: "upload", id: refused.upload.id } as const;
    const outcome = await connectIntegration(ground, { ...request, input: complete, document });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults));
    const actions = await actionsOf(outcome.integration);
    expect(actions.map(({ method, enabled }) => `${method} ${enabled}`).sort()).toEqual([
      "GET true",
      "GET true",
      "POST false",
    ]);
    const again = await connectIntegration(ground, {
      ...request,
      input: { ...complete, name: "Twice" },
      document,
    });
    expect(again).toMatchObject({ ok: false, faults: [{ field: "openapi" }] });
  });

  it("stores what no database takes as it stands: NUL and half characters", async () => {
    const text = document({ "/a": { get: { summary: "nul \u0000 and \ud800 half", responses: {} } } });
    const [action] = await actionsOf(await connected(text));
    expect(action?.title).toContain("nul");
  });
});
