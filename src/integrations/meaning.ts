/** The meaning of a query as a vector, asked for once and never waited for long: words alone find well enough. */
import { type SmallVector, smallVector } from "../actions/index.ts";
import type { Logger } from "../kernel/index.ts";
import type { Embedder } from "../model/index.ts";

/** Gives the vector of a query, or undefined when the endpoint does not answer in time. */
export type MeaningOf = (query: string) => Promise<SmallVector | undefined>;

const LONGEST_WAIT_MS = 800;
const MOST_KEPT = 200;
const LONGEST_QUERY = 1000;

export function createMeaning(deps: { embedder: Embedder; logger: Logger; waitMs?: number }): MeaningOf {
  const { embedder, logger, waitMs = LONGEST_WAIT_MS } = deps;
  const kept = new Map<string, SmallVector>();
  return async (query) => {
    const text = query.slice(0, LONGEST_QUERY);
    const known = kept.get(text);
    if (known) return known;
    const outcome = await embedder.embed([text], AbortSignal.timeout(waitMs));
    if (!outcome.ok) {
      logger.warn(
        { reason: outcome.reason, message: outcome.message },
        "no embedding for a query; searching by words",
      );
      return undefined;
    }
    const vector = smallVector(outcome.vectors[0] ?? []);
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(text, vector);
    return vector;
  };
}
