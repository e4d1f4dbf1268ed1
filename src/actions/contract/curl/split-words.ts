export type Words =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** How a character that ends, quotes or escapes is to be read; every reader starts at `at` and gives where it ended. */
interface Cursor {
  readonly text: string;
  at: number;
}

const OPERATORS = new Set(["|", "&", ";", "<", ">", "(", ")", "`"]);

/**
 * Splits a command line into words as a POSIX shell does (XCU §2.2): single quotes, double quotes with their escapes,
 * `$'…'` with ANSI-C escapes, backslashes, a backslash before a line break, comments. Nothing is expanded: `$NAME`
 * stays as it is written. What a shell would run besides the command (`|`, `;`, `$(…)`, backticks) is refused.
 */
export function splitWords(text: string): Words {
  const cursor: Cursor = { text: text.replace(/\r\n?/g, "\n"), at: 0 };
  const words: string[] = [];
  try {
    for (;;) {
      skipBlank(cursor);
      if (cursor.at >= cursor.text.length) return { ok: true, words };
      words.push(readWord(cursor));
    }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, message: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

function skipBlank(cursor: Cursor): void {
  for (;;) {
    const rest = cursor.text.slice(cursor.at, cursor.at + 2);
    if (rest === "\\\n") cursor.at += 2;
    else if (/^[ \t\n]/.test(rest)) cursor.at += 1;
    else if (rest.startsWith("#")) skipComment(cursor);
    else return;
  }
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf("\n", cursor.at);
  cursor.at = end < 0 ? cursor.text.length : end;
}

function readWord(cursor: Cursor): string {
  const pieces: string[] = [];
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at] ?? "";
    if (/[ \t\n]/.test(character)) break;
    pieces.push(readPiece(cursor, character));
  }
  return pieces.join("");
}

function readPiece(cursor: Cursor, character: string): string {
  if (character === "'") return readSingle(cursor);
  if (character === '"') return readDouble(cursor);
  if (cursor.text.startsWith("$'", cursor.at)) return readAnsi(cursor);
  if (cursor.text.startsWith('$"', cursor.at)) {
    cursor.at += 1;
    return readDouble(cursor);
  }
  if (cursor.text.startsWith("$(", cursor.at) || OPERATORS.has(character))
    throw new Unreadable(
      `Paste the curl command alone: “${character}” would make the shell do something else`,
    );
  if (character === "\\") return readEscape(cursor);
  cursor.at += 1;
  return character;
}

/** Outside of quotes: a backslash makes the next character plain, and takes a line break away. */
function readEscape(cursor: Cursor): string {
  const next = cursor.text[cursor.at + 1];
  cursor.at += 2;
  if (next === undefined) throw new Unreadable("The command ends with a backslash; paste all of it");
  return next === "\n" ? "" : next;
}

function readSingle(cursor: Cursor): string {
  const end = cursor.text.indexOf("'", cursor.at + 1);
  if (end < 0) throw new Unreadable("A single quote is never closed; paste all of the command");
  const inside = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return inside;
}

const DOUBLE = /(?:[^"\\`$]|\\[\s\S]|\$(?!\())*/y;

function readDouble(cursor: Cursor): string {
  DOUBLE.lastIndex = cursor.at + 1;
  const inside = DOUBLE.exec(cursor.text)?.[0] ?? "";
  const end = cursor.at + 1 + inside.length;
  if (cursor.text[end] !== '"') {
    throw new Unreadable(
      end >= cursor.text.length
        ? "A double quote is never closed; paste all of the command"
        : "Paste the command without $(…) and backticks in it",
    );
  }
  cursor.at = end + 1;
  return inside.replace(/\\\n/g, "").replace(/\\([$`"\\])/g, "$1");
}

const ANSI = /(?:[^'\\]|\\[\s\S])*/y;

function readAnsi(cursor: Cursor): string {
  ANSI.lastIndex = cursor.at + 2;
  const inside = ANSI.exec(cursor.text)?.[0] ?? "";
  const end = cursor.at + 2 + inside.length;
  if (cursor.text[end] !== "'") throw new Unreadable("A $'…' is never closed; paste all of the command");
  cursor.at = end + 1;
  return decodeAnsi(inside);
}

const ANSI_ESCAPE =
  /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c([\s\S])|([\s\S]))/g;
const ANSI_LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Escapes by byte (`\xc3\xa9`) are put together as UTF-8, as a terminal would. */
function decodeAnsi(text: string): string {
  const bytes: Buffer[] = [];
  let from = 0;
  for (const match of text.matchAll(ANSI_ESCAPE)) {
    bytes.push(Buffer.from(text.slice(from, match.index)), ansiEscape(match));
    from = match.index + match[0].length;
  }
  bytes.push(Buffer.from(text.slice(from)));
  return Buffer.concat(bytes).toString("utf8");
}

function ansiEscape([, hex, unicode, wide, octal, control, letter]: RegExpMatchArray): Buffer {
  if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)]);
  if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8) & 0xff]);
  if (control !== undefined) return Buffer.from([control.charCodeAt(0) & 0x1f]);
  const point = unicode ?? wide;
  if (point === undefined) return Buffer.from(ANSI_LETTERS[letter ?? ""] ?? letter ?? "");
  const code = Number.parseInt(point, 16);
  return Buffer.from(code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd");
}
