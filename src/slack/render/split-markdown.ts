/**
 * Cuts long Markdown into pieces that stand for themselves.
 *
 * Line by line: what a line stands in, a fenced block of code (CommonMark §4.5) or a table, is known before it is read. A
 * piece ends at the last empty line outside of those, where that leaves it more than half full, else before the line that
 * does not fit; a line that is too long by itself is cut between words. What is cut is closed, and opened again in the
 * next piece: a fence by its opening line, a table by its head.
 */

/** A fence whose opening line is longer is opened again without its words. */
const MOST_FENCE = 16;
/** A head that takes more of a piece than this is not repeated. */
const MOST_HEAD = 1 / 3;

interface Fence {
  readonly mark: string;
  /** The line that opens it, or the mark alone where that is long. */
  readonly opening: string;
}

/** What a line stands in. */
interface Inside {
  readonly fence?: Fence;
  /** The head of a table and the line below it. */
  readonly head?: string;
}

interface Line {
  readonly text: string;
  readonly inside: Inside;
}

/** Pieces of at most `limit` characters, which must be 100 or more. */
export function splitMarkdown(text: string, limit: number): string[] {
  if (text.length <= limit) return [text];
  const pieces: string[] = [];
  let rest = linesOf(text, limit);
  while (rest.length > 0) {
    const taken = takePiece(rest, limit);
    if (taken.piece !== "") pieces.push(taken.piece);
    rest = taken.rest;
  }
  return pieces;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

function linesOf(text: string, limit: number): Line[] {
  const lines = text.split("\n");
  let inside: Inside = {};
  return lines.flatMap((line, at): Line[] => {
    const isFree = inside.fence === undefined && inside.head === undefined;
    const here = isFree ? tableAt(lines, at) : inside;
    // A run of marks that nobody writes as a fence would not fit twice into a piece: it is text.
    if (!here.fence && (FENCE.exec(line)?.[1]?.length ?? 0) > MOST_FENCE) {
      inside = {};
      return [{ text: `\\${line.trimStart()}`, inside: here }];
    }
    inside = after(line, here);
    if (here.fence && !inside.fence) return [{ text: here.fence.mark, inside: here }];
    const opened = here.fence === undefined ? inside.fence : undefined;
    if (!opened || line.length <= limit / 3) return [{ text: line, inside: here }];
    // Words behind the marks that would fill a piece become the first line of the code.
    const words = line.trim().slice(opened.mark.length);
    return [
      { text: opened.mark, inside: here },
      { text: words, inside: { fence: opened } },
    ];
  });
}

/** A line below the head of a table begins its rows. */
function tableAt(lines: readonly string[], at: number): Inside {
  const [head = "", below = ""] = [lines[at - 2], lines[at - 1]];
  return at > 1 &&
    head.includes("|") &&
    /^ {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(below) &&
    below.includes("-")
    ? { head: `${head}\n${below}\n` }
    : {};
}

function after(line: string, { fence, head }: Inside): Inside {
  const [, mark = "", info = ""] = FENCE.exec(line) ?? [];
  if (fence) {
    const isClosing = mark[0] === fence.mark[0] && mark.length >= fence.mark.length && info.trim() === "";
    return isClosing ? {} : { fence };
  }
  if (mark !== "" && !(mark.startsWith("`") && info.includes("`"))) {
    const opening = line.trim();
    return { fence: { mark, opening: opening.length <= MOST_FENCE ? opening : mark } };
  }
  return head !== undefined && line.includes("|") ? { head } : {};
}

function takePiece(lines: readonly Line[], limit: number): { piece: string; rest: Line[] } {
  const [first] = lines;
  if (!first) return { piece: "", rest: [] };
  const begin = beginOf(first.inside, limit);
  let length = begin.length;
  let count = 0;
  for (const [at, line] of lines.entries()) {
    const isLast = at === lines.length - 1;
    const next = lines[at + 1]?.inside.fence;
    const needed = length + (at > 0 ? 1 : 0) + line.text.length;
    if (needed + (isLast ? 0 : closingOf(next).length) > limit) break;
    length = needed;
    count = at + 1;
  }
  if (count === lines.length) return { piece: close(begin, lines, undefined), rest: [] };
  if (count === 0) return takePart(lines, { begin, limit });
  const cut = blankBefore(lines, { count, least: limit / 2 }) ?? count;
  const rest = dropBlank(lines.slice(cut));
  return { piece: close(begin, lines.slice(0, cut), lines[cut]?.inside.fence), rest };
}

const closingOf = (fence: Fence | undefined) => (fence ? `\n${fence.mark}` : "");

function beginOf({ fence, head }: Inside, limit: number): string {
  if (fence) return `${fence.opening}\n`;
  return head !== undefined && head.length < limit * MOST_HEAD ? head : "";
}

function close(begin: string, lines: readonly Line[], fence: Fence | undefined): string {
  const body = lines.map(({ text }) => text).join("\n");
  const isEmpty = body.trim() === "" && begin === "";
  return isEmpty ? "" : begin + body.replace(/\n+$/, "") + closingOf(fence);
}

/** Where the last empty line is that stands in nothing, so that the piece before it is long enough. */
function blankBefore(
  lines: readonly Line[],
  { count, least }: { count: number; least: number },
): number | undefined {
  for (let at = count; at > 0; at--) {
    const { text, inside } = lines[at] ?? { text: "-", inside: {} };
    const isFree = text.trim() === "" && inside.fence === undefined;
    if (isFree && lines.slice(0, at).reduce((sum, line) => sum + line.text.length + 1, 0) > least) return at;
  }
  return undefined;
}

/** Empty lines at the beginning of a piece are lost, except within code. */
function dropBlank(lines: readonly Line[]): Line[] {
  const at = lines.findIndex(({ text, inside }) => text.trim() !== "" || inside.fence !== undefined);
  return at < 0 ? [] : lines.slice(at);
}

/** The beginning of a line that is too long for a piece. */
function takePart(
  [line, ...others]: readonly Line[],
  { begin, limit }: { begin: string; limit: number },
): { piece: string; rest: Line[] } {
  if (!line) return { piece: "", rest: [] };
  const { text, inside } = line;
  const closing = closingOf(inside.fence);
  const room = Math.max(1, limit - begin.length - closing.length - DEFUSED.length);
  const cut = cutPoint(text, room);
  const tail = text.slice(cut);
  const left = defused(inside.fence ? tail : tail.replace(/^ +/, ""), inside.fence);
  const rest = left === "" ? [...others] : [{ text: left, inside }, ...others];
  return { piece: begin + defused(text.slice(0, cut), inside.fence) + closing, rest };
}

/** Four spaces before a mark make it text (CommonMark §4.5, example 104). */
const DEFUSED = "    ";

/** A part of a line that would be the mark of a fence by itself, as text. */
function defused(part: string, fence: Fence | undefined): string {
  const [, mark = "", info = ""] = FENCE.exec(part) ?? [];
  const isMark = fence
    ? mark[0] === fence.mark[0] && mark.length >= fence.mark.length && info.trim() === ""
    : mark !== "" && !(mark.startsWith("`") && info.includes("`"));
  return isMark ? `${fence ? DEFUSED : "\\"}${part.trimStart()}` : part;
}

function cutPoint(text: string, room: number): number {
  const space = text.lastIndexOf(" ", room);
  if (space > room / 2) return space;
  // Never within a run of backticks or between the halves of a character, unless there is nothing else.
  const before = text.slice(0, room);
  const run = /`+$/.exec(before)?.[0].length ?? 0;
  if (run > 0 && run < room / 2) return room - run;
  return /[\ud800-\udbff]$/.test(before) && room > 1 ? room - 1 : room;
}
