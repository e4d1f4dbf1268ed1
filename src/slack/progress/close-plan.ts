import type { TaskUpdateChunk } from "@slack/types";
import type { OpenPlan, Place } from "../../conversation/index.ts";
import { isJsonObject } from "../../kernel/index.ts";
import type { SlackConnection } from "../connection.ts";
import { platformError } from "../profile.ts";
import { readBack } from "../read-back.ts";
import { plainWords } from "../render/untrusted.ts";
import { markOf, readMark } from "../said-mark.ts";

const WORDS = "I was interrupted here, and go on below.";

/** A message as it is read back, as far as it matters here. */
interface Found {
  readonly ts?: string;
  readonly bot_id?: string;
  readonly streaming_state?: string;
  readonly metadata?: unknown;
  readonly blocks?: readonly unknown[];
}

/**
 * Closes a plan that a process left open when it died, with a word on that. One that was closed, or became an answer,
 * before its process could note that stays as it is. Where nobody knows its message, every stream of Chief in the
 * thread that is still open is one: a thread is worked on by one process at a time.
 */
export async function closePlan(
  { client, identity }: SlackConnection,
  place: Place,
  plan: OpenPlan,
): Promise<void> {
  for await (const message of readBack(client, place)) {
    if (!isLeftOpen(message as Found, plan, identity.botId)) continue;
    await closeMessage(client, place.channelId, { message: message as Found, key: plan.key });
  }
}

function isLeftOpen(message: Found, plan: OpenPlan, botId: string): boolean {
  const mark = readMark(message.metadata);
  if (message.bot_id !== botId || (mark && !mark.open)) return false;
  if (plan.ts !== null) return message.ts === plan.ts;
  return mark?.key === plan.key || (mark === undefined && message.streaming_state === "in_progress");
}

async function closeMessage(
  client: SlackConnection["client"],
  channel: string,
  { message, key }: { message: Found; key: string },
): Promise<void> {
  const { ts = "", streaming_state: state } = message;
  const metadata = markOf(key);
  if (state === "completed") return;
  try {
    if (state === "in_progress") {
      const chunks = [...brokenOff(message), { type: "markdown_text" as const, text: WORDS }];
      await client.chat.stopStream({ channel, ts, chunks, metadata, session_status: "processing" });
      return;
    }
  } catch (error) {
    if (platformError(error) !== "message_not_in_streaming_state") throw error;
  }
  await client.chat.update({ channel, ts, text: WORDS, blocks: [plainWords(WORDS)], metadata });
}

/** The tasks that were under way, as ones that did not come to their end. */
function brokenOff({ blocks = [] }: Found): TaskUpdateChunk[] {
  const plans = blocks.filter(isJsonObject).filter(({ type }) => type === "plan");
  return plans
    .flatMap(({ tasks }) => (Array.isArray(tasks) ? tasks : []))
    .filter(isJsonObject)
    .filter(({ status }) => status === "in_progress" || status === "pending")
    .map(({ task_id, title }) => ({
      type: "task_update",
      id: String(task_id),
      title: String(title),
      status: "error",
      output: "was interrupted",
    }));
}
