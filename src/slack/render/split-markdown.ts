/** A fence whose opening line is longer is opened again without its words. */
const MOST_FENCE = 24;
const CLOSING = "\n```";

/**
 * Cuts Markdown into pieces of at most `limit` characters, which must be 30 or more: between blocks where possible,
 * else between lines, else between words, else anywhere but within a character. A code fence that is cut is closed in
 * one piece and opened again in the next.
 */
export function splitMarkdown(text: string, limit: number): string[] {
  if (text.length <= limit) return [text];
  const pieces: string[] = [];
  let rest = text;
  let open = "";
  while (rest.length > 0) {
    const room = limit - open.length - CLOSING.length;
    const isLast = rest.length <= room;
    const cut = isLast ? rest.length : cutPoint(rest, room);
    const body = open + rest.slice(0, cut);
    const fence = fenceLeftOpen(body);
    pieces.push(fence ? body + CLOSING : body);
    open = fence ? `${fence.length <= MOST_FENCE ? fence : "```"}\n` : "";
    rest = rest.slice(cut).replace(/^\n+/, "");
  }
  return pieces;
}

function cutPoint(text: string, room: number): number {
  for (const separator of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(separator, room);
    if (at > room / 2) return at;
  }
  // Never within a run of backticks or between the halves of a character, unless there is nothing else.
  const before = text.slice(0, room);
  const run = /`+$/.exec(before)?.[0].length ?? 0;
  if (run > 0 && run < room / 2) return room - run;
  return /[\ud800-\udbff]$/.test(before) && room > 1 ? room - 1 : room;
}

/** The opening line of a fence that `text` leaves open, or an empty string. */
function fenceLeftOpen(text: string): string {
  let open = "";
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) open = open ? "" : line.trim();
  }
  return open;
}
