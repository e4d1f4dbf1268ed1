import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../support/chief/free-port.ts";
import { type Chief, cardOf, startChief, wordsIn } from "../support/chief.ts";
import {
  CLIENT,
  type EmulatedProvider,
  startJira,
  startLinear,
  startMicrosoft,
  startSlackApi,
} from "../support/providers.ts";
import { ask, isCard, reply } from "./talk.ts";

let chief: Chief;
let linear: EmulatedProvider;
let slack: EmulatedProvider;
let microsoft: EmulatedProvider;
let jira: EmulatedProvider;
beforeAll(async () => {
  const port = await freePort();
  const callback = (id: string) => [`http://127.0.0.1:${port}/oauth/callback/${id}`];
  [linear, slack, microsoft, jira] = await Promise.all([
    startLinear(callback("linear")),
    startSlackApi(callback("slack")),
    startMicrosoft(callback("microsoft-365")),
    startJira(),
  ]);
  const providers = [linear, slack, microsoft, jira].map(({ provider }) => provider);
  chief = await startChief({ transport: "http", port, providers });
});
afterAll(async () => {
  await chief?.stop();
  await Promise.all([linear?.close(), slack?.close(), microsoft?.close(), jira?.close()]);
});

/** Sets a provider up, presses the button and agrees there. Gives the words of the page that the browser comes back to. */
async function connect({ provider, consent }: EmulatedProvider): Promise<string> {
  const client = { client_id: CLIENT.id, client_secret: CLIENT.secret };
  await chief.browser.post(`/settings/providers/${provider.id}`, client);
  const pressed = await chief.browser.press(`/connect/${provider.id}`);
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
