/** One expression to evaluate; without a `body` it is only read. */
export interface JmespathJob {
  readonly id: number;
  readonly expression: string;
  /** JSON text. */
  readonly body: string | undefined;
  /** Of the JSON text of the result, in characters. */
  readonly maxOutput: number;
}

export type JmespathReply = { readonly id: number } & JmespathResult;

/** The JSON text of the result, or why there is none; `message` is half a sentence. */
export type JmespathResult =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly reason: "invalid" | "too_slow" | "too_large" | "out_of_memory" | "failed";
      readonly message: string;
    };
