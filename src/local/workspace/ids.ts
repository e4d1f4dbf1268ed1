import { randomBytes } from "node:crypto";
import type { Clock } from "../../kernel/index.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** An id as Slack writes them, such as `C0K3J9Q2M7X`: the letter says what it names. */
export function newSlackId(letter: string): string {
  let id = `${letter}0`;
  for (const byte of randomBytes(9)) id += ALPHABET[byte % ALPHABET.length];
  return id;
}

/** Gives message timestamps such as `1700000000.000100`: seconds, each one later than the one before. */
export type NextTimestamp = () => string;

export function createTimestamps(clock: Clock, newest: string | undefined): NextTimestamp {
  let last = newest === undefined ? 0 : Math.round(Number(newest) * 1e6);
  return () => {
    last = Math.max(clock().getTime() * 1000, last + 1);
    const seconds = Math.floor(last / 1e6);
    return `${seconds}.${String(last % 1e6).padStart(6, "0")}`;
  };
}
