import { hash, randomBytes } from "node:crypto";

/** The shortest pattern that is searched for, and the width of the window that finds it. */
export const WINDOW = 6;

const SLOT_BITS = 18;

interface Fingerprint {
  readonly length: number;
  /** Hash of its first six characters. */
  readonly head: number;
  readonly digest: string;
  uses: number;
}

/** Where a pattern was found: `[start, end)` in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A set of texts that can be searched for, but not read back. */
export interface Fingerprints {
  /** Adds a text of at least `WINDOW` characters. Returns what takes it out again, once every adder has done so. */
  add(text: string): () => void;
  /** Every place in `text` that holds one of the texts, in order of their ends. */
  find(text: string): Span[];
}

/**
 * Rabin-Karp over the last six characters of each pattern. The end rather than the beginning, since tokens share
 * beginnings (`ghp_`, `eyJhbGci`) and differ at the end. A rolling hash moves through the text once, whatever the
 * number of patterns; a table of slots turns away nearly every position, and a salted SHA-256 of the whole candidate
 * decides the rest. Before that the beginning is compared too, or a text that repeats a well-known ending (`-----` of a
 * PEM key) would cost a SHA-256 at each place. Only hashes are kept, keyed anew in each process.
 */
export function createFingerprints(): Fingerprints {
  const salt = randomBytes(32).toString("base64");
  const multiplier = (randomBytes(4).readUInt32LE() & ~7) | 5;
  const leaving = power(multiplier, WINDOW);
  const byTail = new Map<number, Fingerprint[]>();
  /** How many patterns have a tail in this slot. */
  const slots = new Uint16Array(1 << SLOT_BITS);

  const digestOf = (text: string) => hash("sha256", salt + text, "base64");
  const slotOf = (tail: number) => tail >>> (32 - SLOT_BITS);

  function hashWindow(text: string, start: number): number {
    let result = 0;
    for (let i = start; i < start + WINDOW; i++)
      result = (Math.imul(result, multiplier) + text.charCodeAt(i)) | 0;
    return result;
  }

  function add(text: string): () => void {
    const tail = hashWindow(text, text.length - WINDOW);
    const digest = digestOf(text);
    const bucket = byTail.get(tail) ?? [];
    const known = bucket.find((one) => one.digest === digest);
    const fingerprint = known ?? { length: text.length, head: hashWindow(text, 0), digest, uses: 0 };
    if (!known) {
      byTail.set(tail, [...bucket, fingerprint]);
      countSlot(tail, 1);
    }
    fingerprint.uses++;
    return () => release(tail, fingerprint);
  }

  function release(tail: number, fingerprint: Fingerprint): void {
    if (--fingerprint.uses > 0) return;
    const left = (byTail.get(tail) ?? []).filter((one) => one !== fingerprint);
    if (left.length > 0) byTail.set(tail, left);
    else byTail.delete(tail);
    countSlot(tail, -1);
  }

  function countSlot(tail: number, change: 1 | -1): void {
    const slot = slotOf(tail);
    slots[slot] = (slots[slot] ?? 0) + change;
  }

  function find(text: string): Span[] {
    const spans: Span[] = [];
    let tail = 0;
    for (let i = 0; i < text.length; i++) {
      tail = (Math.imul(tail, multiplier) + text.charCodeAt(i)) | 0;
      if (i >= WINDOW) tail = (tail - Math.imul(leaving, text.charCodeAt(i - WINDOW))) | 0;
      if (slots[slotOf(tail)] !== 0) collect(text, i + 1, tail, spans);
    }
    return spans;
  }

  function collect(text: string, end: number, tail: number, spans: Span[]): void {
    for (const { length, head, digest } of byTail.get(tail) ?? []) {
      const start = end - length;
      if (start < 0 || hashWindow(text, start) !== head) continue;
      if (digestOf(text.slice(start, end)) === digest) spans.push({ start, end });
    }
  }

  return { add, find };
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result = Math.imul(result, base);
  return result;
}
