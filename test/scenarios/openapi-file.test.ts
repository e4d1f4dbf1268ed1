import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileReader } from "../../src/slack/documents/file-reader.ts";
import {
  type Chief,
  eventually,
  PEOPLE,
  type Person,
  type Posted,
  startChief,
  wordsIn,
} from "../support/chief.ts";
import { isAnswer, replies, reply, said } from "./talk.ts";

const SHOP = {
  openapi: "3.0.3",
  info: { title: "Shop API", version: "1" },
  servers: [{ url: "https://shop.example.com/v1" }],
  paths: {
    "/items": { get: { responses: {} }, post: { responses: {} } },
    bad: { get: { responses: {} } },
  } as Record<string, object>,
};

const CHANGES = /\/integrations\/[\w%]+\/openapi\/changes/;

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
});
afterAll(() => chief?.stop());

function drop(person: Person, document: object | string, text = "", name = "shop.json"): Posted {
  const content = Buffer.from(typeof document === "string" ? document : JSON.stringify(document));
  const message = chief
    .workspace()
    .human.upload({ user: PEOPLE[person], channel: "app", text, name, content });
  return { channel: message.channel, ts: message.ts };
}

function told(posted: Posted, as: Person = "ada"): Promise<string> {
  return eventually(
    "a word about the file",
    async () => (await chief.chat.thread(posted, as)).find(({ isFromChief }) => isFromChief)?.text,
    () => chief.chat.thread(posted, as),
  );
}

describe("C3: a document that is dropped in a message to Chief", () => {
  it("is read for an admin: a short report, the base URL to confirm, and the page to connect it on", async () => {
    const text = await told(drop("ada", SHOP));
    expect(text).toContain("2 of 3 operations of Shop API can be imported, 1 with a note");
    expect(text).toContain("https://shop.example.com/v1");
    const path = await linkIn(drop("ada", SHOP), /\/uploads\/[\w%]+/);
    const page = await chief.browser.get(path);
    expect(wordsIn(page.html)).toContain("does not start with /");
    expect(page.html).toContain('value="https://shop.example.com/v1"');
    const uploadId = decodeURIComponent(path.split("/").at(-1) ?? "");
    const fields = { name: "Shop API", base_url: chief.orders.baseUrl, allow_private_network: "on" };
    const connected = await chief.browser.post("/integrations", {
      ...fields,
      auth_method: "bearer",
      token: chief.orders.token,
      upload_id: uploadId,
    });
    expect(wordsIn(connected.html)).toContain("The document gave 2 actions");
  });

  it("asks which base URL to use when the document names several, or none", async () => {
    const servers = [{ url: "https://a.example.com" }, { url: "https://b.example.com" }];
    const other = { ...SHOP, info: { title: "Other", version: "1" } };
    const several = await told(drop("ada", { ...other, servers }));
    expect(several).toMatch(/Which base URL should I use\?.*a\.example\.com.*b\.example\.com/);
    expect(await told(drop("ada", { ...other, servers: [] }))).toContain("names none that can be used");
  });

  it("C4: is an update when that API is connected, which is shown before it is applied", async () => {
    const paths = { ...SHOP.paths, "/carts": { get: { responses: {} } } };
    const posted = drop("ada", { ...SHOP, paths });
    expect(await told(posted)).toContain("Shop API, which is connected");
    expect(await told(posted)).toContain("1 new, 0 changed, 0 gone");
    const path = await linkIn(posted, CHANGES);
    const { html } = await chief.browser.get(path);
    expect(wordsIn(html)).toContain("/carts");
    const mark = /name="mark" value="(\w+)"/.exec(html)?.[1] ?? "";
    await chief.browser.post(path, { mark, decision: "apply", switch_on: "all" });
    const actions = await chief.browser.get(path.replace("/openapi/changes", ""));
    expect(wordsIn(actions.html)).toContain("/carts");
  });

  it("is not taken from a member, and what is no document is told, or left to the words beside it", async () => {
    expect(await told(drop("mallory", SHOP), "mallory")).toContain("Only an admin can connect an API");
    expect(await told(drop("ada", "{}", "import this", "x.json"))).toContain("not an OpenAPI document");
    const asked = drop("ada", "{}", "help", "data.json");
    expect((await reply(chief, asked, isAnswer)).text).not.toContain("could not read");
  });
});

describe("C4: what a newer document touches", () => {
  it("C4: an operation that the API does not have is told as drift, in the thread and on the card", async () => {
    const { text } = await reply(
      chief,
      await chief.chat.say("ada", "#general", "Chief, GET /items of our Shop API"),
    );
    expect(text).toContain("GET /items is answered with 404");
    const { html } = await chief.browser.get("/integrations");
    expect(wordsIn(html)).toMatch(/GET \/items is answered with 404.*Refresh/);
  });

  it("is told action by action before it is applied: skills, schedules, however they name it, and rules (C4)", async () => {
    const skill = await say(
      'Chief, save this as a skill called "shop-items": 1. Look up the items in our Shop API.',
    );
    await press(skill, "Save");
    for (const request of ["run shop-items", "GET /items of our Shop API", "#shop-api.list-carts"])
      await say("yes", await say(`Chief, every day at 9 ${request}`));
    await press(await say("Chief, never allow any GET /items call to our Shop API"), "Confirm");

    const limit = { name: "limit", in: "query", schema: { type: "integer" } };
    const items = { get: { parameters: [limit], responses: {} }, post: { responses: {} } };
    const posted = drop("ada", { ...SHOP, paths: { "/items": items } });
    const page = await chief.browser.get(await linkIn(posted, CHANGES));
    const [, gone = "", changed = ""] = wordsIn(page.html).split("What is different, and what it touches");
    expect(gone).toContain("GET /carts the schedule 3: #shop-api.list-carts, every day at 09:00");
    expect(changed).toContain("GET /items the argument limit is new");
    for (const touched of [
      "the skill shop-items",
      "the schedule 1: shop-items, every day at 09:00",
      "the schedule 2: GET /items of our Shop API, every day at 09:00",
      "the rule 1: any GET call to Shop API at /items is refused",
    ])
      expect(changed).toContain(touched);
    expect(changed).not.toContain("POST");
  });
});

/** Says something, and waits until it is answered. Gives the thread. */
async function say(text: string, thread?: Posted): Promise<Posted> {
  const before = thread ? (await said(chief.chat, thread)).filter(isAnswer).length : 0;
  const posted = await chief.chat.say("ada", "#general", text, thread?.ts);
  await replies(chief, thread ?? posted, before + 1);
  return thread ?? posted;
}

/** Presses a button in a thread, and waits until it is gone. */
async function press(thread: Posted, button: string): Promise<void> {
  const withButton = async () =>
    (await said(chief.chat, thread)).find(({ buttons }) => buttons.includes(button));
  await chief.chat.press("ada", { channel: thread.channel, ts: (await withButton())?.ts ?? "" }, button);
  await eventually("the button's outcome", async () => ((await withButton()) ? undefined : true));
}

async function linkIn(posted: Posted, pattern: RegExp): Promise<string> {
  const path = pattern.exec(await told(posted))?.[0];
  if (!path) throw new Error("there is no link");
  return path;
}

describe("I1: reading a file of Slack", () => {
  const file = { id: "F1", name: "a.json", size: 10 };

  it.each([
    "https://evil.example/files/F1",
    "https://files.slack.com.evil.example/F1",
    "https://files.slack.com@evil.example/F1",
    "http://files.slack.com/F1",
    "https://files.slack.com:8443/F1",
    "nonsense",
  ])("never carries the token to %s", async (url) => {
    const asked: string[] = [];
    const read = createFileReader({
      token: async () => "xoxb-secret",
      fetch: async (input) => {
        asked.push(String(input));
        return new Response("{}");
      },
    });
    expect(await read("ws_1", { ...file, url })).toMatchObject({ ok: false });
    expect(asked).toEqual([]);
  });

  it("says that a file is too large without asking for it, and tries again what may pass", async () => {
    const asked: string[] = [];
    const read = createFileReader({
      token: async () => "xoxb-secret",
      fetch: async (input) => {
        asked.push(String(input));
        return new Response("later", { status: 503 });
      },
    });
    const url = "https://files.slack.com/files-pri/T1-F1/a.json";
    expect(await read("ws_1", { ...file, url, size: 65 * 1024 * 1024 })).toMatchObject({
      message: expect.stringContaining("larger than 64 MB"),
    });
    expect(asked).toEqual([]);
    await expect(read("ws_1", { ...file, url })).rejects.toThrow("503");
  });

  it("follows no redirect, and says which scope is missing when Slack shows its sign-in page", async () => {
    const redirects: (string | undefined)[] = [];
    const read = createFileReader({
      token: async () => "xoxb-secret",
      fetch: async (_, init) => {
        redirects.push(init?.redirect);
        return new Response("<html>", { headers: { "content-type": "text/html" } });
      },
    });
    const url = "https://files.slack.com/files-pri/T1-F1/a.json";
    expect(await read("ws_1", { ...file, url })).toMatchObject({
      message: expect.stringContaining("files:read"),
    });
    expect(redirects).toEqual(["manual"]);
  });
});
