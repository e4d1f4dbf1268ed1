import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAnswerMapper } from "../../src/actions/index.ts";
import { insertApproval } from "../../src/approvals/index.ts";
import { createConversation, DEFAULT_RUN_BUDGET, silentProgress } from "../../src/conversation/index.ts";
import { createExecution } from "../../src/execution/index.ts";
import {
  createCatalogues,
  createConnectionOffers,
  findIntegration,
  PROVIDERS,
} from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { createMetrics } from "../../src/metrics.ts";
import { createRoster, saveMember } from "../../src/people/index.ts";
import { createCommandPlanner, createPlanner, createThinking } from "../../src/planning/index.ts";
import { createSqlEngine } from "../../src/results/index.ts";
import { createSchedules } from "../../src/schedules/index.ts";
import { createSkills } from "../../src/skills/index.ts";
import type { SlackConnections } from "../../src/slack/index.ts";
import { createWeb } from "../../src/web/index.ts";
import { createGate } from "../../src/web/routes/visitor.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { action, connectApi, type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
let origin: string;
let signInLink: () => Promise<string | undefined>;
let linkFor: (member: Team["ada"]) => Promise<string>;
let isLost = false;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
  const { db, vault, egress, clock } = ground;
  const logger = silentLogger();
  const sql = createSqlEngine({ logger });
  const catalogues = createCatalogues({ db });
  const roster = createRoster({ db, clock, logger, profileOf: async () => undefined });
  const messenger = {
    say: async () => ({ ok: true, ts: "1" }) as const,
    redraw: async () => undefined,
    redrawProposal: async () => undefined,
    progress: () => silentProgress(async () => ({ ok: true, ts: "1" })),
    closePlan: async () => undefined,
    findChannel: async () => undefined,
    directChannel: async () => undefined,
    holds: () => true,
  };
  const mapper = createAnswerMapper();
  closing.push(() => mapper.close());
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
  const skills = createSkills({ db, clock, model: undefined, builtIn: [] });
  const schedules = createSchedules({ db, clock, messenger, catalogues, skills });
  const conversation = createConversation({
    db,
    clock,
    logger,
    sql,
    catalogues,
    connections: createConnectionOffers({ db, providers: PROVIDERS, publicUrl: "http://chief.test" }),
    roster,
    messenger,
    budget: DEFAULT_RUN_BUDGET,
    replicaId: "replica_test",
    publicUrl: "http://localhost:3000",
    execution,
    planner: createPlanner({ mode: "commands", commands: createCommandPlanner(), model: undefined }),
    skills,
    thinking: createThinking(undefined),
    schedules,
  });
  const server = createServer((request, response) => web.listener(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connections = { own: async () => ({ workspace: team.workspace }) } as unknown as SlackConnections;
  const options = {
    db,
    clock,
    logger,
    vault,
    egress,
    conversation,
    execution,
    mapper,
    catalogues,
    roster,
    skills,
    schedules,
    metrics: createMetrics(),
  };
  const web = createWeb({
    providers: PROVIDERS,
    ...options,
    publicUrl: origin,
    proxies: 1,
    dependents: [],
    slack: { connections, local: undefined },
    isLost: () => isLost,
  });
  signInLink = () => web.signInLink(origin);
  linkFor = (member) => createGate({ ...options, publicUrl: origin } as never).makeLink(origin, member);
  closing.push(
    () => new Promise((done) => server.close(done).closeAllConnections()),
    () => sql.close(),
    () => ground.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

const get = (path: string, cookie?: string) =>
  fetch(origin + path, { redirect: "manual", headers: cookie ? { cookie } : {} });

function post(path: string, cookie: string, fields: Record<string, string> = {}, from = origin) {
  return fetch(origin + path, {
    method: "POST",
    redirect: "manual",
    headers: { cookie, origin: from, "sec-fetch-site": from === origin ? "same-origin" : "cross-site" },
    body: new URLSearchParams(fields),
  });
}

async function cookieFrom(link: string): Promise<string> {
  const response = await fetch(link, { redirect: "manual" });
  expect(response.status).toBe(303);
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

const signedIn = async (member: Team["ada"]) => cookieFrom(await linkFor(member));

describe("H4: what operators look at", () => {
  it("is alive, ready while its database answers and its lease holds, and has counted", async () => {
    expect(await (await get("/healthz")).text()).toBe("ok\n");
    expect((await get("/readyz")).status).toBe(200);
    isLost = true;
    expect((await get("/readyz")).status).toBe(503);
    isLost = false;
    const metrics = await get("/metrics");
    expect(metrics.headers.get("content-type")).toContain("version=0.0.4");
    expect(await metrics.text()).toContain("# TYPE chief_deliveries_total counter");
  });
});

describe("H1: signing in", () => {
  it("I5: counts what failed for each address that the proxy before it names, whatever the asker writes before that", async () => {
    const fail = async (forwardedFor: string) => {
      const headers = { "x-forwarded-for": forwardedFor };
      return (await fetch(`${origin}/sign-in?token=guessed`, { headers })).status;
    };
    for (let attempt = 0; attempt < 20; attempt++)
      expect(await fail(`10.0.0.${attempt}, 203.0.113.5`)).toBe(403);
    expect(await fail("203.0.113.5")).toBe(429);
    expect(await fail("203.0.113.6")).toBe(403);
    expect(await fail("203.0.113.5, 203.0.113.6")).toBe(403);
  });

  it("turns strangers away, and brings them back to where they wanted", async () => {
    const response = await get("/integrations");
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toContain("return_to=%2Fintegrations");
  });

  it("works once by the printed link", async () => {
    const link = (await signInLink()) ?? "";
    const cookie = await cookieFrom(link);
    expect((await get("/integrations", cookie)).status).toBe(200);
    expect((await fetch(link, { redirect: "manual" })).status).toBe(403);
  });

  it("ends by signing out", async () => {
    const cookie = await signedIn(team.bob);
    await post("/sign-out", cookie);
    expect((await get("/runs", cookie)).status).toBe(303);
  });

  it("goes by the role of now: who was demoted or left has lost it", async () => {
    const dora = await saveMember(ground.db, { ...team.ada, slackUserId: "UDORA", name: "Dora" });
    const cookie = await signedIn(dora);
    const integration = await connectApi(ground, team, { name: "Role API", baseUrl: "http://127.0.0.1:1" });
    await saveMember(ground.db, { ...dora, role: "member" });
    expect((await post(`/integrations/${integration.id}/disconnect`, cookie)).status).toBe(403);
    await saveMember(ground.db, { ...dora, active: false });
    expect((await get("/integrations", cookie)).status).toBe(303);
  });
});

describe("H2: the pages", () => {
  it.each(["/integrations", "/runs", "/approvals"])("%s shows itself to members", async (path) => {
    expect((await get(path, await signedIn(team.bob))).status).toBe(200);
  });

  it("D1: finds an action of any integration by a person's own words, also while typing", async () => {
    const refund = action("create-refund", "POST", "/refunds/{{charge}}", { title: "Refund a <charge>" });
    await connectApi(ground, team, { name: "Till API", baseUrl: "http://127.0.0.1:1", actions: [refund] });
    const bob = await signedIn(team.bob);
    const path = "/find?q=give%20them%20their%20money%20back";
    const page = await (await get(path, bob)).text();
    expect(page).toContain("<html");
    expect(page).toContain("#till-api.create-refund");
    expect(page).toContain("Refund a &lt;charge&gt;");
    const part = await (
      await fetch(origin + path, { headers: { cookie: bob, "hx-request": "true" } })
    ).text();
    expect(part.startsWith('<div id="found"')).toBe(true);
    expect(await (await get("/find", bob)).text()).toContain("What do you want to do?");
    expect(await (await get("/find?q=xylophone", bob)).text()).toContain("No action fits");
    const strangers = await newTeam(ground);
    const other = await signedIn(strangers.bob);
    expect(await (await get(path, other)).text()).not.toContain("create-refund");
    expect((await get("/find")).status).toBe(303);
  });

  it("lets members look at an integration, and admins switch its actions", async () => {
    const actions = [action("list-orders", "GET", "/orders")];
    const integration = await connectApi(ground, team, {
      name: "Orders",
      baseUrl: "http://127.0.0.1:1",
      actions,
    });
    const [ada, bob] = [await signedIn(team.ada), await signedIn(team.bob)];
    const page = await (await get(`/integrations/${integration.id}`, bob)).text();
    expect(page).toContain("list-orders");
    const actionId = /actions\/(act_\w+)/.exec(
      await (await get(`/integrations/${integration.id}`, ada)).text(),
    )?.[1];
    const path = `/integrations/${integration.id}/actions/${actionId}`;
    expect((await post(path, bob, { enabled: "on" })).status).toBe(403);
    expect((await post(path, ada, { enabled: "off" })).status).toBe(200);
  });

  it("does not switch an action by way of another integration", async () => {
    const actions = [action("list-things", "GET", "/things")];
    const own = await connectApi(ground, team, { name: "Things", baseUrl: "http://127.0.0.1:1", actions });
    const other = await connectApi(ground, team, { name: "Other", baseUrl: "http://127.0.0.1:1" });
    const ada = await signedIn(team.ada);
    const actionId = /actions\/(act_\w+)/.exec(await (await get(`/integrations/${own.id}`, ada)).text())?.[1];
    expect(
      (await post(`/integrations/${other.id}/actions/${actionId}`, ada, { enabled: "off" })).status,
    ).toBe(404);
    expect(await (await get(`/integrations/${own.id}`, ada)).text()).toContain("checked");
  });

  it("disconnects for admins, and the page is gone", async () => {
    const integration = await connectApi(ground, team, { name: "Gone", baseUrl: "http://127.0.0.1:1" });
    const ada = await signedIn(team.ada);
    expect((await post(`/integrations/${integration.id}/disconnect`, ada)).status).toBe(303);
    expect((await get(`/integrations/${integration.id}`, ada)).status).toBe(404);
    expect(await findIntegration(ground.db, team.workspace.id, integration.id)).toMatchObject({
      disconnectedAt: NOON,
    });
  });
});

describe("I1: what another workspace or another site asks for", () => {
  it("does not show what another workspace has", async () => {
    const other = await newTeam(ground);
    const integration = await connectApi(ground, other, { name: "Theirs", baseUrl: "http://127.0.0.1:1" });
    const ada = await signedIn(team.ada);
    expect((await get(`/integrations/${integration.id}`, ada)).status).toBe(404);
    expect(await (await get("/integrations", ada)).text()).not.toContain("Theirs");
    const id = newId("apr");
    await insertApproval(ground.db, {
      id,
      workspaceId: other.workspace.id,
      runId: newId("run"),
      callId: newId("call"),
      requestHash: "h",
      request: { integration: "Theirs", title: "x", method: "POST", url: "https://x.test/", headers: {} },
      askedBecause: "of a rule",
      requestedBy: other.bob.id,
      approvers: { admins: true, requester: false },
      createdAt: NOON,
      expiresAt: new Date(NOON.getTime() + 1000),
    });
    expect((await post(`/approvals/${id}`, ada, { verdict: "approved" })).status).toBe(404);
  });

  it("does nothing for a form on another site", async () => {
    const integration = await connectApi(ground, team, { name: "Kept", baseUrl: "http://127.0.0.1:1" });
    const ada = await signedIn(team.ada);
    const response = await post(`/integrations/${integration.id}/disconnect`, ada, {}, "https://evil.test");
    expect(response.status).toBe(403);
    expect((await get(`/integrations/${integration.id}`, ada)).status).toBe(200);
  });
});

describe("E6 E7 H2: the rules page", () => {
  const fields = {
    integration: "",
    methods: "DELETE",
    path: "/orders/*",
    argument: "amount",
    operator: ">",
    value: "100",
    verdict: "refuse",
    needed: "1",
  };
  const idOn = (page: string, kind: "rules" | "rules/grants", act: "remove" | "revoke") =>
    new RegExp(`/${kind}/(\\w+)/${act}`).exec(page)?.[1] ?? "";

  it("shows what the fields say with what it would have caught, makes the rule, changes and removes it", async () => {
    const cookie = await signedIn(team.ada);
    const preview = await (await post("/rules/preview", cookie, fields)).text();
    expect(preview).toContain("Any DELETE call at /orders/* where amount &gt; 100 is refused.");
    expect(preview).toContain("last 30 days");
    expect((await post("/rules", cookie, fields)).status).toBe(303);
    const page = await (await get("/rules", cookie)).text();
    expect(page).toContain("any DELETE call at /orders/* where amount &gt; 100 is refused");
    const id = idOn(page, "rules", "remove");
    const form = await (await get(`/rules/new?edit=${id}`, cookie)).text();
    expect(form).toContain('value="/orders/*"');
    expect((await post("/rules", cookie, { ...fields, path: "/items/*", replaces: id })).status).toBe(303);
    const changed = await (await get("/rules", cookie)).text();
    expect(changed).toContain("/items/*");
    expect(changed).not.toContain("/orders/*");
    expect((await post(`/rules/${idOn(changed, "rules", "remove")}/remove`, cookie)).status).toBe(303);
    expect(await (await get("/rules", cookie)).text()).toContain("No rules yet");
  });

  it("fills in the fields from plain words, and says what it did not understand", async () => {
    const cookie = await signedIn(team.ada);
    const words = encodeURIComponent("set a rule: any PATCH call under /orders needs my approval");
    const form = await (await get(`/rules/new?words=${words}`, cookie)).text();
    expect(form).toContain("Any PATCH call at /orders/** needs Ada&#39;s approval.");
    const odd = await (await get("/rules/new?words=be+nice", cookie)).text();
    expect(odd).toContain("I did not understand");
  });

  it("answers with the faults of what was entered", async () => {
    const cookie = await signedIn(team.ada);
    const wrong = await post("/rules", cookie, { ...fields, path: "orders", value: "much" });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain("A path begins with a slash");
  });

  it("lets members restrict their own calls, and nothing else", async () => {
    const [ada, bob] = [await signedIn(team.ada), await signedIn(team.bob)];
    expect((await post("/rules", bob, fields)).status).toBe(303);
    const page = await (await get("/rules", bob)).text();
    expect(page).toContain("asked for by Bob");
    expect((await post("/rules", bob, { ...fields, verdict: "allow" })).status).toBe(422);
    expect((await get("/rules/grants/new", bob)).status).toBe(403);
    expect((await post("/rules", ada, fields)).status).toBe(303);
    const both = await (await get("/rules", ada)).text();
    const ids = [...new Set(both.match(/(?<=\/rules\/)\w+(?=\/remove)/g))];
    const statuses = await Promise.all(
      ids.map(async (id) => (await post(`/rules/${id}/remove`, bob)).status),
    );
    expect(statuses.sort()).toEqual([303, 404]);
    expect((await post(`/rules/${ids[0]}/remove`, bob, {}, "http://evil.test")).status).toBe(403);
  });

  it("gives a grant within limits, and revokes it", async () => {
    const cookie = await signedIn(team.ada);
    await connectApi(ground, team, { name: "Grants API", baseUrl: "http://127.0.0.1:9" });
    const grant = { integration: "grants-api", methods: "POST", uses: "20", until: "2026-04-01T09:00" };
    const unlimited = await post("/rules/grants", cookie, { integration: "grants-api" });
    expect(unlimited.status).toBe(422);
    expect((await post("/rules/grants", cookie, grant)).status).toBe(303);
    const page = await (await get("/rules", cookie)).text();
    expect(page).toContain("any POST call to Grants API goes ahead for 20 calls, until 2026-04-01 07:00 UTC");
    const id = idOn(page, "rules/grants", "revoke");
    expect((await post(`/rules/grants/${id}/revoke`, await signedIn(team.bob))).status).toBe(404);
    expect((await post(`/rules/grants/${id}/revoke`, cookie)).status).toBe(303);
    expect(await (await get("/rules", cookie)).text()).toContain("revoked");
  });
});
