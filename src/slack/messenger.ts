import { WebAPIRateLimitedError } from "@slack/web-api";
import {
  CannotSpeakNow,
  type Messenger,
  type Place,
  type Said,
  silentProgress,
  type Utterance,
} from "../conversation/index.ts";
import { ChiefError, type Logger } from "../kernel/index.ts";
import { createChannelFinder } from "./channel-finder.ts";
import type { SlackConnections } from "./connection.ts";
import { mayHaveHappened, postOnce, readSaid } from "./delivery/post-once.ts";
import type { Names } from "./names.ts";
import { platformError } from "./profile.ts";
import { createBudgets } from "./progress/budgets.ts";
import { closePlan } from "./progress/close-plan.ts";
import type { ShownPlan } from "./progress/plan.ts";
import { createProgress } from "./progress/progress.ts";
import { createStreamingSupport } from "./progress/streaming-support.ts";
import { TIMING, type Timing } from "./progress/timing.ts";
import { answerMessages, noteMessages, type SlackMessage } from "./render/answer.ts";
import { cardMessage } from "./render/card.ts";
import { proposalMessage } from "./render/proposal.ts";
import { showsWhole } from "./render/table.ts";
import { refusedSize, shareFile } from "./share-file.ts";

/** What will not change by trying again, in words for the person. */
const FINAL_ERRORS: Record<string, string> = {
  not_in_channel: "I am not in that channel. Invite me there with `/invite @chief` and ask again",
  channel_not_found: "I cannot see that channel. If it is private, invite me there and ask again",
  is_archived: "That channel is archived",
  restricted_action: "Posting in that channel is restricted",
  restricted_action_read_only_channel: "That channel is for reading only",
  restricted_action_thread_only_channel: "In that channel only answers in threads are allowed",
  restricted_action_non_threadable_channel: "That channel allows no threads",
  restricted_action_thread_locked: "That thread is locked",
  msg_too_long: "The message is too long for Slack",
  no_permission: "I may not post there",
  thread_not_found: "That thread is gone",
  message_not_found: "That message is gone",
  account_inactive: "Chief was removed from this Slack workspace",
  token_revoked: "Chief was removed from this Slack workspace",
  not_installed: "Chief was removed from this Slack workspace",
  file_upload_size_restricted: "Slack takes no file of that size there",
  file_uploads_disabled: "Sharing files is switched off in this Slack workspace",
  cannot_reply_to_message: "That message cannot be replied to",
};

interface Deps {
  readonly connections: SlackConnections;
  /** Reaches the addresses that Slack names for uploads. */
  readonly fetch: typeof fetch;
  /** Hosts that an answer may link to: Chief's own and those of the connected integrations. */
  readonly knownHosts: (workspaceId: string) => Promise<ReadonlySet<string>>;
  /** What ids in texts are called. */
  readonly names: Pick<Names, "shown">;
  readonly logger: Logger;
  /** Whether messages are streamed. GovSlack knows no streams; there they are edited in place. */
  readonly nativeStreaming: boolean;
  readonly timing?: Timing;
}

/** Speaks for Chief in Slack. */
export function createMessenger(deps: Deps): Messenger {
  const { connections } = deps;
  const channels = createChannelFinder();
  const plans = new Map<string, ShownPlan>();
  const showing = {
    connections,
    budgets: createBudgets(),
    streaming: createStreamingSupport(deps.nativeStreaming),
    timing: deps.timing ?? TIMING,
    logger: deps.logger,
  };
  return {
    say(place, utterance, { mayBeThere }) {
      plans.get(keyOf(place))?.overtake();
      return say(deps, place, { utterance, mayBeThere });
    },
    progress(of) {
      const { place } = of;
      const { threadTs } = place;
      const sayAnswer: Parameters<typeof createProgress>[2] = (utterance, options) =>
        say(deps, place, { utterance, ...options });
      if (threadTs === null) return silentProgress(sayAnswer);
      const { progress, plan } = createProgress(showing, { ...of, threadTs }, sayAnswer);
      plans.set(keyOf(place), plan);
      return {
        ...progress,
        async end(how) {
          await progress.end(how);
          if (plans.get(keyOf(place)) === plan) plans.delete(keyOf(place));
        },
      };
    },
    closePlan: async (place, plan) => closePlan(await connections.to(place.workspaceId), place, plan),
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
    async findChannel(workspaceId, reference) {
      const { client } = await connections.to(workspaceId);
      return channels.find({ client, workspaceId }, reference);
    },
  };
}

const keyOf = ({ workspaceId, channelId, threadTs }: Place) => `${workspaceId} ${channelId} ${threadTs}`;

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
  {
    utterance,
    mayBeThere,
    first,
  }: {
    utterance: Utterance;
    mayBeThere: boolean;
    /** Takes the first message elsewhere, if it can: gives where it stands then. */
    first?: (message: SlackMessage, key: string) => Promise<string | undefined>;
  },
): Promise<Said> {
  if (utterance.kind === "file")
    return (
      refusedSize(utterance) ??
      orFinal(async () => {
        const { client } = await deps.connections.to(place.workspaceId);
        return shareFile({ client, fetch: deps.fetch }, place, { file: utterance, mayBeThere });
      })
    );
  const messages = await messagesOf(deps, place, utterance);
  return orFinal(async () => {
    const { client } = await deps.connections.to(place.workspaceId);
    const there = mayBeThere ? await readSaid(client, place) : new Map<string, string>();
    let firstTs: string | undefined;
    for (const [at, message] of messages.entries()) {
      const key = at === 0 ? utterance.key : `${utterance.key}.${at}`;
      const taken = at === 0 ? await first?.(message, key) : undefined;
      const ts = taken ?? there.get(key) ?? (await postOnce(client, place, { message, key }));
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
