/** The pieces of an answer's body as they come, for one reader. A stream of Node's costs as much as the rest of a request. */
export interface PiecewiseBody extends AsyncIterable<Uint8Array> {
  /** False when enough is held for now. */
  push(piece: Uint8Array): boolean;
  end(): void;
  fail(error: Error): void;
  text(): Promise<string>;
}

const MOST_HELD = 64;

/** `resume` is called when all that was held is read; `abandon` when the reader stops before the end. */
export function createPiecewiseBody(io: { resume(): void; abandon(): void }): PiecewiseBody {
  let held: Uint8Array[] = [];
  let failure: Error | undefined;
  let isDone = false;
  let wake: () => void = () => undefined;

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const pieces = held;
        held = [];
        yield* pieces;
        if (held.length > 0) continue;
        if (failure) throw failure;
        if (isDone) return;
        const more = new Promise<void>((resolve) => {
          wake = resolve;
        });
        io.resume();
        await more;
      }
    } finally {
      if (!isDone) io.abandon();
    }
  }

  return {
    push(piece) {
      held.push(piece);
      wake();
      return held.length < MOST_HELD;
    },
    end() {
      isDone = true;
      wake();
    },
    fail(error) {
      failure = error;
      isDone = true;
      wake();
    },
    async text() {
      const decoder = new TextDecoder();
      let text = "";
      for await (const piece of read()) text += decoder.decode(piece, { stream: true });
      return text + decoder.decode();
    },
    [Symbol.asyncIterator]: read,
  };
}
