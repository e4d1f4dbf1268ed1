import { isJsonObject, type JsonObject } from "../../../src/kernel/index.ts";
import type { LocalWorkspace } from "../../../src/local/workspace/index.ts";
import { eventually } from "./eventually.ts";
import { type Chat, PEOPLE, type Person, plain, type Seen, textIn } from "./seen.ts";

/** A chat whose workspace is at hand: what Chief sees of it comes over HTTP or a socket. */
export function createCoreChat(workspace: LocalWorkspace): Chat {
  const { human, reading, identity } = workspace;
  const named = (text: string) =>
    text.replace(/<#(\w+)>/g, (whole, id: string) => {
      const found = reading.channels(PEOPLE.ada).find((channel) => channel.id === id);
      return found ? `#${found.name}` : whole;
    });
  const seen = (message: JsonObject) => {
    const { text, ...rest } = seenFrom(message, identity.botId);
    return { ...rest, text: named(text) };
  };
  const channelId = (where: string) => idOfChannel(workspace, where);
  return {
    async say(person, where, text, threadTs) {
      const message = human.say({
        user: PEOPLE[person],
        channel: channelId(where),
        text,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      return { channel: message.channel, ts: message.ts };
    },
    thread: async ({ channel, ts }, as = "ada") => reading.thread(PEOPLE[as], channel, ts).map(seen),
    channel: async (where, as = "ada") => reading.messages(PEOPLE[as], channelId(where)).map(seen),
    press: (person, on, button) => press(workspace, person, { ...on, button }),
    async deny(person, on, reason = "") {
      await press(workspace, person, { ...on, button: "Deny" });
      const user = PEOPLE[person];
      const view = await eventually("the modal that asks why", async () => reading.modal(user));
      const answers = { reason: { text: reason } };
      const outcome = await human.submit({ user, viewId: view.id, answers });
      if (outcome.outcome !== "closed") throw new Error(`the modal was not closed: ${outcome.outcome}`);
    },
  };
}

/** The id of `#ops`; `dm` stands for the direct messages with Chief. */
function idOfChannel(workspace: LocalWorkspace, where: string): string {
  if (where === "dm") return "app";
  const name = where.replace(/^#/, "");
  const found = workspace.reading.channels(PEOPLE.ada).find((channel) => channel.name === name);
  if (!found) throw new Error(`there is no channel ${where}`);
  return found.id;
}

function seenFrom(message: JsonObject, botId: string): Seen {
  const blocks = Array.isArray(message["blocks"]) ? message["blocks"] : [];
  return {
    ts: String(message["ts"]),
    isFromChief: message["bot_id"] === botId,
    isPrivate: message["is_ephemeral"] === true,
    text: plain(blocks.length > 0 ? textIn(blocks) : String(message["text"] ?? "")),
    buttons: buttonsOf(blocks).map(({ label }) => label),
  };
}

interface Button {
  readonly label: string;
  readonly actionId: string;
}

function buttonsOf(blocks: readonly unknown[]): Button[] {
  return blocks
    .filter(isJsonObject)
    .flatMap((block) => (Array.isArray(block["elements"]) ? block["elements"] : []))
    .filter(isJsonObject)
    .filter((element) => element["type"] === "button")
    .map((element) => ({ label: textIn(element["text"]).trim(), actionId: String(element["action_id"]) }));
}

async function press(
  workspace: LocalWorkspace,
  person: Person,
  on: { channel: string; ts: string; button: string },
): Promise<void> {
  const user = PEOPLE[person];
  const message = everyMessage(workspace, user, on.channel).find(({ ts }) => ts === on.ts);
  const blocks = Array.isArray(message?.["blocks"]) ? message["blocks"] : [];
  const button = buttonsOf(blocks).find(({ label }) => label === on.button);
  if (!button) throw new Error(`${person} sees no button “${on.button}” on ${on.ts}`);
  const { channel, ts } = on;
  const outcome = await workspace.human.click({ user, channel, ts, actionId: button.actionId });
  if (outcome.outcome === "failed") throw new Error(`the click failed: ${outcome.reason}`);
}

function everyMessage(workspace: LocalWorkspace, user: string, channel: string): JsonObject[] {
  const roots = workspace.reading.messages(user, channel);
  return roots.flatMap((root) => [...workspace.reading.thread(user, channel, String(root["ts"]))]);
}
