import type { App } from "@slack/bolt";
import type { ChannelKind } from "../../conversation/index.ts";
import type { Member } from "../../people/index.ts";
import { isStopWord } from "../../planning/index.ts";
import { kindOfId } from "../channel-kind.ts";
import type { SlackConnection } from "../connection.ts";
import { documentFiles } from "../documents/shared-files.ts";
import { callsChief, plainRequest } from "../incoming-text.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { admit } from "./admit.ts";

/** What of a Slack message decides whether it is for Chief. */
interface Said {
  readonly type: string;
  readonly subtype?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly text?: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly channel: string;
  readonly channel_type?: string;
  readonly files?: unknown;
}

const KINDS: Record<string, ChannelKind> = { im: "im", mpim: "mpim", group: "group", channel: "channel" };
/** A person still speaks in these; every other subtype is Slack's own or a change of an old message. */
const SPOKEN_SUBTYPES = new Set([undefined, "file_share", "thread_broadcast"]);

/** How old a message may be before a reply to it counts as said among others, if Chief has no part in the thread. */
const YOUNG_THREAD_SECONDS = 10 * 60;

/** Hears mentions, direct messages, “Chief, …”, and replies in threads that Chief takes part in. */
export function listenToMessages(app: App, deps: ListenerDeps): void {
  app.event("app_mention", async ({ event, context }) => {
    const connection = await deps.connections.ofTeam(context);
    if (connection) await hear(deps, event as Said, { connection, take: "receive" });
  });
  app.event("message", async ({ event, context }) => {
    const connection = await deps.connections.ofTeam(context);
    if (!connection) return;
    const said = event as Said;
    const take = await attentionTo(deps, said, connection);
    if (take !== "none") await hear(deps, said, { connection, take });
  });
}

function isSpoken(said: Said, botUserId: string): boolean {
  return (
    SPOKEN_SUBTYPES.has(said.subtype) && !said.bot_id && said.user !== undefined && said.user !== botUserId
  );
}

/** Whether a message is taken up, kept in case it overtook the one that calls Chief, or none of Chief's business. */
type Attention = "receive" | "keep" | "none";

/** One mention comes as two events, so a message with a mention is left to `app_mention`. */
async function attentionTo(
  deps: ListenerDeps,
  said: Said,
  { identity: { botUserId }, workspace }: SlackConnection,
): Promise<Attention> {
  if (!isSpoken(said, botUserId)) return "none";
  if (said.channel_type === "im") return "receive";
  const text = said.text ?? "";
  if (text.includes(`<@${botUserId}>`)) return "none";
  if (callsChief(text)) return "receive";
  if (!said.thread_ts) return "none";
  const place = { workspaceId: workspace.id, channelId: said.channel, rootTs: said.thread_ts };
  if (await deps.conversation.isIn(place)) return "receive";
  return Number(said.ts) - Number(said.thread_ts) < YOUNG_THREAD_SECONDS ? "keep" : "none";
}

async function hear(
  deps: ListenerDeps,
  said: Said,
  { connection, take }: { connection: SlackConnection; take: Exclude<Attention, "none"> },
): Promise<void> {
  const { workspace, identity } = connection;
  const { botUserId } = identity;
  if (!isSpoken(said, botUserId) || !said.user) return;
  const admitted = await admit(deps, connection, said.user);
  if (admitted?.why && take === "receive") await tellPrivately(deps, connection, said, admitted.why);
  if (!admitted?.member) return;
  const { member } = admitted;
  const text = await deps.names.labelled(workspace.id, plainRequest(said.text ?? "", botUserId));
  const rootTs = said.thread_ts ?? said.ts;
  const place = { workspaceId: workspace.id, channelId: said.channel, rootTs };
  if (isStopWord(text) && (await stopAsked(deps, said, { place, member })) > 0) return;
  const message = {
    ...place,
    channelKind: KINDS[said.channel_type ?? ""] ?? kindOfId(said.channel),
    ts: said.ts,
    memberId: member.id,
    text,
  };
  const files = take === "receive" ? documentFiles(said.files) : [];
  if (files.length > 0) return deps.documents.drop({ message, files });
  await deps.conversation[take](message);
}

/** Tells the one who wrote, where they wrote. */
async function tellPrivately(
  { logger }: Pick<ListenerDeps, "logger">,
  { client }: SlackConnection,
  { channel, user = "", thread_ts }: Said,
  text: string,
): Promise<void> {
  try {
    await client.chat.postEphemeral({ channel, user, text, ...(thread_ts ? { thread_ts } : {}) });
  } catch (error) {
    if (!platformError(error)) throw error;
    logger.warn({ error: platformError(error) }, "a person from outside could not be told why");
  }
}

/** In a thread it is about that thread. In direct messages each message begins one, so there it is about all of them. */
function stopAsked(
  { conversation }: ListenerDeps,
  said: Said,
  { place, member }: { place: { workspaceId: string; channelId: string; rootTs: string }; member: Member },
): Promise<number> {
  const { rootTs: _, ...channel } = place;
  if (said.thread_ts) return conversation.stop(place, member);
  return kindOfId(said.channel) === "im" ? conversation.stopAll(channel, member) : Promise.resolve(0);
}
