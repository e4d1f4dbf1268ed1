import { pipeline, Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import type { AnswerHead } from "./exchange.ts";
import { readCapped } from "./read-body.ts";

/** What a request asks for whose answer may be compressed. `deflate` is not: servers mean two different things by it. */
export const TAKEN_ENCODINGS = "gzip, br";

const DECODERS = { gzip: createGunzip, "x-gzip": createGunzip, br: createBrotliDecompress };

/**
 * The answer with its body taken out of gzip or Brotli, or as it is where it has another encoding, or none. What comes out
 * is still to be read with a limit: it comes in pieces of 16 KiB, so a bomb is dropped at the limit and not held. What goes
 * in has the same limit, because a stream may go on without giving anything.
 */
export function decoded(head: AnswerHead, limits: { hostname: string; maxBytes: number }): AnswerHead {
  const encoding = head.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const createDecoder = Object.hasOwn(DECODERS, encoding)
    ? DECODERS[encoding as keyof typeof DECODERS]
    : undefined;
  if (!createDecoder) return head;
  const { "content-encoding": _encoding, "content-length": _length, ...headers } = head.headers;
  const decoder = createDecoder();
  // Whoever reads the body sees the error; ending either ends the connection.
  pipeline(Readable.from(readCapped(head, limits)), decoder, () => head.body.destroy());
  return { ...head, headers, body: decoder };
}
