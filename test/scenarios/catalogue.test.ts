import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fields } from "../support/chief/browser.ts";
import { freePort } from "../support/chief/free-port.ts";
import { type Chief, cardOf, startChief, wordsIn } from "../support/chief.ts";
import {
  CLIENT,
  type EmulatedProvider,
  startLinear,
  startMicrosoft,
  startSlackApi,
} from "../support/providers.ts";
import {
  type StandIn,
  startGoogleSheets,
  startHubSpot,
  startJira,
  startNotion,
} from "../support/stand-ins.ts";
import { ask, isCard, reply } from "./talk.ts";

let chief: Chief;
let linear: EmulatedProvider;
let slack: EmulatedProvider;
let microsoft: EmulatedProvider;
let jira: StandIn;
let notion: StandIn;
let hubspot: StandIn;
let sheets: StandIn;
beforeAll(async () => {
  const port = await freePort();
  const callback = (id: string) => [`http://127.0.0.1:${port}/oauth/callback/${id}`];
  [linear, slack, microsoft, jira, notion, hubspot, sheets] = await Promise.all([
    startLinear(callback("linear")),
    startSlackApi(callback("slack")),
    startMicrosoft(callback("microsoft-365")),
    startJira(callback("jira")),
    startNotion(callback("notion")),
    startHubSpot(callback("hubspot")),
    // The client, and with it the address, is the one that is registered for Google.
    startGoogleSheets(callback("google")),
  ]);
  const providers = [linear, slack, microsoft, jira, notion, hubspot, sheets].map(({ provider }) => provider);
  chief = await startChief({ transport: "http", port, providers });
});
afterAll(async () => {
  await chief?.stop();
  await Promise.all([linear, slack, microsoft, jira, notion, hubspot, sheets].map((one) => one?.close()));
});

/** Sets a provider up, presses the button and agrees there. Gives the words of the page that the browser comes back to. */
async function connect({ provider, consent }: EmulatedProvider, choice: Fields = {}): Promise<string> {
  const client = { client_id: CLIENT.id, client_secret: CLIENT.secret };
  await chief.browser.post(`/settings/providers/${provider.id}`, client);
  const pressed = await chief.browser.press(`/connect/${provider.id}`, choice);
  return wordsIn((await chief.browser.get(await consent(pressed.goTo ?? ""))).html);
}

const words = async (name: string) =>
  wordsIn((await chief.browser.get(await cardOf(chief.browser, name))).html);

describe("C7: Linear, which speaks GraphQL", () => {
  it("connects, says who it is, reads with fixed queries, and asks before a mutation", async () => {
    expect(await connect(linear)).toMatch(/Linear is connected Chief acts as \S+@\S+ at Linear/);
    expect(await words("Linear")).toMatch(/list-issues.*read/);
    expect(await ask(chief, "Chief, call #linear.list-issues first=5")).toContain("Broken checkout");
    const asked = await chief.chat.say(
      "ada",
      "#general",
      "Chief, call #linear.comment-on-issue issueId=ENG-1 body=Looking",
    );
    expect((await reply(chief, asked, isCard)).text).toMatch(/comment-on-issue/);
  });

  it("ends the access there when it is disconnected", async () => {
    await chief.browser.press(`${await cardOf(chief.browser, "Linear")}/disconnect`);
    expect(linear.goodTokens.size).toBe(0);
  });
});

describe("C7: Slack as an API", () => {
  it("connects with scopes separated by commas, and reads", async () => {
    expect(await connect(slack)).toMatch(/Slack is connected Chief acts as \S+/);
    expect(await words("Slack")).toMatch(/See the people/);
    expect(await ask(chief, "Chief, call #slack.list-channels")).toContain("launches");
  });

  it("a refusal with status 200 is a refusal", async () => {
    slack.goodTokens.clear();
    const { html } = await chief.browser.press(`${await cardOf(chief.browser, "Slack")}/test`);
    expect(wordsIn(html)).toMatch(/Slack refused the credential \(token_revoked\)/);
  });
});

describe("C7: Microsoft 365", () => {
  it("connects and tells whose account it is", async () => {
    expect(await connect(microsoft)).toMatch(/Microsoft 365 is connected Chief acts as \S+@outlook\.com/);
    expect(await ask(chief, "Chief, call #microsoft-365.get-me")).toMatch(/@outlook\.com/);
  });
});

describe("C7: Jira, whose sites share one address", () => {
  it("finds its site after the consent, and calls it there", async () => {
    expect(await connect(jira)).toMatch(/Jira is connected Chief acts as ada@example.test at Jira/);
    expect(await words("Jira")).toContain("/ex/jira/11223344-a1b2-4c3d-8e9f-001122334455");
    expect(await ask(chief, "Chief, call #jira.list-projects")).toContain("Operations");
  });
});

/** Asks for a call that writes, and says yes to the card. Gives the answer. */
async function approved(text: string): Promise<string> {
  const asked = await chief.chat.say("ada", "#general", text);
  const { ts } = await reply(chief, asked, isCard);
  await chief.chat.press("ada", { channel: asked.channel, ts }, "Approve");
  return (await reply(chief, asked)).text;
}

const disconnect = async (name: string) =>
  chief.browser.press(`${await cardOf(chief.browser, name)}/disconnect`);

describe("C7: Notion, which wants JSON and Basic at its token URL, and knows no PKCE", () => {
  it("connects without scopes, says what a person chooses there, and who it is", async () => {
    expect(await connect(notion)).toMatch(/Notion is connected Chief acts as Acme at Notion/);
    expect(await words("Notion")).toContain("The pages and databases that you choose on Notion's own page");
  });

  it("searches by a POST that only reads, and asks before a page is made", async () => {
    expect(await ask(chief, "Chief, call #notion.search query=Launch")).toContain("Launch plan");
    expect(await ask(chief, "Chief, call #notion.list-users")).toContain("Ada");
    const text =
      'Chief, call Notion: POST /v1/pages {"parent":{"database_id":"d1"},"properties":{"title":"New"}}';
    expect(await approved(text)).not.toMatch(/failed/);
    expect(notion.seen).toContain("POST /v1/pages");
  });

  it("C13: ends the access there", async () => {
    await disconnect("Notion");
    expect(notion.goodTokens.size).toBe(0);
  });
});

describe("C7: HubSpot, which lists what it granted under another name", () => {
  it("connects, and shows the scopes that it said it gave", async () => {
    expect(await connect(hubspot)).toMatch(/HubSpot is connected Chief acts as 62515 at HubSpot/);
    expect(await words("HubSpot")).toMatch(/Read contacts.*Read deals/);
  });

  it("searches and picks what is worth having", async () => {
    expect(await ask(chief, "Chief, call #hubspot.search-contacts query=grace")).toContain(
      "grace@example.test",
    );
    expect(await ask(chief, "Chief, call #hubspot.list-owners")).toContain("ada@example.test");
  });

  it("C14: what it may not is refused there; a consent with one more scope lets it", async () => {
    const text = 'Chief, call HubSpot: POST /crm/v3/objects/contacts {"properties":{"firstname":"Edsger"}}';
    expect(await approved(text)).toMatch(/403/);
    const card = await cardOf(chief.browser, "HubSpot");
    const scopes = ["oauth", "crm.objects.contacts.read", "crm.objects.contacts.write"];
    const pressed = await chief.browser.press(
      `${card}/reconnect`,
      scopes.map((scope) => ["scope", scope] as const),
    );
    const back = await hubspot.consent(pressed.goTo ?? "");
    const page = wordsIn((await chief.browser.get(back)).html);
    expect(page).toMatch(/Gained[^.]*crm\.objects\.contacts\.write/);
    expect(page).toMatch(/Lost with the last consent[^.]*crm\.objects\.companies\.read/);
    expect(await approved(text)).toMatch(/Done|Edsger/);
  });

  it("C13: ends the grant there with its refresh token", async () => {
    await disconnect("HubSpot");
    expect(hubspot.goodTokens.size).toBe(0);
  });
});

describe("C7: Google Sheets, with the client of Google and an address of its own", () => {
  it("connects, reads a range, and adds a row after a yes", async () => {
    const scope = [["scope", "https://www.googleapis.com/auth/spreadsheets"]] as const;
    expect(await connect(sheets, scope)).toMatch(/Google Sheets is connected/);
    expect(await words("Google Sheets")).toContain("Read and change your spreadsheets");
    const read = "Chief, call Google Sheets: GET /v4/spreadsheets/s1/values/Sales!A1:B9";
    expect(await ask(chief, read)).toContain("sales");
    const add =
      'Chief, call Google Sheets: POST /v4/spreadsheets/s1/values/Sales!A1:B9:append?valueInputOption=RAW {"values":[["June","140"]]}';
    expect(await approved(add)).toMatch(/Done|updatedRows|1/);
    expect(await ask(chief, read)).toContain("140");
  });

  it("C13: ends the access there", async () => {
    await disconnect("Google Sheets");
    expect(sheets.goodTokens.size).toBe(0);
  });
});

describe("C7: Jira", () => {
  it("searches by JQL, and moves an issue after a yes", async () => {
    expect(
      await ask(chief, "Chief, call Jira: GET /rest/api/3/search/jql?jql=project%20%3D%20OPS"),
    ).toContain("Broken checkout");
    await approved('Chief, call Jira: POST /rest/api/3/issue/OPS-7/transitions {"transition":{"id":"31"}}');
    expect(jira.seen.at(-1)).toMatch(/POST .*\/issue\/OPS-7\/transitions/);
  });
});
