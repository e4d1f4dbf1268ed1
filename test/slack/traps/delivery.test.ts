import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isCard, reply, said } from "../../scenarios/talk.ts";
import { type Chief, eventually, PEOPLE, type Person, type Posted, startChief } from "../../support/chief.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
});
afterAll(() => chief?.stop());
afterEach(() => chief.workspace().faults.clear());

const COUNT = "Chief, list-orders in our Internal Orders API, count by status";
const CANCEL = "Chief, cancel order 1042 in our Internal Orders API";

const answersIn = async (asked: Posted) =>
  (await said(chief.chat, asked)).filter(({ text }) => /How did you get this/.test(text));

/** What stands in a person's direct messages with Chief, as texts. */
function directOf(person: Person): string[] {
  const { reading } = chief.workspace();
  const user = PEOPLE[person];
  const im = reading.channels(user).find(({ kind }) => kind === "im");
  return im ? reading.messages(user, im.id).map((message) => JSON.stringify(message)) : [];
}

describe("what Slack fails on is said once all the same", () => {
  it.each([
    ["answers with a 500", { kind: "server_error" }],
    ["posts it, and answers with a 500", { kind: "answer_lost" }],
    ["asks for patience", { kind: "rate_limited", retryAfterSeconds: 1 }],
  ] as const)("B2: when it %s", async (_how, fault) => {
    chief.workspace().faults.add({ method: "chat.postMessage", fault, times: 1 });
    const asked = await chief.chat.say("ada", "#general", COUNT);
    await reply(chief, asked);
    expect(await answersIn(asked)).toHaveLength(1);
  });

  it("B2: when it fails on everything for a while, reading back included", async () => {
    chief.workspace().faults.add({ method: "*", fault: { kind: "server_error" }, times: 12 });
    const asked = await chief.chat.say("ada", "#general", COUNT);
    await reply(chief, asked);
    expect(await answersIn(asked)).toHaveLength(1);
  });

  it("a slash command whose announcement got lost has one thread", async () => {
    chief.workspace().faults.add({ method: "chat.postMessage", fault: { kind: "answer_lost" }, times: 1 });
    const { id: channel } = chief.workspace().reading.channels(PEOPLE.ada)[0] ?? { id: "" };
    await chief.workspace().human.slash({
      user: PEOPLE.ada,
      channel,
      command: "/chief",
      text: "get order 1234 in our Internal Orders API",
    });
    const about = ({ text }: { text: string }) => text.includes("asked: get order 1234");
    const roots = async () => (await chief.chat.channel(`#general`)).filter(about);
    const [root] = await eventually("the announcement", async () =>
      (await roots()).length > 0 ? await roots() : undefined,
    );
    await reply(chief, { channel, ts: root?.ts ?? "" });
    expect(await roots()).toHaveLength(1);
  });
});

describe("a channel that Slack has closed for an hour", () => {
  it("trap 12: makes nobody wait who presses a button or writes elsewhere, and gets its answer afterwards", async () => {
    const card = await chief.chat.say("ada", "#general", CANCEL);
    const shown = await reply(chief, card, isCard);
    const { channels } = chief.workspace().reading;
    const ops = channels(PEOPLE.ada).find(({ name }) => name === "ops");
    chief.workspace().faults.add({
      method: "*",
      channel: ops?.id ?? "",
      fault: { kind: "rate_limited", retryAfterSeconds: 1 },
      times: Number.POSITIVE_INFINITY,
    });
    const busy = await Promise.all([1, 2, 3].map(() => chief.chat.say("ada", "#ops", COUNT)));
    await chief.chat.deny("ada", { ...card, ts: shown.ts }, "not now");
    await reply(chief, card);
    await reply(chief, await chief.chat.say("ada", "dm", COUNT));
    for (const asked of busy) expect(await answersIn(asked)).toEqual([]);
    chief.workspace().faults.clear();
    for (const asked of busy) await reply(chief, asked);
    for (const asked of busy) expect(await answersIn(asked)).toHaveLength(1);
  });
});

describe("an answer that has nowhere to go", () => {
  /** The next call of a method about #ops is refused, since Chief is not there. */
  function refuseOps(method: string): void {
    const { reading, faults } = chief.workspace();
    const ops = reading.channels(PEOPLE.ada).find(({ name }) => name === "ops");
    const fault = { kind: "refuse", error: "not_in_channel" } as const;
    faults.add({ method, ...(ops ? { channel: ops.id } : {}), fault, times: 1 });
  }

  it.each(["not_in_channel", "channel_not_found", "is_archived", "thread_not_found", "restricted_action"])(
    "trap 13: %s is told to who asked, with the answer, in direct messages",
    async (error) => {
      const before = directOf("mallory").length;
      const asked = await chief.chat.say(
        "mallory",
        "#general",
        "Chief, get order 1234 in our Internal Orders API",
      );
      chief.workspace().faults.add({
        method: "chat.postMessage",
        channel: asked.channel,
        fault: { kind: "refuse", error },
        times: 1,
      });
      const told = await eventually("words in direct messages", async () => {
        const texts = directOf("mallory").slice(before);
        const isWhole = texts.some((text) => text.includes("1234") && /How did you get this/.test(text));
        return isWhole && texts.some((text) => /could not write where you asked/.test(text))
          ? texts
          : undefined;
      });
      expect(told).toHaveLength(2);
      expect(await answersIn(asked)).toHaveLength(0);
    },
  );

  it("trap 13: a card that cannot be shown is shown to who asked", async () => {
    refuseOps("chat.postMessage");
    await chief.chat.say("ada", "#ops", CANCEL.replace("1042", "1234"));
    const card = await eventually("the card in direct messages", async () =>
      directOf("ada").find((message) => message.includes("Approve") && message.includes("1234")),
    );
    expect(card).toContain("Deny");
  });

  it("trap 13: so is a rule that waits for its confirmation", async () => {
    refuseOps("chat.postMessage");
    await chief.chat.say(
      "ada",
      "#ops",
      "Chief, set a rule: any DELETE call to our Internal Orders API needs my approval first.",
    );
    const proposal = await eventually("the rule in direct messages", async () =>
      directOf("ada").find((message) => message.includes("proposal_confirm")),
    );
    expect(proposal).toContain("DELETE");
  });

  it("trap 13: and a file", async () => {
    refuseOps("files.completeUploadExternal");
    await chief.chat.say("ada", "#ops", "Chief, list-orders in our Internal Orders API as CSV");
    await eventually("the file in direct messages", async () =>
      directOf("ada").find((message) => message.includes(".csv")),
    );
  });
});
