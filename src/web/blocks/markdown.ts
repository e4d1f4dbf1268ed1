import { parseMarkdownInline } from "./markdown-inline.ts";
import type { Inline, Prose } from "./prose.ts";

const DEEPEST = 6;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s{0,3}([-*_])\s*(\1\s*){2,}$/;
const QUOTE = /^\s{0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** A block that was read, and the number of lines it took. */
interface Taken {
  readonly prose: Prose;
  readonly lines: number;
}
type Reader = (lines: readonly string[], at: number, depth: number) => Taken | undefined;

/**
 * The part of standard Markdown that Slack's `markdown` block shows: headings, lists, quotes, tables, code,
 * emphasis, links. HTML in it is text like any other.
 *
 * Source: https://docs.slack.dev/reference/block-kit/blocks/markdown-block
 */
export function parseMarkdown(text: string): readonly Prose[] {
  return readBlocks(text.replaceAll("\r\n", "\n").split("\n"), 0);
}

function readBlocks(lines: readonly string[], depth: number): readonly Prose[] {
  const blocks: Prose[] = [];
  let at = 0;
  while (at < lines.length) {
    if ((lines[at] ?? "").trim() === "") {
      at += 1;
      continue;
    }
    const taken = readBlock(lines, at, depth);
    blocks.push(taken.prose);
    at += taken.lines;
  }
  return blocks;
}

function readBlock(lines: readonly string[], at: number, depth: number): Taken {
  for (const read of READERS) {
    const taken = read(lines, at, depth);
    if (taken) return taken;
  }
  return readParagraph(lines, at);
}

const readFence: Reader = (lines, at) => {
  const mark = FENCE.exec(lines[at] ?? "")?.[1];
  if (mark === undefined) return undefined;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.trim().startsWith(mark));
  const inside = end === -1 ? rest : rest.slice(0, end);
  return { prose: { kind: "code", text: inside.join("\n") }, lines: inside.length + (end === -1 ? 1 : 2) };
};

const readHeading: Reader = (lines, at) => {
  const [, marks, text] = HEADING.exec(lines[at] ?? "") ?? [];
  if (marks === undefined) return undefined;
  return {
    prose: { kind: "heading", level: marks.length, inline: parseMarkdownInline(text ?? "") },
    lines: 1,
  };
};

const readRule: Reader = (lines, at) =>
  RULE.test(lines[at] ?? "") ? { prose: { kind: "rule" }, lines: 1 } : undefined;

const readQuote: Reader = (lines, at, depth) => {
  const count = lengthWhile(lines, at, (line) => QUOTE.test(line));
  if (count === 0) return undefined;
  const inside = lines.slice(at, at + count).map((line) => line.replace(QUOTE, ""));
  return { prose: { kind: "quote", children: nested(inside, depth) }, lines: count };
};

const readTable: Reader = (lines, at) => {
  if (!(lines[at] ?? "").includes("|") || !TABLE_RULE.test(lines[at + 1] ?? "")) return undefined;
  const count = lengthWhile(lines, at + 2, (line) => line.includes("|"));
  const header = cellsOf(lines[at] ?? "");
  const rows = lines.slice(at + 2, at + 2 + count).map(cellsOf);
  return { prose: { kind: "table", header, rows }, lines: count + 2 };
};

/** The cells of a row; `\\|` and a bar inside code do not divide. */
function cellsOf(line: string): readonly (readonly Inline[])[] {
  const cells = [""];
  let isCode = false;
  for (const [piece] of line
    .trim()
    .replace(/^\|/, "")
    .matchAll(/\\.|[^\\]|\\/gs)) {
    if (piece === "`") isCode = !isCode;
    if (piece === "|" && !isCode) cells.push("");
    else cells.push((cells.pop() ?? "") + (piece === "\\|" ? "|" : piece));
  }
  if (cells.at(-1)?.trim() === "") cells.pop();
  return cells.map((cell) => parseMarkdownInline(cell.trim()));
}

const readList: Reader = (lines, at, depth) => {
  const first = ITEM.exec(lines[at] ?? "");
  if (!first) return undefined;
  const indent = (first[1] ?? "").length;
  const isOrdered = /\d/.test(first[2] ?? "");
  const items: string[][] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const item = ITEM.exec(line);
    const isSibling = item && (item[1] ?? "").length <= indent + 1 && /\d/.test(item[2] ?? "") === isOrdered;
    if (isSibling) items.push([item[3] ?? ""]);
    else if (/^\s{2,}\S/.test(line)) items.at(-1)?.push(line.replace(/^\s{2,4}/, ""));
    else break;
  }
  const start = isOrdered ? { start: Number.parseInt(first[2] ?? "1", 10) } : {};
  return {
    prose: { kind: "list", ...start, items: items.map((item) => nested(item, depth)) },
    lines: next - at,
  };
};

const READERS: readonly Reader[] = [readFence, readHeading, readRule, readQuote, readTable, readList];

function readParagraph(lines: readonly string[], at: number): Taken {
  const startsOther = (line: string, index: number) =>
    index > at && [FENCE, HEADING, QUOTE, ITEM].some((pattern) => pattern.test(line));
  let end = at;
  while (end < lines.length && (lines[end] ?? "").trim() !== "" && !startsOther(lines[end] ?? "", end))
    end += 1;
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join("\n");
  return { prose: { kind: "paragraph", inline: parseMarkdownInline(text) }, lines: end - at };
}

function nested(lines: readonly string[], depth: number): readonly Prose[] {
  if (depth < DEEPEST) return readBlocks(lines, depth + 1);
  return [{ kind: "paragraph", inline: [{ kind: "text", text: lines.join("\n") }] }];
}

function lengthWhile(lines: readonly string[], from: number, test: (line: string) => boolean): number {
  let count = 0;
  while (from + count < lines.length && test(lines[from + count] ?? "")) count += 1;
  return count;
}
