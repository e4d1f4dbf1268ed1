import { WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import {
  CannotSpeakNow,
  type Messenger,
  type Place,
  type Said,
  type Utterance,
} from "../conversation/index.ts";
import { ChiefError, type Logger, messageOf } from "../kernel/index.ts";
import type { SlackConnections } from "./connection.ts";
import { mayHaveHappened, postOnce, readSaid } from "./delivery/post-once.ts";
import type { Names } from "./names.ts";
import { platformError } from "./profile.ts";
import { answerMessages, noteMessages, type SlackMessage } from "./render/answer.ts";
import { cardMessage } from "./render/card.ts";
import { proposalMessage } from "./render/proposal.ts";
import { showsWhole } from "./render/table.ts";
import { shareFile } from "./share-file.ts";

/** What will not change by trying again, in words for the person. */
const FINAL_ERRORS: Record<string, string> = {
  not_in_channel: "I am not in that channel. Invite me there with `/invite @chief` and ask again",
  channel_not_found: "I cannot see that channel. If it is private, invite me there and ask again",
  is_archived: "That channel is archived",
  restricted_action: "Posting in that channel is restricted",
  msg_too_long: "The message is too long for Slack",
  no_permission: "I may not post there",
  thread_not_found: "That thread is gone",
  message_not_found: "That message is gone",
  account_inactive: "Chief was removed from this Slack workspace",
  token_revoked: "Chief was removed from this Slack workspace",
  not_installed: "Chief was removed from this Slack workspace",
  cannot_reply_to_message: "That message cannot be replied to",
};

interface Deps {
  readonly connections: SlackConnections;
  /** Hosts that an answer may link to: Chief's own and those of the connected integrations. */
  readonly knownHosts: (workspaceId: string) => Promise<ReadonlySet<string>>;
  /** What ids in texts are called. */
  readonly names: Pick<Names, "shown">;
  readonly logger: Logger;
}

/** Speaks for Chief in Slack. */
export function createMessenger(deps: Deps): Messenger {
  const { connections } = deps;
  const channels = createChannelFinder();
  return {
    say: (place, utterance, { mayBeThere }) => say(deps, place, { utterance, mayBeThere }),
    redraw: (place, ts, cards) => redraw(deps, { place, ts, message: cardMessage(cards) }),
    redrawProposal: (place, ts, card) => redraw(deps, { place, ts, message: proposalMessage(card) }),
    async directChannel(workspaceId, slackUserId) {
      const { client } = await connections.to(workspaceId);
      try {
        const { channel } = await client.conversations.open({ users: slackUserId });
        return channel?.id;
      } catch (error) {
        if (!platformError(error)) throw error;
        deps.logger.warn({ slackUserId, error: platformError(error) }, "a person cannot be written to");
        return undefined;
      }
    },
    holds: (_place, table) => showsWhole(table),
    async status(place, text) {
      if (!place.threadTs) return;
      try {
        const { client } = await connections.to(place.workspaceId);
        await client.assistant.threads.setStatus({
          channel_id: place.channelId,
          thread_ts: place.threadTs,
          status: text,
        });
      } catch (error) {
        deps.logger.debug({ error: messageOf(error) }, "the status could not be shown");
      }
    },
    async findChannel(workspaceId, reference) {
      const { client } = await connections.to(workspaceId);
      return channels.find({ client, workspaceId }, reference);
    },
  };
}

/** Draws a message anew where it stands. One that is gone is no trouble. */
async function redraw(
  { connections, logger }: Deps,
  { place, ts, message }: { place: Place; ts: string; message: SlackMessage },
): Promise<void> {
  const { text, blocks } = message;
  const { client } = await connections.to(place.workspaceId);
  try {
    await client.chat.update({ channel: place.channelId, ts, text, blocks });
  } catch (error) {
    if (!platformError(error)) throw error;
    logger.warn({ ts, error: platformError(error) }, "a card could not be redrawn");
  }
}

type Words = Exclude<Utterance, { kind: "file" }>;

async function messagesOf(deps: Deps, place: Place, utterance: Words): Promise<SlackMessage[]> {
  if (utterance.kind === "card") return [cardMessage(utterance.cards)];
  if (utterance.kind === "proposal") return [proposalMessage(utterance.card)];
  const hosts = await deps.knownHosts(place.workspaceId);
  const shown = (text: string) => deps.names.shown(place.workspaceId, text);
  if (utterance.kind === "note")
    return noteMessages({ ...utterance, text: await shown(utterance.text) }, hosts);
  const { answer } = utterance;
  return answerMessages({ ...utterance, answer: { ...answer, text: await shown(answer.text) } }, hosts);
}

/** Posts the messages of an utterance, each under a key of its own, as far as they are not there. */
async function say(
  deps: Deps,
  place: Place,
  { utterance, mayBeThere }: { utterance: Utterance; mayBeThere: boolean },
): Promise<Said> {
  if (utterance.kind === "file")
    return orFinal(async () => {
      const { client } = await deps.connections.to(place.workspaceId);
      return shareFile(client, place, { file: utterance, mayBeThere });
    });
  const messages = await messagesOf(deps, place, utterance);
  return orFinal(async () => {
    const { client } = await deps.connections.to(place.workspaceId);
    const there = mayBeThere ? await readSaid(client, place) : new Map<string, string>();
    let firstTs: string | undefined;
    for (const [at, message] of messages.entries()) {
      const key = at === 0 ? utterance.key : `${utterance.key}.${at}`;
      const ts = there.get(key) ?? (await postOnce(client, place, { message, key }));
      firstTs ??= ts;
    }
    return firstTs ?? "";
  });
}

/** Slack's word for why not, or ours where Chief is not there any more. */
const codeOf = (error: unknown) =>
  error instanceof ChiefError && error.code === "slack.not_installed"
    ? "not_installed"
    : platformError(error);

/** What Slack refuses for good is a value; other trouble is thrown. */
async function orFinal(saying: () => Promise<string>): Promise<Said> {
  try {
    return { ok: true, ts: await saying() };
  } catch (error) {
    const code = codeOf(error);
    const known = code === undefined ? undefined : FINAL_ERRORS[code];
    if (mayHaveHappened(error) || error instanceof WebAPIRateLimitedError) throw new CannotSpeakNow(error);
    if (code === undefined || known === undefined) throw error;
    return { ok: false, code: `slack.${code}`, message: known };
  }
}

/** In whose channels a name is looked for. */
interface In {
  readonly client: WebClient;
  readonly workspaceId: string;
}

/** Finds channels by name; the list is read again when a name is not in it. */
function createChannelFinder() {
  const byName = new Map<string, { id: string; name: string }>();
  async function readAll({ client, workspaceId }: In): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await client.conversations.list({
        types: "public_channel,private_channel",
        exclude_archived: true,
        limit: 1000,
        ...(cursor ? { cursor } : {}),
      });
      for (const { id, name } of page.channels ?? [])
        if (id && name) byName.set(`${workspaceId} ${name}`, { id, name });
      cursor = page.response_metadata?.next_cursor || undefined;
    } while (cursor);
  }
  return {
    async find(within: In, reference: string): Promise<{ id: string; name: string } | undefined> {
      const mention = /<#([A-Z0-9]+)(?:\|([^>]*))?>/.exec(reference);
      if (mention?.[1])
        return { id: mention[1], name: mention[2] || (await nameOf(within.client, mention[1])) };
      const name = reference.replace(/^#/, "").toLowerCase();
      const id = /^#?([CG][A-Z0-9]{7,})$/.exec(reference)?.[1];
      if (id) return { id, name: await nameOf(within.client, id) };
      const key = `${within.workspaceId} ${name}`;
      if (!byName.has(key)) await readAll(within);
      return byName.get(key);
    },
  };
}

async function nameOf(client: WebClient, channel: string): Promise<string> {
  try {
    const { channel: found } = await client.conversations.info({ channel });
    return found?.name ?? channel;
  } catch {
    return channel;
  }
}
