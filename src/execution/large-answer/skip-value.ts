/** Finding where a JSON value ends, in bytes that come in pieces, without reading what it says. */
import { NestedTooDeeply, NotJson } from "./not-json.ts";

const MOST_NESTED = 1_000;
const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, COMMA, BACKSLASH] = [9, 10, 13, 32, 34, 44, 92];
const [LIST_OPENS, LIST_CLOSES, OBJECT_OPENS, OBJECT_CLOSES] = [91, 93, 123, 125];

/** Skips values, one after the other. */
export interface Skipper {
  /** Where the value that stands at `from` ends, or -1 when it goes on in the next bytes. */
  begin(bytes: Uint8Array, from: number): number;
  /** The same for the next bytes, from their beginning. */
  goOn(bytes: Uint8Array): number;
}

const isBlank = (byte: number) => byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB;

/**
 * A skipper. Brackets are checked to match; what stands between them is checked by whoever parses it.
 *
 * @throws NotJson where brackets do not match, NestedTooDeeply beyond 1,000 levels
 */
export function createSkipper(): Skipper {
  const opened = new Uint8Array(MOST_NESTED);
  let depth = 0;
  let isInText = false;
  let isEscaped = false;

  function endOfText(bytes: Uint8Array, from: number): number {
    let at = from;
    if (isEscaped && at < bytes.length) {
      isEscaped = false;
      at += 1;
    }
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) at += 1;
    }
    isEscaped = at > bytes.length;
    return -1;
  }

  function open(byte: number): void {
    if (depth === MOST_NESTED) throw new NestedTooDeeply();
    opened[depth++] = byte;
  }

  /** The codes of brackets that belong together differ by two. */
  function close(byte: number): void {
    depth -= 1;
    if (opened[depth] !== byte - 2) throw new NotJson();
  }

  function skip(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length) {
      if (isInText) {
        at = endOfText(bytes, at);
        if (at < 0) return -1;
        isInText = false;
        if (depth === 0) return at;
        continue;
      }
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) isInText = true;
      else if (byte === OBJECT_OPENS || byte === LIST_OPENS) open(byte);
      else if (byte === OBJECT_CLOSES || byte === LIST_CLOSES) {
        if (depth === 0) return at;
        close(byte);
        if (depth === 0) return at + 1;
      } else if (depth === 0 && (byte === COMMA || isBlank(byte))) return at;
      at += 1;
    }
    return -1;
  }

  return {
    begin(bytes, from) {
      depth = 0;
      isInText = false;
      isEscaped = false;
      return skip(bytes, from);
    },
    goOn: (bytes) => skip(bytes, 0),
  };
}
