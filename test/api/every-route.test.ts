import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importOpenApi, validateDocument } from "../../src/actions/index.ts";
import type { Route } from "../../src/api/route.ts";
import { API_ROUTES } from "../../src/api/routes.ts";
import { listActs } from "../../src/audit/index.ts";
import { NOON, newTeam } from "../support/team.ts";
import { type Furniture, furnish, SAMPLES } from "./furniture.ts";
import { type OpenApi, openApi } from "./open-api.ts";

let api: OpenApi;
let things: Furniture;
let token: Record<"ada" | "bob" | "capped" | "expired" | "stranger" | "newcomer", string>;

beforeAll(async () => {
  api = await openApi();
  things = await furnish(api);
  const { ada, bob } = api.team;
  const strangers = await newTeam(api.ground);
  token = {
    ada: await api.tokenOf(ada),
    bob: await api.tokenOf(bob),
    capped: await api.tokenOf(ada, { role: "member" }),
    expired: await api.tokenOf(ada, { expiresAt: new Date(NOON.getTime() - 1) }),
    stranger: await api.tokenOf(strangers.ada),
    newcomer: await api.tokenOf((await newTeam(api.ground)).ada),
  };
});
afterAll(() => api.close());

const routes = API_ROUTES.map((route) => ({ name: `${route.method} ${route.path}`, route }));

/** The request that a route takes, about things of the first workspace. */
function requestOf({ method, path, operationId, query }: Route) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => things[name] ?? "none");
  const needs = query && !query.safeParse({}).success ? "?q=orders" : "";
  const body = SAMPLES[operationId];
  return { request: `${method.toUpperCase()} ${filled}${needs}`, ...(body === undefined ? {} : { body }) };
}

const send = (route: Route, given?: string) => {
  const { request, ...rest } = requestOf(route);
  return api.send(request, { ...rest, ...(given ? { token: given } : {}) });
};

describe("H3: every route", () => {
  it("has a name, a tag and an example of its own", () => {
    expect(routes.length).toBeGreaterThan(50);
    const names = API_ROUTES.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    const without = API_ROUTES.filter(({ body, operationId }) => body && !(operationId in SAMPLES));
    expect(without.map(({ operationId }) => operationId)).toEqual([]);
  });

  it.each(routes)("$name turns away who has no living token", async ({ route }) => {
    for (const given of [undefined, token.expired]) expect((await send(route, given)).status).toBe(401);
  });

  it.each(routes.filter(({ route }) => route.who === "admin"))("$name is for admins", async ({ route }) => {
    for (const given of [token.bob, token.capped]) {
      const reply = await send(route, given);
      expect([reply.status, reply.json.code]).toEqual([403, "api.admins_only"]);
    }
  });

  it.each(routes.filter(({ route }) => route.path.includes("{")))(
    "$name knows nothing of another workspace's things",
    async ({ route }) => {
      const reply = await send(route, token.stranger);
      expect([reply.status, reply.text]).toEqual([404, reply.text]);
    },
  );

  it.each(routes.filter(({ route }) => route.method === "get" && !route.path.includes("{")))(
    "$name lists nothing of another workspace",
    async ({ route }) => {
      const { status, text } = await send(route, token.newcomer);
      expect(status).toBe(200);
      for (const id of Object.values(things)) expect(text).not.toContain(id);
    },
  );

  it.each(routes.filter(({ route }) => route.method === "get"))(
    "$name answers an admin",
    async ({ route }) => {
      const { status, text } = await send(route, token.ada);
      expect([status, text]).toEqual([
        route.operationId.startsWith("get") && status === 404 ? 404 : 200,
        text,
      ]);
    },
  );

  it.each(routes.filter(({ route }) => route.body !== undefined))(
    "$name says what is wrong with rubbish",
    async ({ route }) => {
      const { request } = requestOf(route);
      for (const body of ['{"__proto__":{"x":1},"rubbish":[[[]]]}', "[".repeat(5000)]) {
        const reply = await api.send(request, { token: token.ada, body });
        expect([400, 404, 422]).toContain(reply.status);
        expect(reply.json.detail).toBeTruthy();
      }
    },
  );
});

/** Runs and calls have records of their own, with more in them; previews change nothing. */
const NO_ACTS = [
  ...["callAction", "callIntegration", "createRun"],
  ...["previewGrant", "previewRule", "previewSchedule"],
  ...["runSkill", "stopRun"],
];

describe("I5: every request that changes something", () => {
  it("is on record, but for those that change nothing", async () => {
    const changing = API_ROUTES.filter(({ method }) => method !== "get");
    const free = changing.filter(({ isAct }) => isAct === false).map(({ operationId }) => operationId);
    expect(free.sort()).toEqual(NO_ACTS);
    const { db } = api.ground;
    const workspaceId = api.team.workspace.id;
    // What ends things comes last, so that the others find them.
    const inOrder = changing.toSorted(
      (a, b) => Number(a.method === "delete") - Number(b.method === "delete"),
    );
    const unrecorded: unknown[] = [];
    for (const route of inOrder.filter(({ isAct }) => isAct !== false)) {
      const reply = await send(route, token.ada);
      const acts = (await listActs(db, workspaceId, 3)).filter(
        ({ act, actor }) => act === "api.request" && actor === api.team.ada.id,
      );
      if (!JSON.stringify(acts).includes(`"${route.operationId}"`))
        unrecorded.push([route.operationId, reply.status, reply.text]);
    }
    expect(unrecorded).toEqual([]);
  });
});

describe("H3: the description", () => {
  it("is imported by Chief with every one of its operations, and the validator has no complaint", async () => {
    const { text, json } = await api.send("GET /openapi.json");
    expect(json.openapi).toBe("3.1.0");
    const imported = await importOpenApi(text, { documentUrl: `${api.origin}/api/v1/openapi.json` });
    if (!imported.ok) throw new Error(imported.message);
    const { report, operations } = imported;
    expect(report.imported).toBe(API_ROUTES.length + 1);
    expect(report.operations.filter(({ leftOut }) => leftOut !== undefined)).toEqual([]);
    expect(operations.filter(({ obstacle }) => obstacle !== undefined)).toEqual([]);
    expect(report.operations.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(imported.auth).toMatchObject({ method: "bearer" });
    expect(await validateDocument(text)).toEqual([]);
  });

  it("says of each operation what it takes, what it gives, and how a problem looks", async () => {
    const { json } = await api.send("GET /openapi.json");
    for (const { method, path, operationId } of API_ROUTES) {
      const operation = json.paths[path][method];
      expect(operation).toMatchObject({ operationId, tags: [expect.any(String)] });
      expect(operation.responses.default).toEqual({ $ref: "#/components/responses/Problem" });
    }
    const tags = json.tags.map(({ name }: { name: string }) => name);
    expect(API_ROUTES.filter(({ tag }) => !tags.includes(tag))).toEqual([]);
  });
});
