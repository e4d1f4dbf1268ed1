import { NotJson } from "./not-json.ts";
import type { Reading } from "./reading.ts";
import { createSkipper } from "./skip-value.ts";
import type { Spooled } from "./spool.ts";

const BYTE_ORDER_MARK = Buffer.from("\ufeff");
const [TAB, LINE_FEED, RETURN, SPACE] = [9, 10, 13, 32];

/** Bytes of a file from `start` up to `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A place in a JSON document that moves from its beginning to its end. */
export interface ByteCursor {
  /** The place, in bytes from the beginning. */
  offset(): number;
  /** Goes past white space, and gives the byte there; undefined at the end. */
  peek(): Promise<number | undefined>;
  /** The same if it can be told without waiting. */
  peekNow(): number | undefined;
  /** Goes past the one byte at the place. */
  step(): void;
  /** Goes past the value at the place; throws `NotJson` where the document ends within it. */
  skipValue(): Promise<void>;
  /** The same if it can be done without waiting; false if it was begun, and `skipRest` has to end it. */
  skipValueNow(): boolean;
  skipRest(): Promise<void>;
  /** What the file says there. */
  textOf(range: ByteRange): Promise<string>;
}

type CursorOptions = Pick<Reading, "file" | "signal" | "pieceBytes">;

/** A cursor at the beginning of `file`, after a byte order mark. Reading waits for the disk, so that others get their turn. */
export function createByteCursor({ file, signal, pieceBytes }: CursorOptions): ByteCursor {
  const skipper = createSkipper();
  let bytes: Buffer = Buffer.alloc(0);
  let isBegun = false;
  let base = 0;
  let at = 0;

  async function readOn(): Promise<boolean> {
    signal?.throwIfAborted();
    if (!isBegun) base = await startOf(file);
    isBegun = true;
    base += bytes.length;
    bytes = await file.read(base, pieceBytes);
    at = 0;
    return bytes.length > 0;
  }

  function peekNow(): number | undefined {
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      const isBlank = byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB;
      if (!isBlank) return byte;
    }
    return undefined;
  }

  async function peek(): Promise<number | undefined> {
    for (;;) {
      const byte = peekNow();
      if (byte !== undefined || !(await readOn())) return byte;
    }
  }

  function skipValueNow(): boolean {
    const end = skipper.begin(bytes, at);
    at = end < 0 ? bytes.length : end;
    return end >= 0;
  }

  async function skipRest(): Promise<void> {
    for (let end = -1; end < 0; at = end < 0 ? bytes.length : end) {
      if (!(await readOn())) throw new NotJson();
      end = skipper.goOn(bytes);
    }
  }

  return {
    offset: () => base + at,
    peekNow,
    peek,
    step: () => void at++,
    skipValueNow,
    skipRest,
    async skipValue() {
      if (!skipValueNow()) await skipRest();
    },
    async textOf({ start, end }) {
      const isHere = start >= base && end <= base + bytes.length;
      const found = isHere ? bytes.subarray(start - base, end - base) : await file.read(start, end - start);
      return found.toString("utf8");
    },
  };
}

async function startOf(file: Spooled): Promise<number> {
  const mark = await file.read(0, BYTE_ORDER_MARK.length);
  return mark.equals(BYTE_ORDER_MARK) ? mark.length : 0;
}
