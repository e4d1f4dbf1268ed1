import type { Json, JsonObject } from "../../kernel/index.ts";

/**
 * An answer that is too large to be held, on disk. Reading it throws a `LargeAnswerError` where it turns out to be damaged.
 * `discard` gives the disk space back, whether or not it was read; it may be called again.
 */
export type LargeAnswer =
  | {
      readonly kind: "records";
      /** The document with its list of records emptied, and other lists cut to their beginnings. */
      readonly envelope: Json;
      /** Where the records stood, as `findRows` says. */
      readonly path: string;
      readonly rows: number;
      readonly last: JsonObject | undefined;
      readonly bytes: number;
      /** All records in order, up to 2,000 at a time. Can be read again. */
      batches(): AsyncIterable<{ readonly rows: JsonObject[] }>;
      discard(): Promise<void>;
    }
  | {
      readonly kind: "file";
      /** Safe to be used as a name. */
      readonly name: string;
      readonly type: string;
      readonly bytes: number;
      /** All bytes in order, 1 MiB at a time. Can be read again. */
      pieces(): AsyncIterable<Buffer>;
      discard(): Promise<void>;
    }
  /** Nothing is left on disk. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

/** Records as they are found in one form of text, before they are given a name and an end. */
export type FoundRecords = Omit<Extract<LargeAnswer, { kind: "records" }>, "kind" | "bytes" | "discard">;

/** Why an answer is not taken, in words that name the integration. */
export interface Told {
  readonly code: string;
  readonly message: string;
}
