import type { Corpus } from "./corpus.ts";
import { fuse } from "./fuse.ts";
import { type FindOptions, rankActions } from "./rank-actions.ts";
import type { ReadQuery, ReadText } from "./read-query.ts";
import type { FoundAction } from "./shortlist.ts";
import { createTermLookup } from "./term-hits.ts";

/** How many are taken before something else than the words of the whole speaks. */
export const BEFORE_OTHERS = 60;
/** What the best match of a sentence gets beside the best match of the whole request, which has 1. */
const SENTENCE_GAIN = 0.4;

/**
 * The actions that fit a request best by its words. Of several sentences each speaks for what fits it alone: in “Void
 * the invoice. Then tell the customer in Slack.” no action has the words of both.
 */
export function rankRequest(corpus: Corpus, query: ReadQuery, options: FindOptions): readonly FoundAction[] {
  const hitsOf = createTermLookup(corpus);
  const rank = (text: ReadText, limit: number) => rankActions(corpus, text, hitsOf, { ...options, limit });
  if (query.sentences.length === 0) return rank(query, options.limit);
  const votes = new Map<string, number>();
  for (const sentence of query.sentences) {
    const found = rank(sentence, BEFORE_OTHERS);
    for (const { actionId, score } of found) {
      const vote = (SENTENCE_GAIN * score) / (found[0]?.score ?? 1);
      votes.set(actionId, Math.max(votes.get(actionId) ?? 0, vote));
    }
  }
  return fuse(rank(query, Math.max(options.limit, BEFORE_OTHERS)), votes, options.limit);
}
