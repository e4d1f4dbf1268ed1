/**
 * The message in which a plan stands.
 *
 *   nothing ──▶ stream ──▶ closed
 *      │          │ Slack ended it: the same message is edited from now on
 *      └──────▶ edited ──▶ closed
 *
 * Where a stream cannot be had, a message is posted and edited in place. One operation at a time: whoever calls sees to
 * that.
 */
import type { AnyChunk, KnownBlock } from "@slack/types";
import type { PlanNotes, Task } from "../../conversation/index.ts";
import { BLOCK_LIMITS } from "../block-limits.ts";
import type { SlackConnection } from "../connection.ts";
import { platformError } from "../profile.ts";
import type { SlackMessage } from "../render/answer.ts";
import { markOf } from "../said-mark.ts";
import type { Budgets } from "./budgets.ts";
import { closePlan } from "./close-plan.ts";
import { cardsOf, plainPlan, planBlock, taskChunk } from "./draw-plan.ts";
import type { StreamingSupport } from "./streaming-support.ts";

/** What the message shows. */
export interface Plan {
  readonly title: string;
  readonly tasks: readonly Task[];
}

/** How a message is closed. */
export interface Closing {
  /** What is said under the plan, marked by `key`, if there is room for it. */
  readonly message?: SlackMessage | undefined;
  readonly key?: string | undefined;
  readonly sessionStatus?: "active" | "processing" | "suspended";
}

export interface MessageDeps {
  readonly workspaceId: string;
  readonly channel: string;
  readonly threadTs: string;
  readonly slackUserId: string;
  readonly line: () => Promise<SlackConnection>;
  readonly notes: PlanNotes;
  readonly budgets: Budgets;
  readonly streaming: StreamingSupport;
}

/** The message of one plan. */
export interface PlanMessage {
  readonly kind: "stream" | "edited";
  /** Draws the plan as it is now. Gives how long to wait before that is possible, 0 when it is drawn. */
  draw(plan: Plan): Promise<number>;
  /** Ends it. Gives where the closing's message stands, or undefined when it has to be said elsewhere. */
  close(plan: Plan, closing: Closing): Promise<string | undefined>;
}

const ENDED = "message_not_in_streaming_state";
/** Below Slack's limits for all blocks of a message. */
const MOST_JSON = BLOCK_LIMITS.blocksJson - 700;

/** Opens the message of a plan. Gives how long to wait when the budgets do not allow it now. */
export async function openPlanMessage(deps: MessageDeps, plan: Plan): Promise<PlanMessage | number> {
  const { workspaceId, budgets, streaming } = deps;
  if (streaming.mayStream(workspaceId) && budgets.take(workspaceId, "chat.startStream") === 0) {
    const opened = await openStream(deps, plan);
    if (opened) return opened;
  }
  const waitMs = budgets.take(workspaceId, "chat.update");
  return waitMs > 0 ? waitMs : openEdited(deps, plan);
}

async function openStream(deps: MessageDeps, plan: Plan): Promise<PlanMessage | undefined> {
  const { channel, threadTs, slackUserId, notes } = deps;
  const { client, identity } = await deps.line();
  const chunks: AnyChunk[] = [
    { type: "plan_update", title: plan.title },
    ...cardsOf(plan.tasks).map(taskChunk),
  ];
  const key = await notes.opening();
  try {
    const { ts } = await client.chat.startStream({
      channel,
      thread_ts: threadTs,
      task_display_mode: "plan",
      chunks,
      // Slack wants to know for whom it is everywhere but in direct messages, where it does not mind.
      recipient_user_id: slackUserId,
      recipient_team_id: identity.teamId,
    });
    await notes.opened(key, ts ?? "");
    return planMessage(deps, { kind: "stream", ts: ts ?? "", key, drawn: plan });
  } catch (error) {
    const refusal = platformError(error);
    if (refusal === undefined) {
      // Nobody knows whether Slack began one.
      const place = { workspaceId: deps.workspaceId, channelId: channel, threadTs };
      await closePlan(await deps.line(), place, { key, ts: null });
    }
    await notes.closed(key);
    if (refusal === undefined) throw error;
    deps.streaming.noteRefusal(deps.workspaceId, refusal);
    return undefined;
  }
}

async function openEdited(deps: MessageDeps, plan: Plan): Promise<PlanMessage> {
  const { channel, threadTs, notes } = deps;
  const { client } = await deps.line();
  const key = await notes.opening();
  const { ts = "" } = await client.chat.postMessage({
    channel,
    thread_ts: threadTs,
    text: plan.title,
    blocks: [plainPlan(plan.title, plan.tasks)],
    metadata: markOf(key, true),
    unfurl_links: false,
    unfurl_media: false,
  });
  await notes.opened(key, ts);
  return planMessage(deps, { kind: "edited", ts, key, drawn: plan });
}

interface Standing {
  readonly kind: "stream" | "edited";
  readonly ts: string;
  readonly key: string;
  readonly drawn: Plan;
}

function planMessage(deps: MessageDeps, opened: Standing): PlanMessage {
  const { channel, budgets, workspaceId, notes } = deps;
  let standing = opened;
  /** Whether Slack had it as a stream: then it knows plans. */
  const isNative = opened.kind === "stream";

  const drawnBy = (plan: Plan): KnownBlock =>
    isNative ? planBlock(plan.title, plan.tasks) : plainPlan(plan.title, plan.tasks);

  async function append(plan: Plan): Promise<number> {
    const chunks = changesBetween(standing.drawn, plan);
    if (chunks.length === 0) return 0;
    const waitMs = budgets.take(workspaceId, "chat.appendStream");
    if (waitMs > 0) return waitMs;
    const { client } = await deps.line();
    try {
      await client.chat.appendStream({ channel, ts: standing.ts, chunks });
      standing = { ...standing, drawn: plan };
      return 0;
    } catch (error) {
      if (platformError(error) !== ENDED) throw error;
      standing = { ...standing, kind: "edited" };
      return edit(plan);
    }
  }

  async function edit(plan: Plan): Promise<number> {
    const waitMs = budgets.take(workspaceId, "chat.update");
    if (waitMs > 0) return waitMs;
    await update({ text: plan.title, blocks: [drawnBy(plan)] }, { key: standing.key, open: true });
    standing = { ...standing, drawn: plan };
    return 0;
  }

  async function update({ text, blocks }: SlackMessage, mark: { key: string; open: boolean }): Promise<void> {
    const { client } = await deps.line();
    const metadata = markOf(mark.key, mark.open);
    await client.chat.update({ channel, ts: standing.ts, text, blocks, metadata });
  }

  async function stopStream(plan: Plan, { message, key, sessionStatus }: Closing): Promise<void> {
    const { client } = await deps.line();
    const { text, blocks } = asStreamed(message);
    await client.chat.stopStream({
      channel,
      ts: standing.ts,
      chunks: [...changesBetween(standing.drawn, plan), ...text],
      ...(blocks.length > 0 ? { blocks } : {}),
      metadata: markOf(key ?? standing.key),
      ...(sessionStatus ? { session_status: sessionStatus } : {}),
    });
  }

  /** The last edit. Of a plan that Slack does not know, what was said takes the place. */
  async function finalEdit(plan: Plan, { message, key }: Closing): Promise<void> {
    const shown = message && (isNative ? under(drawnBy(plan), message) : message);
    await update(shown ?? { text: plan.title, blocks: [drawnBy(plan)] }, {
      key: key ?? standing.key,
      open: false,
    });
  }

  async function closeWith(plan: Plan, closing: Closing): Promise<void> {
    if (standing.kind === "stream") {
      try {
        return await stopStream(plan, closing);
      } catch (error) {
        if (platformError(error) !== ENDED) throw error;
      }
    }
    await finalEdit(plan, closing);
  }

  return {
    get kind() {
      return standing.kind;
    },
    draw: (plan) => (standing.kind === "stream" ? append(plan) : edit(plan)),
    async close(plan, closing) {
      const fitting =
        closing.message && under(drawnBy(plan), closing.message) ? closing : withoutMessage(closing);
      const ts = await closeWith(plan, fitting).then(
        () => (fitting.message ? standing.ts : undefined),
        async (error: unknown) => {
          if (platformError(error) === undefined || !fitting.message) throw error;
          // Slack does not want what is said there: it is said in a message of its own.
          await closeWith(plan, withoutMessage(closing));
          return undefined;
        },
      );
      await notes.closed(standing.key);
      return ts;
    },
  };
}

const withoutMessage = ({ message: _, key: __, ...rest }: Closing): Closing => rest;

/** A message with a plan above it; undefined when that is too much for one message. */
function under(plan: KnownBlock, { text, blocks }: SlackMessage): SlackMessage | undefined {
  const all = [plan, ...blocks];
  const isFit = all.length <= BLOCK_LIMITS.blocksOnMessage && JSON.stringify(all).length <= MOST_JSON;
  return isFit ? { text, blocks: all } : undefined;
}

/** A message as what a stream ends with: its words as text, and the other blocks. */
function asStreamed(message: SlackMessage | undefined): { text: AnyChunk[]; blocks: KnownBlock[] } {
  if (!message) return { text: [], blocks: [] };
  const [first, ...rest] = message.blocks;
  if (first?.type !== "markdown") return { text: [], blocks: message.blocks as KnownBlock[] };
  return { text: [{ type: "markdown_text", text: first.text }], blocks: rest as KnownBlock[] };
}

/** The chunks that make `before` into `now`. */
function changesBetween(before: Plan, now: Plan): AnyChunk[] {
  const known = new Map(cardsOf(before.tasks).map((task) => [task.id, JSON.stringify(taskChunk(task))]));
  const changed = cardsOf(now.tasks)
    .map(taskChunk)
    .filter((chunk) => known.get(chunk.id) !== JSON.stringify(chunk));
  return now.title === before.title ? changed : [{ type: "plan_update", title: now.title }, ...changed];
}
