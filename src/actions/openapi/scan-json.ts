/** What a JSON text says about its own shape, without building it. */
interface JsonScan {
  readonly depth: number;
  /** A key that one object holds twice; parsers disagree on which of the two counts (RFC 8259 §4). */
  readonly duplicateKey?: string;
}

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Reads a JSON text once from left to right and stops at `maxDepth`, so that no parser meets a text that would
 * exhaust its stack. Says nothing about whether the text is valid.
 */
export function scanJson(text: string, maxDepth: number): JsonScan {
  const keys: (Set<string> | undefined)[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      keys.push(code === OPEN_OBJECT ? new Set() : undefined);
      depth = Math.max(depth, keys.length);
      if (depth > maxDepth) return { depth };
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      keys.pop();
    } else if (code === QUOTE) {
      const end = endOfString(text, at);
      const key = isKey(text, end) ? text.slice(at + 1, end) : undefined;
      if (key !== undefined && keys.at(-1)?.has(key)) return { depth, duplicateKey: key };
      if (key !== undefined) keys.at(-1)?.add(key);
      at = end;
    }
  }
  return { depth };
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (text.charCodeAt(next) <= 32) next += 1;
  return text.charCodeAt(next) === COLON;
}
