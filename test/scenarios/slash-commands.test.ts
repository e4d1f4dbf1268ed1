import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chief, eventually, PEOPLE, type Person, startChief } from "../support/chief.ts";
import { isCard, reply } from "./talk.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
});
afterAll(() => chief?.stop());

/** Types `/chief …` in #general, and gives the answer in the thread that comes of it. */
async function slash(person: Person, text: string): Promise<string> {
  const { human, reading } = chief.workspace();
  const user = PEOPLE[person];
  const channel = reading.channels(user).find(({ name }) => name === "general")?.id ?? "";
  const asked = async () =>
    (await chief.chat.channel("#general")).filter((one) => one.text.includes(`asked: ${text}`));
  const before = (await asked()).length;
  await human.slash({ user, channel, command: "/chief", text });
  const root = await eventually("the thread", async () => (await asked())[before]);
  return (await reply(chief, { channel, ts: root.ts })).text;
}

it.each([
  ["help", "I call the APIs that your team connected"],
  ["integrations", "Internal Orders API"],
  ["skills", "order-report"],
  ["approvals", "Nothing waits for your answer"],
  ["schedules", "no schedule"],
  ["rules", "There are no rules beside the default"],
  ["find cancel an order", "The actions that fit best"],
  ["list-orders in our Internal Orders API, count by status", "orders by status"],
])("B10: /chief %s", async (text, expected) => {
  expect((await slash("ada", text)).toLowerCase()).toContain(expected.toLowerCase());
});

it("B10: /chief approvals tells what waits for whom", async () => {
  const asked = await chief.chat.say(
    "mallory",
    "#general",
    "Chief, cancel order 1042 in our Internal Orders API",
  );
  await reply(chief, asked, isCard);
  expect(await slash("ada", "approvals")).toMatch(
    /Waiting for you • DELETE .* in Internal Orders API, for another \d+ hours/,
  );
  const mallorys = await slash("mallory", "pending approvals");
  expect(mallorys).toContain("Nothing waits for your answer");
  expect(mallorys).toContain("Asked by you, waiting for others • DELETE");
});
