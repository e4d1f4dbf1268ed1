import type { JsonObject } from "../../../kernel/index.ts";
import { isTrueAt, numberAt, objectAt, objectsAt, textAt } from "../../blocks/json-view.ts";
import type { Choice } from "../../blocks/surface.ts";
import type { ChatMessage } from "./chat-types.ts";

/**
 * A message of Slack's Web API as the page shows it.
 *
 * Its `ts` is its time in seconds. A file is linked by the path of its address: the page is on the same host,
 * whatever that was called when the file was stored.
 */
export function readMessage(wire: JsonObject, people: readonly Choice[]): ChatMessage {
  const ts = textAt(wire, "ts");
  const id = textAt(wire, "user");
  const name = textAt(wire, "username") || people.find((person) => person.id === id)?.name || id;
  const blocks = objectsAt(wire, "blocks");
  return {
    ts,
    author: { id, name, isApp: textAt(wire, "bot_id") !== "" },
    at: new Date(Number.parseFloat(ts) * 1000 || 0),
    text: textAt(wire, "text"),
    blocks:
      blocks.length > 0 ? blocks : objectsAt(wire, "attachments").flatMap((one) => objectsAt(one, "blocks")),
    isEphemeral: isTrueAt(wire, "is_ephemeral"),
    isEdited: objectAt(wire, "edited") !== undefined,
    isStreaming: textAt(wire, "streaming_state") === "in_progress",
    reactions: objectsAt(wire, "reactions").map((one) => ({
      name: textAt(one, "name"),
      count: numberAt(one, "count") ?? 0,
    })),
    files: objectsAt(wire, "files").map((file) => ({ name: textAt(file, "name"), href: ownPath(file) })),
    replies: numberAt(wire, "reply_count") ?? 0,
  };
}

function ownPath(file: JsonObject): string {
  const address = textAt(file, "permalink");
  return URL.canParse(address) ? new URL(address).pathname : "#";
}
