import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../support/chief/free-port.ts";
import { type Chief, cardOf, startChief, wordsIn } from "../support/chief.ts";
import { OIDC_CLIENT, type OidcServer, startOidcServer } from "../support/oidc-server.ts";
import {
  CLIENT,
  type EmulatedProvider,
  startGitHub,
  startGoogle,
  startStripe,
} from "../support/providers.ts";
import { ask, isCard, replies, reply } from "./talk.ts";

let chief: Chief;
let oidc: OidcServer;
let github: EmulatedProvider;
let google: EmulatedProvider;
let stripe: EmulatedProvider;
beforeAll(async () => {
  const port = await freePort();
  const callback = (id: string) => [`http://127.0.0.1:${port}/oauth/callback/${id}`];
  [github, google, stripe, oidc] = await Promise.all([
    startGitHub(callback("github")),
    startGoogle(callback("google")),
    startStripe(),
    startOidcServer({ redirectUri: `http://127.0.0.1:${port}/oauth/callback` }),
  ]);
  chief = await startChief({
    transport: "http",
    port,
    providers: [github, google, stripe].map(({ provider }) => provider),
  });
});
afterAll(async () => {
  await chief?.stop();
  await Promise.all([github?.close(), google?.close(), stripe?.close(), oidc?.close()]);
});

const client = { client_id: CLIENT.id, client_secret: CLIENT.secret };

/** Presses the button and agrees at the provider. Gives the page that the browser comes back to. */
async function connect(provider: EmulatedProvider, path: string, fields: Record<string, string> = {}) {
  const pressed = await chief.browser.press(path, fields);
  const back = await provider.consent(pressed.goTo ?? "");
  return { pressed, back, page: await chief.browser.get(back) };
}

describe("C7, C12, C13, C14: GitHub with one click", () => {
  it("is set up once, with the exact redirect URL in sight and the secret never shown again", async () => {
    const before = await chief.browser.get("/settings/providers/github");
    expect(wordsIn(before.html)).toContain(`${chief.url}/oauth/callback/github`);
    const faulty = await chief.browser.post("/settings/providers/github", {
      client_id: "",
      client_secret: "a b",
    });
    expect(faulty.status).toBe(422);
    expect(wordsIn(faulty.html)).toMatch(/Enter the client id.*without spaces/);
    expect((await chief.browser.post("/settings/providers/github", client)).status).toBe(200);
    const after = await chief.browser.get("/settings/providers/github");
    expect(after.html).toContain(CLIENT.id);
    expect(after.html).not.toContain(CLIENT.secret);
  });

  it("connects: consent, then who Chief is there, what it can do, and the scopes in plain words on the card", async () => {
    const { pressed, page } = await connect(github, "/connect/github");
    const asked = new URL(pressed.goTo ?? "").searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("state")).toMatch(/^[\w-]{43}$/);
    expect(page.status).toBe(200);
    expect(wordsIn(page.html)).toMatch(/GitHub is connected Chief acts as admin at GitHub/);
    const card = await chief.browser.get(await cardOf(chief.browser, "GitHub"));
    expect(wordsIn(card.html)).toMatch(/Read your profile/);
    expect(wordsIn(card.html)).toMatch(/create-issue.*write/);
  });

  it("calls it from a thread", async () => {
    expect(await ask(chief, "Chief, call GitHub: GET /user")).toContain("admin");
  });

  it("takes a callback once, and only whole", async () => {
    const { page, back } = await connect(github, "/connect/github");
    expect(wordsIn(page.html)).toContain("Reconnected");
    const again = await chief.browser.get(back);
    expect(again.status).toBe(400);
    expect(wordsIn(again.html)).toMatch(/already used/);
    const doubled = await chief.browser.get(`${back}&state=other`);
    expect(doubled.status).toBe(400);
    expect(wordsIn(doubled.html)).toMatch(/tampered/);
  });

  it("takes the pasted address where the browser could not come back", async () => {
    const pressed = await chief.browser.press("/connect/github");
    const back = await github.consent(pressed.goTo ?? "");
    const nonsense = await chief.browser.post("/oauth/finish", { address: "it did not open" });
    expect(wordsIn(nonsense.html)).toMatch(/not an address/);
    const pasted = await chief.browser.post("/oauth/finish", { address: back });
    expect(wordsIn(pasted.html)).toMatch(/Reconnected/);
  });

  it("after access was ended there, says so in the thread with the link to repair it; a new consent goes on", async () => {
    github.goodTokens.clear();
    const answer = await ask(chief, "Chief, call GitHub: GET /user");
    expect(answer).toMatch(/GitHub refused the credential \(401\)/);
    const card = await cardOf(chief.browser, "GitHub");
    expect(answer).toContain(card);
    expect(wordsIn((await chief.browser.get(card)).html)).toMatch(/Failing/i);

    const form = await chief.browser.get(`${card}/reconnect`);
    expect(wordsIn(form.html)).toMatch(/Read your organisations and teams read:org/);
    const { page } = await connect(github, `${card}/reconnect`, { scope: "repo" });
    expect(wordsIn(page.html)).toMatch(/Lost with the last consent read:user, read:org/);
    expect(await ask(chief, "Chief, call GitHub: GET /user")).toContain("admin");
    expect(wordsIn((await chief.browser.get(card)).html)).toMatch(/Lost with the last consent/);
  });

  it("disconnects: the access is ended at GitHub, the secret is gone, and it can be connected anew", async () => {
    expect(github.goodTokens.size).toBeGreaterThan(0);
    const card = await cardOf(chief.browser, "GitHub");
    await chief.browser.press(`${card}/disconnect`);
    expect(github.goodTokens.size).toBe(0);
    expect(await ask(chief, "Chief, call GitHub: GET /user")).not.toContain("octocat");
    const { page } = await connect(github, "/connect/github");
    expect(wordsIn(page.html)).toContain("GitHub is connected");
  });
});

describe("C7, C12: in a thread", () => {
  it("gives an admin a link of their own, and tells a member whom to ask", async () => {
    const forAda = await ask(chief, "Chief, connect GitHub");
    expect(forAda).toMatch(/Reconnect GitHub/);
    const link = new URL(/https?:\S+\/reconnect\?for=[\w-]+/.exec(forAda)?.[0] ?? "");
    expect((await chief.browser.get(link.pathname + link.search)).status).toBe(200);
    const another = await chief.browser.get(`${link.pathname}?for=mem_somebody_else`);
    expect(another.status).toBe(403);
    expect(wordsIn(another.html)).toContain("made for somebody else");

    const asked = await chief.chat.say("mallory", "#general", "Chief, connect Google");
    const forMallory = (await reply(chief, asked)).text;
    expect(forMallory).toMatch(/Only an admin can connect Google\. Ask ada/i);
    expect(forMallory).not.toContain("?for=");
    expect(await ask(chief, "Chief, connect Frobnicator")).toMatch(
      /I do not know “Frobnicator”.*GitHub, Google/,
    );
  });
});

describe("C7, C13: Google", () => {
  it("connects, answers, and is ended at Google when it is disconnected", async () => {
    await chief.browser.post("/settings/providers/google", client);
    const { pressed, page } = await connect(google, "/connect/google");
    expect(new URL(pressed.goTo ?? "").searchParams.get("access_type")).toBe("offline");
    expect(wordsIn(page.html)).toMatch(/Google is connected Chief acts as \S+@\S+ at Google/);
    expect(await ask(chief, "Chief, call Google: GET /calendar/v3/users/me/calendarList")).not.toMatch(
      /refused/,
    );
    await chief.browser.press(`${await cardOf(chief.browser, "Google")}/disconnect`);
    expect(google.goodTokens.size).toBe(0);
  });
});

describe("C7, C13, C14: Stripe", () => {
  it("connects with the scope it was asked for, reads, sends bodies as forms, and is deauthorized", async () => {
    await chief.browser.post("/settings/providers/stripe", client);
    const { pressed, page } = await connect(stripe, "/connect/stripe");
    expect(new URL(pressed.goTo ?? "").searchParams.get("scope")).toBe("read_only");
    expect(wordsIn(page.html)).toContain("Stripe is connected");
    const card = await cardOf(chief.browser, "Stripe");
    expect(wordsIn((await chief.browser.get(card)).html)).toContain("Read your Stripe account");

    const asked = await chief.chat.say("ada", "#general", "Chief, call #stripe.create-customer name=Acme");
    await chief.chat.press(
      "ada",
      { channel: asked.channel, ts: (await reply(chief, asked, isCard)).ts },
      "Approve",
    );
    expect((await reply(chief, asked)).text).toMatch(/Done|Acme/);
    expect(await ask(chief, "Chief, call #stripe.list-customers")).toContain("Acme");

    const described = await chief.chat.say(
      "ada",
      "#general",
      'Chief, call Stripe: POST /v1/customers {"name":"By hand"}',
    );
    const { ts } = await reply(chief, described, isCard);
    await chief.chat.press("ada", { channel: described.channel, ts }, "Approve");
    expect((await reply(chief, described)).text).not.toMatch(/failed/);
    expect(await ask(chief, "Chief, call #stripe.list-customers")).toContain("By hand");

    await chief.browser.press(`${card}/disconnect`);
    expect(stripe.goodTokens.size).toBe(0);
  });
});

describe("C2: any API by consent", () => {
  const fields = () => ({
    name: "House API",
    base_url: oidc.issuer,
    allow_private_network: "on",
    auth_method: "oauth2",
    oauth_authorization_url: oidc.server.authorizationUrl,
    oauth_token_url: oidc.server.tokenUrl,
    oauth_revocation_url: `${oidc.issuer}/token/revocation`,
    oauth_client_id: OIDC_CLIENT.id,
    oauth_client_secret: OIDC_CLIENT.secret,
    oauth_scopes: "openid offline_access",
    oauth_client_auth: "basic",
  });

  it("says what is wrong beside each field, and keeps no secret in the form", async () => {
    const faulty = { ...fields(), oauth_token_url: "token", oauth_client_id: "", oauth_issuer: "no" };
    const { status, html } = await chief.browser.press("/integrations", faulty);
    expect(status).toBe(422);
    expect(wordsIn(html)).toMatch(/Use a full URL, such as https:\/\/login.*Enter the client id/s);
    expect(html).toContain('id="oauth-issuer-hint"');
    expect(html).not.toContain(OIDC_CLIENT.secret);
    const { allow_private_network: _, ...open } = fields();
    const plain = await chief.browser.press("/integrations", { ...open, base_url: "https://house.test" });
    expect(wordsIn(plain.html)).toMatch(/Plain http is accepted only on a private network/);
  });

  it("shows the redirect URL, sends the browser to the provider, and is connected when it comes back", async () => {
    const page = await chief.browser.get("/integrations");
    expect(wordsIn(page.html)).toContain(`${chief.url}/oauth/callback`);
    const pressed = await chief.browser.press("/integrations", fields());
    const back = await oidc.consent(pressed.goTo ?? "");
    expect(wordsIn((await chief.browser.get(back)).html)).toContain("House API is connected");
    expect(await ask(chief, "Chief, call our House API: GET /me")).toContain("ada");
  });

  it("C12: takes a fresh credential of another method", async () => {
    const card = await cardOf(chief.browser, "House API");
    const faulty = await chief.browser.post(`${card}/credential`, { auth_method: "bearer", token: "" });
    expect(faulty.status).toBe(422);
    const { html } = await chief.browser.post(`${card}/credential`, {
      auth_method: "bearer",
      token: "pasted-key",
    });
    expect(wordsIn(html)).toContain("Bearer token");
    expect(await ask(chief, "Chief, call our House API: GET /me")).toMatch(/refused the credential/);
  });
});

describe("C13: what waits for a yes when its integration is disconnected", () => {
  it("is not sent, and says why", async () => {
    const text = 'Chief, call GitHub: POST /repos/octocat/hello-world/issues {"title":"Too late"}';
    const asked = await chief.chat.say("ada", "#general", text);
    const card = await reply(chief, asked, isCard);
    await chief.browser.press(`${await cardOf(chief.browser, "GitHub")}/disconnect`);
    await chief.chat.press("ada", { channel: asked.channel, ts: card.ts }, "Approve");
    const [answer] = await replies(chief, asked, 1);
    expect(answer?.text).toMatch(/not connected|no enabled action|There is no integration/);
  });
});
