import type { JsonObject } from "../../kernel/index.ts";
import { visibleText } from "../../kernel/index.ts";
import { emojiOf } from "./emoji.ts";
import { textAt } from "./json-view.ts";
import { parseMrkdwn, parseMrkdwnInline } from "./mrkdwn.ts";
import type { Names } from "./names.ts";
import { InlineText, ProseView } from "./prose-view.tsx";

/** Plain text of a block: nothing in it is markup but, as in Slack, emoji shortcodes. */
export function plainText(text: string): string {
  return visibleText(text.replace(/:([a-z0-9_+-]{1,40}):/g, (whole, name: string) => emojiOf(name) ?? whole));
}

/** A text object on lines of its own. */
export function TextBlock({ text, names }: { text: JsonObject; names: Names }) {
  if (textAt(text, "type") !== "mrkdwn") return <p class="pre-line">{plainText(textAt(text, "text"))}</p>;
  return <ProseView nodes={parseMrkdwn(textAt(text, "text"))} names={names} />;
}

/** A text object within a line, such as an option's label. */
export function TextLine({ text, names }: { text: JsonObject; names: Names }) {
  if (textAt(text, "type") !== "mrkdwn") return <>{plainText(textAt(text, "text"))}</>;
  return <InlineText nodes={parseMrkdwnInline(textAt(text, "text"))} names={names} />;
}
