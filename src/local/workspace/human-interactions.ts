import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { validateBlocks } from "../../slack/index.ts";
import type { AppSettings, AppShortcut } from "./app-settings.ts";
import type { Deliveries, DeliveryOutcome } from "./deliveries.ts";
import { type HumanMessageParts, type OnMessage, placeFinder, refusal } from "./human-messages.ts";
import type { NextTimestamp } from "./ids.ts";
import type { Interactions } from "./interactions.ts";
import {
  type ElementAnswer,
  elementsOf,
  type FormAnswers,
  heldValue,
  overflowChoice,
  stateWith,
} from "./view-state.ts";
import type { Views } from "./views.ts";

/** The app took it, or Slack would show its warning triangle because of `reason`. */
export type HumanOutcome =
  | { readonly outcome: "acknowledged" }
  | { readonly outcome: "failed"; readonly reason: string };

interface Pressed {
  readonly user: string;
  readonly actionId: string;
  /** Needed when the `action_id` stands in several blocks. */
  readonly blockId?: string;
  /** What was chosen, for menus and inputs; which button, `positive_button` or `negative_button`, for feedback. */
  readonly answer?: ElementAnswer;
  /** What the other inputs of the message or view hold. */
  readonly answers?: FormAnswers;
}

/** A press of something on a message or in a view. */
export type Click = Pressed &
  ({ readonly channel: string; readonly ts: string } | { readonly viewId: string });

export interface SlashCommand {
  readonly user: string;
  readonly channel: string;
  /** With the slash. */
  readonly command: string;
  readonly text: string;
}

export interface Shortcut {
  readonly user: string;
  readonly callbackId: string;
}

/** What people press and call. All throw ChiefError `local.…` for what they could not see or press. */
export interface HumanInteractions {
  click(click: Click): Promise<HumanOutcome>;
  /** Runs a slash command; an answer in the acknowledgement is posted, ephemeral unless `in_channel`. */
  slash(command: SlashCommand): Promise<HumanOutcome>;
  globalShortcut(shortcut: Shortcut): Promise<HumanOutcome>;
  messageShortcut(shortcut: Shortcut & OnMessage): Promise<HumanOutcome>;
}

export interface HumanInteractionParts extends HumanMessageParts {
  readonly views: Views;
  readonly interactions: Interactions;
  readonly deliveries: Deliveries;
  readonly nextTimestamp: NextTimestamp;
  readonly settings: AppSettings;
}

export function createHumanInteractions(parts: HumanInteractionParts): HumanInteractions {
  const { people, interactions, deliveries, messages, identity } = parts;
  const place = placeFinder(parts);
  const send = async (body: JsonObject) =>
    toOutcome(await deliveries.sendInteraction({ kind: "interactive", body }, String(body["type"])));

  return {
    click(click) {
      const user = people.get(click.user);
      const where = "viewId" in click ? onView(parts, click) : onMessage(parts, click);
      const action = { ...actionOf(where.blocks, click), action_ts: parts.nextTimestamp() };
      return send({
        type: "block_actions",
        ...interactions.about(user),
        ...where.payload,
        ...interactions.trigger(user),
        state: { values: stateWith(where.blocks, click.answers ?? {}) },
        actions: [action],
      });
    },

    async slash({ user: userId, channel: channelId, command, text }) {
      const user = people.get(userId);
      const channel = place.channelOf(userId, channelId);
      const body = { ...interactions.slash(user, channel), command, text };
      const outcome = await deliveries.sendInteraction({ kind: "slash_commands", body }, "slash_commands");
      if (!outcome.ok) return toOutcome(outcome);
      const answer = slashAnswer(outcome.body);
      if (answer === undefined) return { outcome: "acknowledged" };
      if (answer === "invalid") return { outcome: "failed", reason: "invalid_blocks" };
      const { isPublic, ...draft } = answer;
      const author = { user: identity.botUserId, bot_id: identity.botId, app_id: identity.appId };
      messages.post(channel, { ...author, ...draft, ...(!isPublic && { visibleTo: userId }) });
      return { outcome: "acknowledged" };
    },

    globalShortcut({ user: userId, callbackId }) {
      known(parts, "global", callbackId);
      return send(shortcutPayload(parts, "shortcut", { userId, callbackId }));
    },

    messageShortcut({ callbackId, ...on }) {
      known(parts, "message", callbackId);
      const { channel, message } = place.messageAt(on);
      const { user: userId, ts } = on;
      const { container: _, ...about } = interactions.onMessage(channel, message);
      const target = { channel: channel.id, user: userId, messageTs: ts, threadTs: message.thread_ts };
      return send({
        ...shortcutPayload(parts, "message_action", { userId, callbackId }),
        ...about,
        message_ts: ts,
        ...interactions.responseUrl(target),
      });
    },
  };
}

/** Slack shows only the shortcuts of the manifest. */
function known({ settings }: HumanInteractionParts, type: AppShortcut["type"], callbackId: string): void {
  if (!settings.shortcuts.some((one) => one.type === type && one.callbackId === callbackId))
    throw refusal("unknown_shortcut", `the app has no ${type} shortcut ${callbackId}`);
}

function shortcutPayload(
  { people, interactions, nextTimestamp }: HumanInteractionParts,
  type: string,
  { userId, callbackId }: { userId: string; callbackId: string },
): JsonObject {
  const user = people.get(userId);
  const action = { callback_id: callbackId, action_ts: nextTimestamp() };
  return { type, ...interactions.about(user), ...interactions.trigger(user), ...action };
}

function onView(
  { views, interactions }: HumanInteractionParts,
  { user, viewId }: { user: string; viewId: string },
) {
  const open = views.find(viewId);
  if (open?.user !== user) throw refusal("unknown_view", `${user} sees no view ${viewId}`);
  return { blocks: open.view.blocks, payload: interactions.onView(open.view) };
}

function onMessage(parts: HumanInteractionParts, on: OnMessage) {
  const { channel, message } = placeFinder(parts).messageAt(on);
  const target = { channel: channel.id, user: on.user, messageTs: on.ts, threadTs: message.thread_ts };
  const payload = {
    ...parts.interactions.onMessage(channel, message),
    ...parts.interactions.responseUrl(target),
  };
  return { blocks: [...(message.blocks ?? [])], payload };
}

function actionOf(blocks: readonly JsonObject[], click: Pressed): JsonObject {
  const isMeant = ({ blockId, element }: { blockId: string; element: JsonObject }) =>
    element["action_id"] === click.actionId && (click.blockId ?? blockId) === blockId;
  const found = elementsOf(blocks).find(isMeant);
  if (found === undefined)
    throw refusal("unknown_element", `there is nothing to press named ${click.actionId}`);
  const { element, blockId } = found;
  const about = { type: String(element["type"]), action_id: click.actionId, block_id: blockId };
  return { ...about, ...pressedValue(element, click.answer) };
}

function pressedValue(element: JsonObject, answer: ElementAnswer | undefined): JsonObject {
  if (element["type"] === "overflow") return { selected_option: overflowChoice(element, answer) };
  if (element["type"] === "feedback_buttons") {
    const chosen = element[answer === "negative_button" ? "negative_button" : "positive_button"];
    return isJsonObject(chosen) ? { text: chosen["text"] ?? null, value: chosen["value"] ?? null } : {};
  }
  const held = heldValue(element, answer);
  if (held !== undefined) return held;
  const members = ["text", "value", "url", "style"].filter((name) => element[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, element[name] as Json]));
}

/** The message in a slash command's acknowledgement, if there is one. */
function slashAnswer(body: unknown) {
  if (typeof body === "string") return body === "" ? undefined : { text: body, isPublic: false };
  if (!isJsonObject(body)) return undefined;
  const { text, blocks, response_type } = body;
  if (typeof text !== "string" && blocks === undefined) return undefined;
  if (blocks !== undefined && validateBlocks(blocks).length > 0) return "invalid";
  return {
    text: typeof text === "string" ? text : "",
    isPublic: response_type === "in_channel",
    ...(Array.isArray(blocks) && { blocks: blocks.filter(isJsonObject) }),
  };
}

function toOutcome(outcome: DeliveryOutcome): HumanOutcome {
  return outcome.ok ? { outcome: "acknowledged" } : { outcome: "failed", reason: outcome.reason };
}
