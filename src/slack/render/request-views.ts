/** The modals of the shortcuts. */
import type { KnownBlock, ModalView, RichTextBlock } from "@slack/types";
import { shortened } from "../../kernel/index.ts";
import { plainText } from "./untrusted.ts";
import { input, modal, placeInput, VALUE } from "./view-parts.ts";

export const REQUEST_VIEWS = {
  ask: "ask_about_message_view",
  request: "new_request_view",
  saveSkill: "save_thread_as_skill_view",
} as const;

/** The blocks of what is asked, of the message that it is about, and of a skill's name. */
export const REQUEST_BLOCKS = { question: "question", message: "message", name: "name" } as const;

/** A message is handed on up to here; longer ones are read in their thread. */
const MOST_QUOTED = 8_000;
const MOST_ASKED = 2_000;

const question = (label: string): KnownBlock =>
  input({
    id: REQUEST_BLOCKS.question,
    label,
    element: {
      type: "plain_text_input",
      action_id: VALUE,
      multiline: true,
      max_length: MOST_ASKED,
      focus_on_load: true,
    },
  });

/**
 * Asks what to do about a message. The message stands in the modal as it will be handed on, and comes back with what is
 * submitted: private metadata would be too small for it.
 */
export function askView(message: string, metadata: string): ModalView {
  return modal({
    callbackId: REQUEST_VIEWS.ask,
    metadata,
    title: "Ask Chief",
    submit: "Ask",
    blocks: [question("What should I do about it?"), quoteBlock(shortened(message, MOST_QUOTED))],
  });
}

function quoteBlock(text: string): RichTextBlock {
  return {
    type: "rich_text",
    block_id: REQUEST_BLOCKS.message,
    elements: [
      { type: "rich_text_quote", elements: [{ type: "text", text: plainText(text) || "(no words)" }] },
    ],
  };
}

/** The message that an ask view shows. */
export function quotedIn(blocks: readonly { readonly block_id?: string }[]): string {
  const block = blocks.find(({ block_id }) => block_id === REQUEST_BLOCKS.message) as
    | RichTextBlock
    | undefined;
  const quotes = block?.elements.filter((element) => element.type === "rich_text_quote") ?? [];
  const parts = quotes.flatMap(({ elements }) => elements);
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** Asks for a request, and where to answer it. */
export function newRequestView(): ModalView {
  return modal({
    callbackId: REQUEST_VIEWS.request,
    title: "New Chief request",
    submit: "Ask",
    blocks: [question("What should I do?"), placeInput()],
  });
}

/** Asks what a skill made of a thread is to be called. */
export function saveSkillView(metadata: string): ModalView {
  return modal({
    callbackId: REQUEST_VIEWS.saveSkill,
    metadata,
    title: "Save as a skill",
    submit: "Show me",
    blocks: [
      input({
        id: REQUEST_BLOCKS.name,
        label: "What should it be called?",
        hint: "Letters, digits and hyphens, such as ship-order. I show what I understood before anything is saved.",
        element: { type: "plain_text_input", action_id: VALUE, max_length: 60, focus_on_load: true },
      }),
    ],
  });
}
