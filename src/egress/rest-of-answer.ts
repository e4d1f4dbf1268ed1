import { EgressError } from "./egress-error.ts";
import type { AnswerHead } from "./exchange.ts";
import type { Refusal } from "./refusal.ts";

/**
 * What follows in an answer whose beginning was read, once. Reading it throws an `EgressError` where it does not come
 * whole. The connection stays open until it is read to its end or abandoned, at the latest until the request's time is up.
 */
export interface AnswerRest extends AsyncIterable<Buffer> {
  /** Ends the connection, as leaving a loop over it does. */
  abandon(): void;
}

interface Continuation {
  /** Of the body, after those that were read. */
  readonly pieces: AsyncGenerator<Buffer>;
  readonly explain: (error: unknown) => Refusal;
  readonly onRefusal: (refusal: Refusal, mayHaveBeenSent: boolean) => void;
}

/** The rest of `head`'s body. */
export function restOfAnswer({ body }: AnswerHead, { pieces, explain, onRefusal }: Continuation): AnswerRest {
  async function* read(): AsyncGenerator<Buffer> {
    try {
      yield* pieces;
    } catch (error) {
      const refusal = explain(error);
      onRefusal(refusal, true);
      throw new EgressError(refusal, true);
    }
  }
  const reader = read();
  const abandon = () => void body.destroy();
  return {
    abandon,
    [Symbol.asyncIterator]: () => ({
      next: () => reader.next(),
      // A generator that was not begun has no `finally` to run.
      return: () => {
        abandon();
        return reader.return(undefined);
      },
    }),
  };
}
