import { randomBytes, randomFillSync } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const RANDOM_BYTES = 16;
/** Asking for 4 KiB of randomness costs little more than asking for 16 bytes. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function nextRandomBytes(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}

/**
 * A new identifier such as `run_01kag3v9x4c8b7w2q5n6m1hjtz`: the prefix says what it names, the rest is 48 bits
 * of time and 80 random bits in lower-case Crockford base 32, so ids of one kind sort by age.
 */
export function newId(prefix: string, now: Date = new Date()): string {
  let time = now.getTime();
  let encodedTime = "";
  for (let i = 0; i < 10; i++) {
    encodedTime = ALPHABET[time % 32] + encodedTime;
    time = Math.floor(time / 32);
  }
  let random = "";
  for (const byte of nextRandomBytes()) random += ALPHABET[byte & 31];
  return `${prefix}_${encodedTime}${random}`;
}

/** An unguessable 256-bit token in base64url, for sessions, links and states. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}
