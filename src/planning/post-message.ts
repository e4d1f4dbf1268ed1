import { typedByAsker } from "./foreign-text.ts";
import type { PastMessage } from "./planner.ts";
import type { ShownTable } from "./step.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

/** Posts in a channel other than the thread. Owned here, implemented above. */
export interface ChannelPort {
  post(message: {
    channel: string;
    text: string;
    table?: ShownTable;
    key: string;
  }): Promise<
    | { readonly ok: true; readonly channelId: string; readonly name: string }
    | { readonly ok: false; readonly message: string }
  >;
}

/** Posts in a channel that the person who asks named in this thread, and in no other. */
export async function postMessage(
  channels: ChannelPort,
  input: ToolInput<"post_message">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const isSkills = context.by === "skill" && context.skillChannels.includes(input.channel);
  if (!isSkills && !wasNamed(input.channel, context.written)) {
    return failed(
      `I only post in channels that the person who asks names here, who did not name ${input.channel}`,
    );
  }
  const table = input.with_result ? context.lastShown : undefined;
  const posted = await channels.post({
    channel: input.channel,
    text: input.text,
    key: context.callId,
    ...(table ? { table } : {}),
  });
  if (!posted.ok) return failed(posted.message);
  const { channelId, name } = posted;
  return done(`Posted in #${name}`, { postedIn: { channelId, name }, ...(table ? { shown: table } : {}) });
}

/**
 * Whether the person who asks wrote this channel's name or id in the thread. Results travel only where they sent them.
 * What Slack made of `#ops` is `<#C1|ops>` or `<#C1>`.
 */
function wasNamed(channel: string, written: readonly PastMessage[]): boolean {
  const id = /^<#([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(channel)?.[1];
  const name = channel.replace(/^#/, "");
  if (!id && !/^[\p{L}\p{N}_-]+$/u.test(name)) return false;
  const pattern = id ? new RegExp(`<#${id}[|>]`) : new RegExp(`[#|]${name}(?![\\p{L}\\p{N}_-])`, "iu");
  return typedByAsker(written).some((text) => pattern.test(text));
}
