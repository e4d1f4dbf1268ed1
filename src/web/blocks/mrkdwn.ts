import { emojiShortcode } from "./emoji.ts";
import { slackEntity, unescapeSlack } from "./entity.ts";
import type { Inline, Prose } from "./prose.ts";
import { betweenMarks, codeSpan, lineBreak, type Rule, type Rules, scanInline } from "./scan-inline.ts";

const unescaped: Rule = (text, at) => {
  const [entity] = /^&(lt|gt|amp);/.exec(text.slice(at, at + 5)) ?? [];
  return entity === undefined
    ? undefined
    : { node: { kind: "text", text: unescapeSlack(entity) }, end: at + entity.length };
};

const codeWithEscapes: Rule = (text, at, inner) => {
  const found = codeSpan(text, at, inner);
  if (found?.node.kind !== "code" || found.node.text.includes("\n")) return undefined;
  return { ...found, node: { kind: "code", text: unescapeSlack(found.node.text) } };
};

const RULES: Rules = new Map<string, Rule>([
  ["*", betweenMarks("*", "bold")],
  ["_", betweenMarks("_", "italic")],
  ["~", betweenMarks("~", "strike")],
  ["`", codeWithEscapes],
  ["<", slackEntity],
  ["&", unescaped],
  [":", emojiShortcode],
  ["\n", lineBreak],
]);

/** The inside of one line or paragraph of mrkdwn. */
export function parseMrkdwnInline(text: string): readonly Inline[] {
  return scanInline(text, RULES);
}

/**
 * Slack's own markup: `*bold* _italic_ ~strike~ `code` > quote`, fences, `<url|text>`, mentions, `:emoji:`.
 *
 * Lines that begin with `•` or `-` become a list, as they are read. Anything else stays as it was written.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function parseMrkdwn(text: string): readonly Prose[] {
  const parts = text.replaceAll("\r\n", "\n").split("```");
  return parts.flatMap((part, index) => {
    if (index % 2 === 0) return parseLines(part);
    // A fence that is never closed was no fence.
    if (index === parts.length - 1) return parseLines(`\`\`\`${part}`);
    return [{ kind: "code" as const, text: unescapeSlack(part.replace(/^\n|\n$/g, "")) }];
  });
}

type LineKind = "quote" | "list" | "text";

function kindOf(line: string): LineKind {
  if (/^(&gt;|>)/.test(line)) return "quote";
  return /^\s*[•-] /.test(line) ? "list" : "text";
}

function parseLines(text: string): Prose[] {
  const groups: { kind: LineKind; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.flatMap(proseOf);
}

function proseOf({ kind, lines }: { kind: LineKind; lines: string[] }): Prose[] {
  if (kind === "quote") {
    const inside = lines.map((line) => line.replace(/^(&gt;|>)(&gt;&gt;|>>)? ?/, "")).join("\n");
    return [{ kind: "quote", children: [{ kind: "paragraph", inline: parseMrkdwnInline(inside) }] }];
  }
  if (kind === "list") {
    const items = lines.map((line) => line.replace(/^\s*[•-] /, ""));
    return [
      { kind: "list", items: items.map((item) => [{ kind: "paragraph", inline: parseMrkdwnInline(item) }]) },
    ];
  }
  const inside = lines.join("\n").replace(/^\n+|\n+$/g, "");
  return inside === "" ? [] : [{ kind: "paragraph", inline: parseMrkdwnInline(inside) }];
}
