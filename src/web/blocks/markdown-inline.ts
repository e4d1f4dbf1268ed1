import { emojiShortcode } from "./emoji.ts";
import { slackEntity } from "./entity.ts";
import type { Inline } from "./prose.ts";
import { betweenMarks, codeSpan, lineBreak, type Rule, type Rules, scanInline } from "./scan-inline.ts";

const LONGEST_LABEL = 1000;
const LONGEST_URL = 3000;

const escaped: Rule = (text, at) =>
  /^[!-/:-@[-`{-~]$/.test(text.charAt(at + 1))
    ? { node: { kind: "text", text: text.charAt(at + 1) }, end: at + 2 }
    : undefined;

/** The `]` that closes the `[` at `at`, over nested pairs, or -1. */
function closingBracket(text: string, at: number): number {
  let open = 0;
  const limit = Math.min(text.length, at + LONGEST_LABEL);
  for (let i = at; i < limit; i++) {
    const character = text.charAt(i);
    if (character === "\\") i += 1;
    else if (character === "[") open += 1;
    else if (character === "]" && --open === 0) return i;
  }
  return -1;
}

const link: Rule = (text, at, inner) => {
  const close = closingBracket(text, at);
  if (close === -1 || text.charAt(close + 1) !== "(") return undefined;
  const target = /^\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\s*\)/.exec(
    text.slice(close + 1, close + 1 + LONGEST_URL),
  );
  if (!target) return undefined;
  const label = text.slice(at + 1, close);
  const children: readonly Inline[] = label === "" ? [{ kind: "text", text: target[1] ?? "" }] : inner(label);
  return { node: { kind: "link", url: target[1] ?? "", children }, end: close + 1 + target[0].length };
};

/** A picture is never loaded from where foreign text says: it becomes a link. */
const image: Rule = (text, at, inner) =>
  text.charAt(at + 1) === "[" ? link(text, at + 1, inner) : undefined;

const bareUrl: Rule = (text, at) => {
  if (/[\w/.-]/.test(text.charAt(at - 1))) return undefined;
  const [url] = /^https?:\/\/[^\s<>"`|\\]+/.exec(text.slice(at, at + LONGEST_URL)) ?? [];
  if (url === undefined) return undefined;
  const trimmed = url.replace(/[).,;:!?'*_~\]]+$/, "");
  return {
    node: { kind: "link", url: trimmed, children: [{ kind: "text", text: trimmed }] },
    end: at + trimmed.length,
  };
};

function firstOf(...rules: readonly Rule[]): Rule {
  return (text, at, inner) => {
    for (const rule of rules) {
      const found = rule(text, at, inner);
      if (found) return found;
    }
    return undefined;
  };
}

const RULES: Rules = new Map<string, Rule>([
  ["\\", escaped],
  ["`", codeSpan],
  ["*", firstOf(betweenMarks("**", "bold"), betweenMarks("*", "italic"))],
  ["_", firstOf(betweenMarks("__", "bold"), betweenMarks("_", "italic"))],
  ["~", betweenMarks("~~", "strike")],
  ["[", link],
  ["!", image],
  ["<", slackEntity],
  ["h", bareUrl],
  [":", emojiShortcode],
  ["\n", lineBreak],
]);

/** The inside of one paragraph, heading or cell of standard Markdown. */
export function parseMarkdownInline(text: string): readonly Inline[] {
  return scanInline(text, RULES);
}
