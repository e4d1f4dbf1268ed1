import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../support/chief/free-port.ts";
import { type Chief, cardOf, PEOPLE, startChief, wordsIn } from "../support/chief.ts";
import { ask, reply } from "./talk.ts";

const COUNT = "Chief, call our Internal Orders API: GET /orders for the last 24 hours and count them";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http", callTimeoutMs: 500 });
});
afterAll(() => chief?.stop());
afterEach(async () => {
  await chief.orders.fail({ mode: "off" });
  await test("Internal Orders API");
});

/** Presses Test on the card: what was held against an API is forgotten when it answers. */
async function test(name: string): Promise<void> {
  await chief.browser.post(`${await cardOf(chief.browser, name)}/test`, {});
}

async function connect(name: string, baseUrl: string, more: Record<string, string> = {}) {
  const fields = { name, base_url: baseUrl, auth_method: "none", ...more };
  const { status, html } = await chief.browser.post("/integrations", fields);
  return { status, text: wordsIn(html) };
}

async function cardText(name: string): Promise<string> {
  const { html } = await chief.browser.get(await cardOf(chief.browser, name));
  return wordsIn(html);
}

describe("an API that does not answer as it should ends in one clear sentence", () => {
  it("C17: an unreachable base URL is told when it is connected, and in the thread", async () => {
    const connected = await connect("Dead API", `http://127.0.0.1:${await freePort()}`, {
      allow_private_network: "on",
    });
    expect(connected.status).toBe(200);
    expect(connected.text).toMatch(/cannot be reached.*check that it is up/);
    const answer = await ask(chief, "Chief, call our Dead API: GET /things");
    expect(answer).toMatch(/Dead API: 127\.0\.0\.1 cannot be reached.*check that it is up/);
    expect(answer).toContain(await cardOf(chief.browser, "Dead API"));
  });

  it("C18: a private base URL is refused unless an admin allowed it, and it is said how", async () => {
    const connected = await connect("Inner API", `https://127.0.0.1:${await freePort()}`);
    expect(connected.text).toContain("private");
    const answer = await ask(chief, "Chief, call our Inner API: GET /things");
    expect(answer).toMatch(/Inner API: .*private/);
    expect(answer).toMatch(/allow/);
    expect(answer).toContain(await cardOf(chief.browser, "Inner API"));
  });

  it("C17: a name that does not resolve is told as one, and where it can be changed", async () => {
    await connect("Lost API", "https://orders.nowhere.invalid/v1");
    const answer = await ask(chief, "Chief, call our Lost API: GET /things");
    expect(answer).toMatch(/Lost API: .*orders\.nowhere\.invalid/);
    expect(answer).toContain(await cardOf(chief.browser, "Lost API"));
  });

  it("C17: a port that speaks something else than TLS is told as that", async () => {
    const { port } = new URL(chief.orders.baseUrl);
    await connect("Plain API", `https://127.0.0.1:${port}`, { allow_private_network: "on" });
    expect(await ask(chief, "Chief, call our Plain API: GET /things")).toMatch(
      /Plain API: no secure connection to 127\.0\.0\.1 could be made .*check that it speaks TLS/,
    );
  });

  it("C16: an API that is down is left alone after five calls, says until when, and Test brings it back", async () => {
    const port = await freePort();
    const name = "Sleepy API";
    await connect(name, `http://127.0.0.1:${port}`, { allow_private_network: "on" });
    const things = `Chief, call our ${name}: GET /things and count them`;
    for (let n = 0; n < 5; n++) expect(await ask(chief, things)).toMatch(/127\.0\.0\.1 cannot be reached/);
    expect(await ask(chief, things)).toMatch(
      /Sleepy API did not answer 5 times in a row \(.*\), so it is left alone for a while; the next call is tried in \d+ s \(11:00:\d\d UTC\)\. An admin can test it now: http/,
    );
    expect(await cardText(name)).toMatch(
      /Failing.*did not answer 5 times in a row.*Nothing is sent to it until/,
    );

    const server = createServer((_request, response) => {
      response.setHeader("content-type", "application/json").end('[{"id":1},{"id":2},{"id":3}]');
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    await test(name);
    expect(await cardText(name)).toMatch(/Healthy/);
    expect(await ask(chief, things)).toMatch(/\b3\b/);
  });

  it("C17: a refused credential names the integration, links to its card, and turns the card", async () => {
    await chief.orders.fail({ mode: "401" });
    const answer = await ask(chief, COUNT);
    expect(answer).toMatch(/Internal Orders API refused the credential \(401\)/);
    const card = await cardOf(chief.browser, "Internal Orders API");
    expect(answer).toContain(card);
    expect(await cardText("Internal Orders API")).toMatch(/failing/i);

    await chief.orders.fail({ mode: "off" });
    expect(await ask(chief, COUNT)).toContain("388 orders");
    expect(await cardText("Internal Orders API")).toMatch(/healthy/i);
  });

  it("D5: an answer of 40 MB is read, and does not pass for all there is", async () => {
    await chief.orders.fail({ mode: "huge" });
    const answer = await ask(chief, COUNT);
    expect(answer).toMatch(/\b641 orders.*not all of them \(the page is as full as it can be/);
  });

  it("B7: a file that an API answers with is in the thread, byte for byte", async () => {
    const bytes = Buffer.alloc(5_000_000, Buffer.from([0, 1, 2, 255]));
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "application/zip" }).end(bytes);
    });
    onTestFinished(() => void server.close());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await connect("Backup API", `http://127.0.0.1:${port}`, { allow_private_network: "on" });
    const asked = await chief.chat.say("ada", "#general", "Chief, call our Backup API: GET /all.zip");
    const answer = await reply(chief, asked);
    expect(answer.text).toMatch(/The file all\.zip \(application\/zip, 5,000,000 bytes\) is above/);
    const { reading } = chief.workspace();
    const shared = reading
      .thread(PEOPLE.ada, asked.channel, asked.ts)
      .flatMap(({ files }) => (files ?? []) as { id: string; name: string }[]);
    expect(shared.map(({ name }) => name)).toEqual(["all.zip"]);
    const pieces: Uint8Array[] = [];
    for await (const piece of reading.file(PEOPLE.ada, shared[0]?.id ?? "")?.pieces() ?? [])
      pieces.push(piece);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  });

  it("C17: a web page instead of JSON is called one", async () => {
    await chief.orders.fail({ mode: "html" });
    expect(await ask(chief, COUNT)).toMatch(
      /Internal Orders API answered 200 with a web page \(HTML\) instead of JSON\. Check the base URL/,
    );
  });

  it("C16: a 500 is tried again, and told when it stays", async () => {
    await chief.orders.fail({ mode: "500", times: 1 });
    expect(await ask(chief, COUNT)).toContain("388 orders");
    await chief.orders.fail({ mode: "500" });
    expect(await ask(chief, COUNT)).toMatch(/Internal Orders API answered 500.*error on its side/);
  });

  it("C16: a short Retry-After is waited out, a long one is told", async () => {
    await chief.orders.fail({ mode: "429", retryAfterSeconds: 1, times: 1 });
    expect(await ask(chief, COUNT)).toContain("388 orders");
    await test("Internal Orders API");
    await chief.orders.fail({ mode: "429", retryAfterSeconds: 300 });
    expect(await ask(chief, COUNT)).toMatch(/Internal Orders API is rate limiting us \(429\).*300 seconds/);
    await chief.orders.fail({ mode: "off" });
    expect(await ask(chief, COUNT)).toMatch(
      /Internal Orders API asked for fewer requests.*try again in 5 minutes \(11:05:\d\d UTC\)/,
    );
  });

  it("C17: an API that is too slow is given up", async () => {
    await chief.orders.fail({ mode: "slow", delayMs: 10_000 });
    expect(await ask(chief, COUNT)).toMatch(/Internal Orders API: .*did not answer completely within 0\.5 s/);
  });
});

describe("a request that cannot be done ends in one clear sentence", () => {
  it("D8: an operation that does not exist is said, with the nearest ones that do", async () => {
    const answer = await ask(chief, "Chief, frobnicate the orders in our Internal Orders API");
    expect(answer).toContain("I did not understand that");
    expect(answer).toMatch(/The nearest I could do:.*Internal Orders API/);
  });

  it("C17: a path that does not exist is told as the API tells it", async () => {
    const answer = await ask(chief, "Chief, call our Internal Orders API: GET /nothing");
    expect(answer).toMatch(/Internal Orders API answered 404.*the API may have changed/);
    expect(answer).toContain(await cardOf(chief.browser, "Internal Orders API"));
  });

  it("C17: a thing that does not exist is told as the API tells it", async () => {
    const answer = await ask(chief, "Chief, get order 999999 in our Internal Orders API");
    expect(answer).toMatch(/Internal Orders API answered 404.*999999/);
  });

  it("D2: an argument of the wrong type is told before anything is sent", async () => {
    await chief.orders.clearRequests();
    const answer = await ask(chief, "Chief, #internal-orders-api.get-order id=tomorrow");
    expect(answer).toMatch(/the arguments of get-order are not right: .*id/);
    expect(await chief.orders.writes()).toEqual({});
  });

  it("D8: a column that the records do not have is named, with those that they have", async () => {
    const answer = await ask(chief, `${COUNT}. Group by flavour`);
    expect(answer).toMatch(/have no “flavour”. They have: .*status/);
  });

  it("D8: an integration that is not connected is said, with those that are", async () => {
    const answer = await ask(chief, "Chief, call our Payroll API: GET /salaries");
    expect(answer).toMatch(/Connected are: .*Internal Orders API/);
  });

  it("B3 D8: “stop” where nothing runs says so", async () => {
    expect(await ask(chief, "stop", "dm")).toContain("Nothing is running here");
  });
});
