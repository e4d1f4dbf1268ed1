import type { Child } from "hono/jsx";
import type { JsonObject } from "../../kernel/index.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { emojiOf } from "./emoji.ts";
import { isTrueAt, numberAt, objectAt, objectsAt, textAt } from "./json-view.ts";
import type { Names } from "./names.ts";
import type { Inline, Style } from "./prose.ts";
import { InlineText } from "./prose-view.tsx";

const STYLES: readonly (readonly [key: string, style: Style])[] = [
  ["strike", "strike"],
  ["underline", "underline"],
  ["italic", "italic"],
  ["bold", "bold"],
];

function styled(node: Inline, element: JsonObject): Inline {
  const style = objectAt(element, "style") ?? {};
  const inner: Inline =
    isTrueAt(style, "code") && node.kind === "text" ? { kind: "code", text: node.text } : node;
  return STYLES.reduce<Inline>(
    (wrapped, [key, name]) =>
      isTrueAt(style, key) ? { kind: "styled", style: name, children: [wrapped] } : wrapped,
    inner,
  );
}

function emojiText(element: JsonObject): string {
  const name = textAt(element, "name");
  const known = emojiOf(name);
  if (known !== undefined) return known;
  const points = textAt(element, "unicode")
    .split("-")
    .map((hex) => Number.parseInt(hex, 16));
  const isDrawable = points.every((point) => point > 0x1f && point <= 0x10ffff);
  return isDrawable ? String.fromCodePoint(...points) : `:${name}:`;
}

/** An element of a rich text line, in the words of `prose.ts`. */
function inlineOf(element: JsonObject): Inline {
  switch (textAt(element, "type")) {
    case "text":
      return { kind: "text", text: textAt(element, "text") };
    case "link": {
      const url = textAt(element, "url");
      return { kind: "link", url, children: [{ kind: "text", text: textAt(element, "text") || url }] };
    }
    case "user":
      return { kind: "mention", of: "user", id: textAt(element, "user_id") };
    case "channel":
      return { kind: "mention", of: "channel", id: textAt(element, "channel_id") };
    case "usergroup":
      return { kind: "mention", of: "usergroup", id: textAt(element, "usergroup_id") };
    case "broadcast":
      return { kind: "broadcast", range: textAt(element, "range") };
    case "emoji":
      return { kind: "text", text: emojiText(element) };
    case "date":
      return {
        kind: "date",
        at: new Date((numberAt(element, "timestamp") ?? Number.NaN) * 1000),
        format: textAt(element, "format"),
        fallback: textAt(element, "fallback"),
      };
    case "color":
      return { kind: "code", text: textAt(element, "value") };
    default:
      return { kind: "text", text: textAt(element, "text") };
  }
}

/** Line feeds in a text become breaks, as Slack shows them. */
function withBreaks(node: Inline): readonly Inline[] {
  if (node.kind !== "text" || !node.text.includes("\n")) return [node];
  return node.text.split("\n").flatMap((line, index): Inline[] => {
    const text: Inline = { kind: "text", text: line };
    return index === 0 ? [text] : [{ kind: "break" }, text];
  });
}

function Line({ part, names }: { part: JsonObject; names: Names }) {
  const nodes = objectsAt(part, "elements").flatMap((element) =>
    withBreaks(inlineOf(element)).map((node) => styled(node, element)),
  );
  return <InlineText nodes={nodes} names={names} />;
}

function ListPart({ part, names }: { part: JsonObject; names: Names }) {
  const items = objectsAt(part, "elements").map((item) => (
    <li>
      <Line part={item} names={names} />
    </li>
  ));
  const indent = `indent-${Math.min(Math.max(Math.trunc(numberAt(part, "indent") ?? 0), 0), 8)}`;
  const start = (numberAt(part, "offset") ?? 0) + 1;
  if (textAt(part, "style") !== "ordered") return <ul class={indent}>{items}</ul>;
  return (
    <ol class={indent} start={start}>
      {items}
    </ol>
  );
}

function Part({ part, names }: { part: JsonObject; names: Names }): Child {
  switch (textAt(part, "type")) {
    case "rich_text_list":
      return <ListPart part={part} names={names} />;
    case "rich_text_quote":
      return (
        <blockquote>
          <Line part={part} names={names} />
        </blockquote>
      );
    case "rich_text_preformatted": {
      const text = objectsAt(part, "elements").map(
        (element) => textAt(element, "text") || textAt(element, "url"),
      );
      return <CodeBlock text={text.join("")} label="Code" />;
    }
    default:
      return (
        <p>
          <Line part={part} names={names} />
        </p>
      );
  }
}

/** A `rich_text` block: what people type, and what Chief uses for text that it does not trust. */
export function RichText({ block, names }: { block: JsonObject; names: Names }) {
  return (
    <>
      {objectsAt(block, "elements").map((part) => (
        <Part part={part} names={names} />
      ))}
    </>
  );
}
