import type { Spooled } from "./spool.ts";
import type { ToldOf } from "./words.ts";

/** An answer on disk that is being read. */
export interface Reading {
  readonly file: Spooled;
  /** Takes known secrets out of a text. */
  readonly clean: (text: string) => string;
  readonly signal: AbortSignal | undefined;
  /** How much is read from disk at once. */
  readonly pieceBytes: number;
  /** For whom, to tell what is wrong with it. */
  readonly of: ToldOf;
}
