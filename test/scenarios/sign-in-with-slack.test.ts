import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, eventually, PEOPLE, startChief, wordsIn } from "../support/chief.ts";

const CLIENT_ID = "1234.5678";

let chief: Chief;
beforeAll(async () => {
  const env = { SLACK_CLIENT_ID: CLIENT_ID, SLACK_CLIENT_SECRET: "the-secret-of-the-app" };
  chief = await startChief({ transport: "http", env });
});
afterAll(() => chief?.stop());

/** A browser that goes where it is sent only when told to, to Slack and back. */
function newBrowser() {
  const jar = new Map<string, string>();
  async function open(url: string, init: RequestInit = {}) {
    const headers = { cookie: [...jar.values()].join("; "), "sec-fetch-site": "same-origin" };
    const response = await fetch(new URL(url, chief.url), { ...init, redirect: "manual", headers });
    const set = response.headers.getSetCookie();
    for (const line of set) {
      const [pair = ""] = line.split(";", 1);
      if (/Max-Age=0/.test(line)) jar.delete(pair.slice(0, pair.indexOf("=")));
      else jar.set(pair.slice(0, pair.indexOf("=")), pair);
    }
    const html = await response.text();
    return { status: response.status, to: response.headers.get("location") ?? "", set, html, response };
  }
  const post = (path: string, fields: Record<string, string> = {}) =>
    open(path, { method: "POST", body: new URLSearchParams(fields) });
  return { open, post, jar };
}
type Somebody = ReturnType<typeof newBrowser>;

/** On Slack's page: says who one is. Gives where the browser is sent back to. */
async function choose(browser: Somebody, slackUrl: string, userId: string): Promise<string> {
  const page = await browser.open(slackUrl);
  const link = [...page.html.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => wordsIn(href));
  const mine = link.find((href) => href.includes(`user=${userId}`)) ?? "";
  return (await browser.open(new URL(mine, slackUrl).href)).to;
}

async function signIn(userId: string, returnTo = "/runs"): Promise<Somebody> {
  const browser = newBrowser();
  const begun = await browser.open(`/sign-in/slack?return_to=${encodeURIComponent(returnTo)}`);
  const done = await browser.open(await choose(browser, begun.to, userId));
  expect([done.status, done.to]).toEqual([303, returnTo]);
  return browser;
}

const memberIdOf = async (browser: Somebody, name: string) =>
  new RegExp(`${name}</td>.*?/settings/members/(mem_\\w+)/role`, "is").exec(
    (await browser.open("/settings")).html,
  )?.[1] ?? "";

describe("H1: signing in with Slack", () => {
  it("goes from a page to Slack, and comes back to it with the role of Slack", async () => {
    const browser = newBrowser();
    const turned = await browser.open("/integrations?show=all");
    const page = await browser.open(turned.to);
    const href = /href="(\/sign-in\/slack[^"]*)"/.exec(page.html)?.[1] ?? "";
    expect(wordsIn(page.html)).toContain("Sign in with Slack");
    const begun = await browser.open(href);
    const asked = new URL(begun.to);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      ...{ response_type: "code", scope: "openid profile", client_id: CLIENT_ID },
      redirect_uri: `${chief.url}/sign-in/slack/callback`,
      team: chief.workspace().identity.teamId,
    });
    const back = await browser.open(await choose(browser, begun.to, PEOPLE.ada));
    expect([back.status, back.to]).toEqual([303, "/integrations?show=all"]);
    expect(back.set.join()).toMatch(/chief_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax/);
    const shown = await browser.open(back.to);
    expect(shown.status).toBe(200);
    expect(shown.html).toContain("Add integration");
  });

  it("makes a member of who is no admin there", async () => {
    const mallory = await signIn(PEOPLE.mallory);
    expect((await mallory.open("/settings/providers/github")).status).toBe(403);
  });

  it("takes back only what this browser began, once, and for this sign-in", async () => {
    const browser = newBrowser();
    const begun = await browser.open("/sign-in/slack");
    const back = await choose(browser, begun.to, PEOPLE.ada);
    expect((await newBrowser().open(back)).status).toBe(403);

    const other = new URL(back);
    other.searchParams.set("state", `${other.searchParams.get("state")}x`);
    const forged = newBrowser();
    for (const [name, pair] of browser.jar) forged.jar.set(name, pair);
    expect((await forged.open(other.href)).status).toBe(403);

    const replayed = newBrowser();
    for (const [name, pair] of browser.jar) replayed.jar.set(name, pair);
    expect((await browser.open(back)).status).toBe(303);
    expect(wordsIn((await replayed.open(back)).html)).toContain("Slack's answer could not be used");
    expect((await replayed.open("/runs")).status).toBe(303);
  });

  it("refuses the ID token of another sign-in: a code that somebody planted", async () => {
    const browser = newBrowser();
    const begun = await browser.open("/sign-in/slack");
    const back = new URL(await choose(browser, begun.to, PEOPLE.ada));
    const redirectUri = `${chief.url}/sign-in/slack/callback`;
    back.searchParams.set("code", chief.workspace().consent(PEOPLE.mallory, redirectUri, "another nonce"));
    expect((await browser.open(back.href)).status).toBe(403);
    expect((await browser.open("/runs")).status).toBe(303);
  });

  it("says so when a person did not agree", async () => {
    const browser = newBrowser();
    const begun = await browser.open("/sign-in/slack");
    const state = new URL(begun.to).searchParams.get("state") ?? "";
    const back = await browser.open(`/sign-in/slack/callback?error=access_denied&state=${state}`);
    expect(wordsIn(back.html)).toContain("Slack did not sign you in");
  });

  it("leads nowhere else afterwards", async () => {
    const browser = newBrowser();
    const begun = await browser.open(`/sign-in/slack?return_to=${encodeURIComponent("//evil.test/x")}`);
    const done = await browser.open(await choose(browser, begun.to, PEOPLE.ada));
    expect(done.to).toBe("/");
  });
});

describe("H1: roles", () => {
  it("are changed by an admin, hold against Slack, count at once, and are left to Slack again", async () => {
    const [ada, mallory] = [await signIn(PEOPLE.ada), await signIn(PEOPLE.mallory)];
    const id = await memberIdOf(ada, "mallory[^<]*");
    expect((await mallory.post(`/settings/members/${id}/role`, { role: "admin" })).status).toBe(403);
    expect((await ada.post(`/settings/members/${id}/role`, { role: "admin" })).status).toBe(303);
    expect((await mallory.open("/settings/providers/github")).status).toBe(200);

    chief.workspace().people.change(PEOPLE.mallory, { name: "mallory-renamed" });
    await eventually("the new name", async () =>
      (await ada.open("/settings")).html.includes("mallory-renamed") ? true : undefined,
    );
    expect((await mallory.open("/settings/providers/github")).status).toBe(200);

    expect((await ada.post(`/settings/members/${id}/role`, { role: "slack" })).status).toBe(303);
    expect((await mallory.open("/settings/providers/github")).status).toBe(403);
  });

  it("leave somebody to administer", async () => {
    const ada = await signIn(PEOPLE.ada);
    const id = await memberIdOf(ada, "ada[^<]*");
    const refused = await ada.post(`/settings/members/${id}/role`, { role: "member" });
    expect(refused.status).toBe(422);
    expect(wordsIn(refused.html)).toContain("nobody would be left to administer");
  });
});

describe("I5: sessions", () => {
  it("are listed, and ended one by one or everywhere", async () => {
    const [one, two, three] = [
      await signIn(PEOPLE.mallory),
      await signIn(PEOPLE.mallory),
      await signIn(PEOPLE.mallory),
    ];
    const page = await one.open("/settings");
    const others = [...page.html.matchAll(/\/settings\/sessions\/(\w+)\/end/g)].map(([, id = ""]) => id);
    expect(others.length).toBeGreaterThanOrEqual(2);
    const ada = await signIn(PEOPLE.ada);
    expect((await ada.post(`/settings/sessions/${others[0]}/end`)).status).toBe(404);
    for (const id of others) expect((await one.post(`/settings/sessions/${id}/end`)).status).toBe(303);
    expect([(await two.open("/runs")).to, (await three.open("/runs")).to].join()).toMatch(/sign-in.*sign-in/);
    expect((await one.open("/runs")).status).toBe(200);

    const again = await signIn(PEOPLE.mallory);
    expect((await one.post("/sign-out/everywhere")).status).toBe(303);
    for (const browser of [one, again]) expect((await browser.open("/runs")).to).toContain("/sign-in");
  });

  it("do not outlast another sign-in of the same browser", async () => {
    const browser = await signIn(PEOPLE.ada);
    const before = new Map(browser.jar);
    const begun = await browser.open("/sign-in/slack");
    await browser.open(await choose(browser, begun.to, PEOPLE.ada));
    const old = newBrowser();
    for (const [name, pair] of before) old.jar.set(name, pair);
    expect((await old.open("/runs")).to).toContain("/sign-in");
    expect((await browser.open("/runs")).status).toBe(200);
  });

  it("end when Slack says that the person has left", async () => {
    const mallory = await signIn(PEOPLE.mallory);
    chief.workspace().people.change(PEOPLE.mallory, { deleted: true });
    await eventually("the end of the session", async () =>
      (await mallory.open("/runs")).status === 303 ? true : undefined,
    );
    const browser = newBrowser();
    const begun = await browser.open("/sign-in/slack");
    const state = new URL(begun.to);
    const redirectUri = state.searchParams.get("redirect_uri") ?? "";
    const nonce = state.searchParams.get("nonce") ?? "";
    const code = chief.workspace().consent(PEOPLE.mallory, redirectUri, nonce);
    const back = `${redirectUri}?code=${code}&state=${state.searchParams.get("state")}`;
    expect(wordsIn((await browser.open(back)).html)).toContain("not active any more");
  });

  it("are not begun by guessing: after twenty failures a minute, an address has to wait", async () => {
    const browser = newBrowser();
    const statuses: number[] = [];
    for (let guess = 0; guess < 25; guess++)
      statuses.push((await browser.open(`/sign-in?token=${"g".repeat(43)}`)).status);
    expect(statuses.at(-1)).toBe(429);
    const waiting = await browser.open("/sign-in/slack");
    expect(waiting.status).toBe(429);
    expect(Number(waiting.response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await chief.browser.get("/runs")).status).toBe(200);
  });
});
