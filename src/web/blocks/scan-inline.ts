import type { Inline, Style } from "./prose.ts";

/** What a rule found: the node, and where reading goes on. */
export interface Found {
  readonly node: Inline;
  readonly end: number;
}

/** Reads what begins at `at`, or gives undefined: then the character is plain text. */
export type Rule = (
  text: string,
  at: number,
  inner: (text: string) => readonly Inline[],
) => Found | undefined;

/** The rules of a markup by the character that they begin with. */
export type Rules = ReadonlyMap<string, Rule>;

const DEEPEST = 8;
/** A mark is looked for this far and no further, so that a text full of openers stays cheap. */
const LONGEST_SPAN = 3000;
const WORD = /[\p{L}\p{N}]/u;

/** Reads a text left to right; what no rule takes is text. Nesting beyond eight levels stays as written. */
export function scanInline(text: string, rules: Rules, depth = 0): readonly Inline[] {
  if (depth >= DEEPEST) return [{ kind: "text", text }];
  const inner = (part: string) => scanInline(part, rules, depth + 1);
  const nodes: Inline[] = [];
  let plainFrom = 0;
  let at = 0;
  const flush = (to: number) => {
    if (to > plainFrom) nodes.push({ kind: "text", text: text.slice(plainFrom, to) });
  };
  while (at < text.length) {
    const found = rules.get(text.charAt(at))?.(text, at, inner);
    if (!found) {
      at += 1;
      continue;
    }
    flush(at);
    nodes.push(found.node);
    at = found.end;
    plainFrom = at;
  }
  flush(at);
  return nodes;
}

/**
 * A rule for text between two equal marks, as `*bold*`: the opener follows no word and no white space follows
 * it, the closer mirrors that, and both stand in one paragraph.
 */
export function betweenMarks(mark: string, style: Style): Rule {
  return (text, at, inner) => {
    if (!text.startsWith(mark, at) || isWord(text, at - 1) || isSpace(text, at + mark.length))
      return undefined;
    const close = closingMark(text, at + mark.length, mark);
    if (close === -1) return undefined;
    return {
      node: { kind: "styled", style, children: inner(text.slice(at + mark.length, close)) },
      end: close + mark.length,
    };
  };
}

function closingMark(text: string, from: number, mark: string): number {
  const limit = Math.min(text.length, from + LONGEST_SPAN);
  for (let at = text.indexOf(mark, from + 1); at !== -1 && at < limit; at = text.indexOf(mark, at + 1)) {
    const closes =
      !isSpace(text, at - 1) && !isWord(text, at + mark.length) && text.charAt(at + mark.length) !== mark[0];
    if (closes) return text.slice(from, at).includes("\n\n") ? -1 : at;
  }
  return -1;
}

/** A rule for `` `code` `` with any number of ticks; nothing inside is read further. */
export const codeSpan: Rule = (text, at) => {
  const ticks = /^`+/.exec(text.slice(at, at + 32))?.[0] ?? "`";
  const close = text.indexOf(ticks, at + ticks.length);
  if (close === -1 || close === at + ticks.length || close - at > LONGEST_SPAN) return undefined;
  return { node: { kind: "code", text: text.slice(at + ticks.length, close) }, end: close + ticks.length };
};

/** A rule for a line break inside a paragraph. */
export const lineBreak: Rule = (_text, at) => ({ node: { kind: "break" }, end: at + 1 });

function isWord(text: string, at: number): boolean {
  return at >= 0 && WORD.test(text.charAt(at));
}

function isSpace(text: string, at: number): boolean {
  return at < 0 || at >= text.length || /\s/.test(text.charAt(at));
}
