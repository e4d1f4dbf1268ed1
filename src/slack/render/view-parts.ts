import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import { BLOCK_LIMITS as LIMIT } from "../block-limits.ts";
import { plainText, plainWords } from "./untrusted.ts";

/** Plain text of at most so many characters, never empty: Slack refuses that. */
export function words(text: string, most = 150) {
  return { type: "plain_text", text: plainText(text).slice(0, most).trim() || " " } as const;
}

/** A modal. With `submit` it has a button of that label; everyone has one to leave it. */
export function modal(of: {
  title: string;
  blocks: readonly KnownBlock[];
  callbackId?: string;
  metadata?: string;
  submit?: string;
}): ModalView {
  return {
    type: "modal",
    title: words(of.title, LIMIT.viewTitle),
    close: words(of.submit ? "Cancel" : "Close", LIMIT.viewTitle),
    blocks: [...of.blocks],
    ...(of.callbackId ? { callback_id: of.callbackId } : {}),
    ...(of.metadata ? { private_metadata: of.metadata } : {}),
    ...(of.submit ? { submit: words(of.submit, LIMIT.viewTitle) } : {}),
  };
}

/** A modal that only says something. */
export const sayingView = (title: string, text: string): ModalView =>
  modal({ title, blocks: [plainWords(text)] });

/** An input of a modal; what was wrong with it is shown below it by its block id. */
export function input(of: {
  id: string;
  label: string;
  element: InputBlock["element"];
  hint?: string | undefined;
  isOptional?: boolean;
}): InputBlock {
  return {
    type: "input",
    block_id: of.id,
    label: words(of.label),
    element: of.element,
    ...(of.isOptional ? { optional: true } : {}),
    ...(of.hint ? { hint: words(of.hint) } : {}),
  };
}

/** The block of the channel that a request is answered in. */
export const PLACE_BLOCK = "place";
/** The one element of an input block. */
export const VALUE = "value";

/** Asks where a request is answered. */
export function placeInput(): InputBlock {
  return input({
    id: PLACE_BLOCK,
    label: "Answer in",
    hint: "Without a channel, I answer in our direct messages.",
    isOptional: true,
    element: {
      type: "conversations_select",
      action_id: VALUE,
      placeholder: words("Direct messages"),
      filter: { include: ["public", "private"], exclude_bot_users: true },
    },
  });
}
