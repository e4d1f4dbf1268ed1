import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listActs } from "../../src/audit/index.ts";
import { saveDrift } from "../../src/integrations/index.ts";
import { type Furniture, furnish } from "../api/furniture.ts";
import { type OpenApi, openApi } from "../api/open-api.ts";
import { NOON, newTeam, type Team } from "../support/team.ts";
import { type OpenWeb, openWeb } from "./open-web.ts";
import { ADMINS, ANYBODY, AUDITED_ELSEWHERE, MEMBERS, NOT_AUDITED } from "./route-rules.ts";
import type { FoundRoute } from "./router-walk.ts";

let api: OpenApi;
let web: OpenWeb;
let things: Furniture;
let strangers: Team;
let cookie: Record<"ada" | "bob" | "stranger", string>;
let found: readonly FoundRoute[];

beforeAll(async () => {
  api = await openApi();
  web = await openWeb(api);
  things = await furnish(api);
  strangers = await newTeam(api.ground);
  found = web.routes.flatMap(({ method, path }) => [path].flat().map((one) => ({ method, path: one })));
  const [ada, bob, stranger] = [
    await web.signedIn(api.team.ada),
    await web.signedIn(api.team.bob),
    await web.signedIn(strangers.ada),
  ];
  cookie = { ada, bob, stranger };
});
afterAll(async () => {
  await web?.close();
  await api?.close();
});

const nameOf = ({ method, path }: FoundRoute) => `${method} ${path}`;
const isOpen = (route: FoundRoute) => nameOf(route) in ANYBODY;
const isPost = ({ method }: FoundRoute) => method === "POST";

/** The route with ids of our workspace, or with `missing` ones that nobody has. */
function filled({ method, path }: FoundRoute, missing = false): FoundRoute {
  const ids: Readonly<Record<string, string | undefined>> = {
    "/integrations/:id": things["integrationId"],
    ":actionId": things["actionId"],
    "/approvals/:id": things["approvalId"],
    "/approvers/groups/:id": things["groupId"],
    "/runs/:id": things["runId"],
    "/skills/:name": things["name"],
    "/schedules/:number": "1",
    "/rules/grants/:id": things["grantId"],
    "/rules/:id": things["ruleId"],
    "/settings/tokens/:id": things["tokenId"],
    "/settings/members/:id": api.team.bob.id,
  };
  const known = Object.entries(ids).reduce((at, [pattern, id]) => {
    const place = pattern.startsWith(":") ? pattern : (/:\w+$/.exec(pattern)?.[0] ?? "");
    return at.includes(pattern)
      ? at.replace(pattern, pattern.replace(place, missing ? "999999" : (id ?? "")))
      : at;
  }, path);
  return { method, path: known.replace(":provider", "github").replace(/:\w+/g, "999999") };
}

/** What our workspace has, as one text that any change changes. */
async function fingerprint(): Promise<string> {
  const { rows: tables } = await api.ground.db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.columns where column_name = 'workspace_id' and table_schema = 'public' order by 1`,
  );
  const marks: string[] = [];
  for (const { name } of tables) {
    const { rows } = await api.ground.db.execute<{ mark: string }>(
      sql`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark from ${sql.identifier(name)} t where workspace_id = ${api.team.workspace.id}`,
    );
    marks.push(`${name} ${rows[0]?.mark}`);
  }
  expect(marks.length).toBeGreaterThan(20);
  return marks.join("\n");
}

describe("I5: every route of the dashboard", () => {
  it("stands in the list of who may use it", () => {
    const listed = [...Object.keys(ANYBODY), ...ADMINS, ...MEMBERS];
    expect(new Set(listed).size).toBe(listed.length);
    expect(found.map(nameOf).sort()).toEqual([...listed].sort());
  });

  it("but the open ones sends a stranger without a session to sign in, and does nothing", async () => {
    const before = await fingerprint();
    for (const route of found.filter((one) => !isOpen(one))) {
      const { status, to, text } = await web.send(filled(route));
      expect([nameOf(route), status, to]).toEqual([
        nameOf(route),
        303,
        expect.stringMatching(/^\/sign-in(\?|$)/),
      ]);
      expect(text).not.toContain("Things API");
    }
    expect(await fingerprint()).toBe(before);
  });

  it("that is for admins refuses a member, and does nothing", async () => {
    const before = await fingerprint();
    for (const route of found.filter((one) => ADMINS.includes(nameOf(one)))) {
      const { status, text } = await web.send(filled(route), { cookie: cookie.bob });
      expect([nameOf(route), status]).toEqual([nameOf(route), 403]);
      expect(text).not.toContain("Things API");
    }
    expect(await fingerprint()).toBe(before);
  });

  it("answers an admin of another workspace about our things as about none at all, and leaves ours alone", async () => {
    const before = await fingerprint();
    const about = found.filter(({ path }) => path.includes(":") && !path.includes("/assets/"));
    expect(about.length).toBeGreaterThan(60);
    for (const route of about) {
      const [ours, none] = [
        await web.send(filled(route), { cookie: cookie.stranger }),
        await web.send(filled(route, true), { cookie: cookie.stranger }),
      ];
      expect([nameOf(route), ours.status]).toEqual([nameOf(route), none.status]);
      expect(ours.text).not.toMatch(/Things API|count-things|furniture/);
    }
    expect(await fingerprint()).toBe(before);
  });

  it("that is not about one thing shows an admin of another workspace nothing of ours", async () => {
    const lists = found.filter(({ method, path }) => method === "GET" && !path.includes(":"));
    for (const route of lists) {
      const { status, text } = await web.send(route, { cookie: cookie.stranger });
      expect([nameOf(route), status < 500]).toEqual([nameOf(route), true]);
      for (const id of Object.values(things).filter((one) => one.includes("_")))
        expect([nameOf(route), text.includes(id)]).toEqual([nameOf(route), false]);
    }
  });

  it("that only shows changes nothing, and never fails", async () => {
    const before = await fingerprint();
    for (const route of found.filter(({ method }) => method === "GET")) {
      const { status } = await web.send(filled(route), { cookie: cookie.ada });
      const isWell = status < 500 || route.path === "/readyz";
      expect([nameOf(route), isWell, status]).toEqual([nameOf(route), true, status]);
    }
    expect(await fingerprint()).toBe(before);
  });

  it("that changes something takes no request of another site", async () => {
    const before = await fingerprint();
    for (const route of found.filter(isPost)) {
      for (const headers of [
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { "sec-fetch-site": "", origin: "https://evil.example" },
      ]) {
        const { status } = await web.send(filled(route), { cookie: cookie.ada, headers });
        expect([nameOf(route), status]).toEqual([nameOf(route), 403]);
      }
    }
    expect(await fingerprint()).toBe(before);
  });
});

const RULE = {
  ...{ integration: "", methods: "DELETE", path: "/orders/*", argument: "", operator: ">", value: "" },
  ...{ verdict: "refuse", needed: "1" },
};
const CONTRACT = {
  ...{ name: "audited-action", description: "Reads", method: "GET", path: "/audited" },
  ...{ body_kind: "none", mapping_kind: "none", effect: "read" },
};
const SCHEDULE = {
  request: "run count-things",
  times: "every weekday at 9",
  timeZone: "UTC",
  channel: "#ops",
};
const SKILL = `---\nname: audited-skill\ndescription: Says.\n---\n\n\`\`\`yaml workflow\nsteps:\n  - do: say\n    text: "Hello"\n\`\`\`\n`;

/** In this order: what ends things comes last. The act that each records, and what is sent. */
const AUDITED: readonly (readonly [route: string, act: RegExp, fields: Record<string, string>])[] = [
  [
    "POST /integrations",
    /^integration\.connected$/,
    { name: "Audited", base_url: "http://127.0.0.1:1", allow_private_network: "on", auth_method: "none" },
  ],
  [
    "POST /integrations/:id/settings",
    /^integration\.settings_changed$/,
    { base_url: "http://127.0.0.1:1", allow_private_network: "on", calls_per_minute: "7" },
  ],
  ["POST /integrations/:id/settings/limit", /^action\.limited$/, { action: "$actionId", action_limit: "3" }],
  ["POST /integrations/:id/actions", /^actions\.switched$/, {}],
  ["POST /integrations/:id/actions/:actionId", /^action\.switched$/, { enabled: "on" }],
  ["POST /integrations/:id/contracts", /^contract\.|^action\./, CONTRACT],
  ["POST /integrations/:id/contracts/:actionId", /^contract\.|^action\./, { ...CONTRACT, name: "changed" }],
  ["POST /integrations/:id/openapi/drift", /^integration\.drift_dismissed$/, {}],
  [
    "POST /integrations/:id/credential",
    /^integration\.credential_replaced$/,
    { auth_method: "bearer", token: "a-fresh-token" },
  ],
  [
    "POST /settings/providers/:provider",
    /^provider\.client_saved$/,
    { client_id: "an-id", client_secret: "a-secret" },
  ],
  ["POST /settings/tokens", /^api\.token_made$/, { name: "audited", days: "30", role: "member" }],
  ["POST /settings/tokens/:id/revoke", /^api\.token_revoked$/, {}],
  ["POST /settings/members/:id/role", /^member\.role_changed$/, { role: "admin" }],
  ["POST /settings/outsiders", /^outsiders\.allowed$/, { allow: "yes" }],
  ["POST /approvers", /^approvers\.settings$/, { remind: "10", escalate: "20", fallback: "admins" }],
  ["POST /approvers/groups", /^approvers\.group_added$/, { name: "audited" }],
  ["POST /approvers/groups/:id", /^approvers\.group_/, { delete: "on" }],
  ["POST /rules", /^rule\.made$/, RULE],
  ["POST /rules/:id/remove", /^rule\.removed$/, {}],
  [
    "POST /rules/grants",
    /^grant\.given$/,
    { integration: "things-api", methods: "POST", uses: "20", until: "2026-04-01T09:00" },
  ],
  ["POST /rules/grants/:id/revoke", /^grant\.revoked$/, {}],
  ["POST /schedules", /^schedule\.started$/, SCHEDULE],
  ["POST /schedules/:number/change", /^schedule\.changed$/, { ...SCHEDULE, times: "every weekday at 10" }],
  ["POST /schedules/:number/pause", /^schedule\.paused$/, {}],
  ["POST /schedules/:number/resume", /^schedule\.resumed$/, {}],
  ["POST /schedules/:number/delete", /^schedule\.deleted$/, {}],
  ["POST /skills", /^skill\./, { document: SKILL }],
  ["POST /skills/:name/roll-back", /^skill\./, { version: "1" }],
  ["POST /skills/:name/delete", /^skill\.deleted$/, {}],
  ["POST /integrations/:id/contracts/:actionId/remove", /^action\.removed$/, {}],
  ["POST /integrations/:id/disconnect", /^integration\.disconnected$/, {}],
];

/** Resuming is audited as one schedule's is; nothing is paused for an integration here. */
const SAME_AS: Readonly<Record<string, string>> = {
  "POST /schedules/resume": "POST /schedules/:number/resume",
};

describe("I5: every act of an admin", () => {
  it("is audited, or is on the list of those that need not be", () => {
    const decided = [
      ...AUDITED.map(([route]) => route),
      ...Object.keys(NOT_AUDITED),
      ...Object.keys(AUDITED_ELSEWHERE),
      ...Object.keys(SAME_AS),
    ];
    expect(new Set(decided).size).toBe(decided.length);
    expect([...decided].sort()).toEqual(found.filter(isPost).map(nameOf).sort());
    for (const [act, test] of Object.values(AUDITED_ELSEWHERE))
      expect(readFileSync(new URL(`../../${test}`, import.meta.url), "utf8")).toContain(act);
  });

  it("leaves a record of who did it, in the same transaction", async () => {
    const { workspace, ada } = api.team;
    const { integrationId = "" } = things;
    await saveDrift(api.ground.db, { integrationId, workspaceId: workspace.id, note: "x", noticedAt: NOON });
    const problems: unknown[] = [];
    for (const [name, act, given] of AUDITED) {
      const [before] = await listActs(api.ground.db, workspace.id, 1);
      const [method = "", path = ""] = name.split(" ");
      const fields = Object.fromEntries(
        Object.entries(given).map(([field, value]) => [field, things[value.replace(/^\$/, "")] ?? value]),
      );
      const { status, text } = await web.send(filled({ method, path }), { cookie: cookie.ada, fields });
      const [newest] = await listActs(api.ground.db, workspace.id, 1);
      const isOne = newest?.seq === (before?.seq ?? 0) + 1 && newest.actor === ada.id;
      const told = text
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .slice(0, 600);
      if (status >= 400 || !isOne || !act.test(newest.act)) problems.push({ name, status, newest, told });
      expect(JSON.stringify(newest?.detail)).not.toMatch(/a-fresh-token|a-secret/);
    }
    expect(problems).toEqual([]);
  });
});
