import type { ChannelKind } from "../conversation/index.ts";

/** The kind of a channel by its id, where Slack does not say it: the first letter tells direct messages from channels. */
export function kindOfId(channel: string): ChannelKind {
  return channel.startsWith("D") ? "im" : channel.startsWith("G") ? "group" : "channel";
}
