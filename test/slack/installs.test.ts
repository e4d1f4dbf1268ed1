import { readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/kernel/index.ts";
import {
  type AppSettings,
  CHIEF_APP,
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspace,
} from "../../src/local/workspace/index.ts";
import { createInstallPages } from "../../src/slack/installs/install-pages.ts";
import { createInstalledConnections } from "../../src/slack/installs/installed-connections.ts";
import { isAnswer, reply, said } from "../scenarios/talk.ts";
import { type Browser, openBrowser, wordsIn } from "../support/chief/browser.ts";
import { createCoreChat } from "../support/chief/core-chat.ts";
import { freePort } from "../support/chief/free-port.ts";
import { type Running, runApp } from "../support/chief/running.ts";
import { eventually, PEOPLE } from "../support/chief.ts";
import { copiedDataDir } from "../support/database.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { serveTeamsOverHttp } from "../support/slack-teams.ts";
import { openGround } from "../support/team.ts";

const CLIENT = { id: "123.456", secret: "the-client-secret-of-the-tests" };

async function newSlackTeam(name: string, settings: Partial<AppSettings> = {}): Promise<LocalWorkspace> {
  return createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => new Date(),
    team: { name, domain: name.toLowerCase() },
    app: { ...CHIEF_APP, client: CLIENT, ...settings },
    delivery: { retryDelaysMs: [0, 100, 300] },
  });
}

/** Does what a browser does that installs Chief: gives where it ends, or what it is told. */
async function installIn(team: LocalWorkspace, url: string, person: "ada" | "mallory" = "ada") {
  const begun = await fetch(`${url}/slack/install`, { redirect: "manual" });
  const consent = new URL(begun.headers.get("location") ?? "");
  const code = team.consent(PEOPLE[person], consent.searchParams.get("redirect_uri") ?? "");
  return finish(url, { code, state: consent.searchParams.get("state") ?? "", cookie: cookieOf(begun) });
}

const cookieOf = (response: Response) => response.headers.get("set-cookie")?.split(";")[0] ?? "";

async function finish(url: string, back: { code: string; state: string; cookie: string }) {
  const { code, state, cookie } = back;
  const query = new URLSearchParams({ code, state }).toString();
  const headers = { cookie };
  const response = await fetch(`${url}/slack/oauth_redirect?${query}`, { redirect: "manual", headers });
  return {
    status: response.status,
    location: response.headers.get("location") ?? "",
    text: await response.text(),
  };
}

describe("A3: many workspaces by OAuth install", () => {
  let teams: { acme: LocalWorkspace; globex: LocalWorkspace; initech: LocalWorkspace };
  let app: Running;
  let url: string;
  let dataDir: string;
  const closing: (() => Promise<void>)[] = [];
  const browsers: Record<string, Browser> = {};

  beforeAll(async () => {
    teams = {
      acme: await newSlackTeam("Acme"),
      globex: await newSlackTeam("Globex"),
      initech: await newSlackTeam("Initech", { organisation: { id: "E0HOOLI", name: "Hooli" } }),
    };
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    dataDir = await copiedDataDir();
    const slack = await serveTeamsOverHttp(Object.values(teams), {
      eventsUrl: `${url}/slack/events`,
      signingSecret: "signing",
    });
    const env = {
      PORT: String(port),
      CHIEF_PUBLIC_URL: url,
      CHIEF_DATA_DIR: dataDir,
      LOG_LEVEL: "silent",
      SLACK_CLIENT_ID: CLIENT.id,
      SLACK_CLIENT_SECRET: CLIENT.secret,
      SLACK_SIGNING_SECRET: "signing",
      SLACK_API_URL: slack.apiUrl,
    };
    app = await runApp(env, { clock: () => new Date() });
    closing.push(
      () => app.stop(),
      () => slack.close(),
      ...Object.values(teams).map((team) => () => team.stop()),
    );
    for (const name of ["acme", "globex"] as const) {
      const { location } = await installIn(teams[name], url);
      browsers[name] = await openBrowser(location);
    }
  });
  afterAll(async () => {
    for (const close of closing) await close();
    rmSync(dataDir, { recursive: true });
  });

  const chatOf = (name: keyof typeof teams) => ({ chat: createCoreChat(teams[name]) });
  const heardIn = (name: keyof typeof teams) =>
    teams[name].reading
      .channels(PEOPLE.ada)
      .flatMap(({ id }) => teams[name].reading.messages(PEOPLE.ada, id));

  it("asks Slack for the scopes of the manifest", async () => {
    const begun = await fetch(`${url}/slack/install`, { redirect: "manual" });
    const consent = new URL(begun.headers.get("location") ?? "");
    expect(consent.pathname).toBe("/oauth/v2/authorize");
    expect(consent.searchParams.get("client_id")).toBe(CLIENT.id);
    expect(consent.searchParams.get("scope")?.split(",")).toContain("app_mentions:read");
    expect(begun.headers.get("set-cookie")).toMatch(/HttpOnly.*SameSite=Lax/);
  });

  it("answers each workspace in that workspace", async () => {
    const before = heardIn("globex").length;
    const asked = await chatOf("acme").chat.say("ada", "#general", "Chief, help");
    await reply(chatOf("acme"), asked);
    expect(heardIn("globex")).toHaveLength(before);
    const other = await chatOf("globex").chat.say("ada", "#general", "@chief help");
    await reply(chatOf("globex"), other);
    expect((await said(chatOf("globex").chat, other)).filter(isAnswer)).toHaveLength(1);
  });

  it("the same ids of people mean other people: integrations, approvals and roles do not cross", async () => {
    const fields = {
      name: "Acme Secrets API",
      base_url: "https://acme.example/v1",
      auth_method: "bearer",
      token: "t-acme",
    };
    await browsers["acme"]?.post("/integrations", fields);
    const [mine, theirs] = await Promise.all(
      ["acme", "globex"].map(async (name) =>
        wordsIn((await browsers[name]?.get("/integrations"))?.html ?? ""),
      ),
    );
    expect(mine).toContain("Acme Secrets API");
    expect(theirs).not.toContain("Acme Secrets API");
    const asked = await chatOf("globex").chat.say("ada", "#general", "Chief, integrations");
    expect((await reply(chatOf("globex"), asked)).text).not.toContain("Acme");
    const write = await chatOf("acme").chat.say(
      "mallory",
      "#general",
      "Chief, DELETE /things/1 in Acme Secrets API",
    );
    const card = await eventually("a card", async () =>
      (await said(chatOf("acme").chat, write)).find(({ buttons }) => buttons.includes("Approve")),
    );
    expect(card.text).toContain("DELETE");
    expect(wordsIn((await browsers["acme"]?.get("/approvals"))?.html ?? "")).toContain("DELETE");
    expect(wordsIn((await browsers["globex"]?.get("/approvals"))?.html ?? "")).not.toContain("DELETE");
    teams.acme.people.change(PEOPLE.ada, { isAdmin: false, isOwner: false });
    await teams.acme.settled();
    await eventually("the role to be gone", async () =>
      (await browsers["acme"]?.post("/integrations", fields))?.status === 403 ? true : undefined,
    );
    expect((await browsers["globex"]?.post("/integrations", { ...fields, name: "Globex API" }))?.status).toBe(
      200,
    );
    teams.acme.people.change(PEOPLE.ada, { isAdmin: true, isOwner: true });
    await teams.acme.settled();
  });

  it("I2: no token lies in the database in clear", () => {
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const holding = files.filter((file) => {
      const bytes = readFileSync(`${file.parentPath}/${file.name}`);
      return Object.values(teams).some(({ identity }) => bytes.includes(identity.botToken));
    });
    expect(files.length).toBeGreaterThan(100);
    expect(holding.map(({ name }) => name)).toEqual([]);
  });

  it("an install counts in the browser that began it, with a state of ours, and with a yes", async () => {
    const begun = await fetch(`${url}/slack/install`, { redirect: "manual" });
    const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
    const code = teams.acme.consent(PEOPLE.ada, `${url}/slack/oauth_redirect`);
    const cookie = cookieOf(begun);
    for (const wrong of [
      { code, state, cookie: "" },
      { code, state, cookie: "chief_slack_install=other" },
      { code, state: state.replace(/.$/, (last) => (last === "A" ? "B" : "A")), cookie },
      { code, state: "", cookie },
    ])
      expect(await finish(url, wrong)).toMatchObject({ status: 403, location: "" });
    expect((await finish(url, { code: "used-or-made-up", state, cookie })).status).toBe(502);
    const denied = await fetch(`${url}/slack/oauth_redirect?error=access_denied&state=${state}`, {
      headers: { cookie },
    });
    expect([denied.status, await denied.text()]).toEqual([403, expect.stringContaining("did not agree")]);
  });

  it("an organisation installs once, and each of its teams is a workspace of its own", async () => {
    const { status, location } = await installIn(teams.initech, url);
    expect([status, location]).toEqual([302, url]);
    const asked = await chatOf("initech").chat.say("ada", "#general", "Chief, integrations");
    expect((await reply(chatOf("initech"), asked)).text).not.toContain("Acme");
  });

  it("trap 18: removed, Chief is silent there and goes on elsewhere; installed again, it is as it was", async () => {
    teams.globex.uninstall();
    await teams.globex.settled();
    const unheard = await chatOf("globex").chat.say("ada", "#general", "Chief, help");
    await reply(chatOf("acme"), await chatOf("acme").chat.say("ada", "#general", "Chief, help"));
    await teams.globex.settled();
    expect(await said(chatOf("globex").chat, unheard)).toEqual([]);
    expect((await installIn(teams.globex, url)).status).toBe(302);
    await reply(chatOf("globex"), await chatOf("globex").chat.say("ada", "#general", "Chief, help"));
    expect((await browsers["globex"]?.get("/integrations"))?.status).toBe(200);
  });

  it("trap 18: an uninstall that Slack tells late, after the next install, removes nothing", async () => {
    teams.acme.uninstall();
    expect((await installIn(teams.acme, url)).status).toBe(302);
    await teams.acme.settled();
    await reply(chatOf("acme"), await chatOf("acme").chat.say("ada", "#general", "Chief, help"));
  });
});

describe("tokens that expire", () => {
  it("trap 17: are renewed once, by two replicas that look at the same moment, and again when that is due", async () => {
    const ground = await openGround();
    let now = new Date("2026-11-21T12:00:00Z");
    const clock = () => now;
    const team = await createLocalWorkspace({
      store: createMemoryWorkspaceStore(),
      clock,
      app: { ...CHIEF_APP, client: CLIENT, tokenLifetimeSeconds: 43_200 },
    });
    const slack = await serveTeamsOverHttp([team], { eventsUrl: "http://127.0.0.1:9/", signingSecret: "s" });
    const deps = {
      db: ground.db,
      vault: ground.vault,
      clock,
      logger: silentLogger(),
      slackClient: { id: CLIENT.id, secret: new Secret(CLIENT.secret) },
      client: { slackApiUrl: slack.apiUrl },
    };
    const replicas = [createInstalledConnections(deps), createInstalledConnections(deps)] as const;
    const server = createServer((request, response) => void pages.takes(request, response, async () => "/"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pages = createInstallPages({
      ...deps,
      connections: replicas[0],
      publicUrl: url,
      scopes: ["chat:write"],
      allowedTeams: [team.identity.teamId],
    });
    try {
      expect((await installIn(team, url)).status).toBe(302);
      const tokenAt = async (replica: (typeof replicas)[number]) => {
        replica.forget(team.identity.teamId);
        return (await replica.ofTeam({ teamId: team.identity.teamId }))?.client.token;
      };
      const first = await tokenAt(replicas[0]);
      await Promise.all(replicas.map(({ renewals }) => renewals.renewDue()));
      expect(team.renewals()).toBe(0);

      now = new Date(now.getTime() + 7 * 3_600_000);
      await Promise.all(replicas.flatMap(({ renewals }) => [renewals.renewDue(), renewals.renewDue()]));
      expect(team.renewals()).toBe(1);
      const second = await tokenAt(replicas[1]);
      expect([second === first, await tokenAt(replicas[0])]).toEqual([false, second]);

      now = new Date(now.getTime() + 24 * 3_600_000);
      const ended = await Promise.all([...replicas, ...replicas].map(tokenAt));
      expect(team.renewals()).toBe(2);
      expect(new Set(ended).size).toBe(1);
      expect(ended[0]).not.toBe(second);

      team.faults.add({ method: "oauth.v2.access", fault: { kind: "server_error" }, times: 1 });
      now = new Date(now.getTime() + 7 * 3_600_000);
      await replicas[0].renewals.renewDue();
      expect(await tokenAt(replicas[0])).toBe(ended[0]);
      now = new Date(now.getTime() + 2 * 60_000);
      await replicas[1].renewals.renewDue();
      expect(await tokenAt(replicas[0])).not.toBe(ended[0]);
    } finally {
      server.close();
      await slack.close();
      await ground.close();
    }
  });
});
