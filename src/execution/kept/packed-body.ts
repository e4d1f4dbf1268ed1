import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** A body from this many characters on is stored packed: a list of thousands of records takes a tenth of it then. */
const PACKED_FROM_CHARS = 64 * 1024;
/** Packed at a time, so that a large body is not held a second time as bytes. */
const PIECE_CHARS = 2 ** 20;

/** What a row of `call_results` has of a body: the text, or its bytes packed. */
export type StoredBody =
  | { readonly body: string; readonly packed: null }
  | { readonly body: null; readonly packed: Buffer };

/** A body as it is stored. */
export async function packBody(body: string): Promise<StoredBody> {
  if (body.length < PACKED_FROM_CHARS) return { body, packed: null };
  return { body: null, packed: await packText(body) };
}

/** The body that was stored. */
export async function unpackBody(stored: {
  readonly body: string | null;
  readonly packed: Buffer | null;
}): Promise<string> {
  if (stored.body !== null) return stored.body;
  return stored.packed ? unpackText(stored.packed) : "null";
}

/** A text as gzip packs it, beside the main thread. */
export async function packText(text: string): Promise<Buffer> {
  const members: Buffer[] = [];
  for (let start = 0; start < text.length; ) {
    const end = pieceEnd(text, start);
    // What gzip made of several texts one after the other is read back as one text (RFC 1952, 2.2).
    members.push(await zip(text.slice(start, end), { level: 1 }));
    start = end;
  }
  return Buffer.concat(members);
}

/** The text that was packed. */
export async function unpackText(packed: Buffer): Promise<string> {
  return (await unzip(packed)).toString("utf8");
}

/** Never between the halves of a character. */
function pieceEnd(text: string, start: number): number {
  const end = Math.min(start + PIECE_CHARS, text.length);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd8_00 && last <= 0xdb_ff ? end + 1 : end;
}
