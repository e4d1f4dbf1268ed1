import type { RichTextBlock } from "@slack/types";
import { storableText, visibleText } from "../../kernel/index.ts";

/** Untrusted text with nothing hidden in it, and no half characters. */
export function plainText(text: string): string {
  return storableText(visibleText(text));
}

/** Untrusted text as it is, set like code: no mention, no link, no markup is made of it. */
export function preformatted(text: string): RichTextBlock {
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: plainText(text) }] }],
  };
}

/** Untrusted text as plain words. */
export function plainWords(text: string): RichTextBlock {
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text: plainText(text) }] }],
  };
}

/** Untrusted text for where Slack reads markup, such as a notification: nothing in it is any. */
export function inert(text: string, mostCharacters = 300): string {
  return plainText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .slice(0, mostCharacters);
}
