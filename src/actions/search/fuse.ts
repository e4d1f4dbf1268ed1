import { createShortlist, type FoundAction } from "./shortlist.ts";

/** Adds votes to what was found by words; scores are brought to 1 for the best match by words first. */
export function fuse(
  found: readonly FoundAction[],
  votes: ReadonlyMap<string, number>,
  limit: number,
): readonly FoundAction[] {
  const best = found[0]?.score ?? 1;
  const scores = new Map(found.map(({ actionId, score }) => [actionId, score / best]));
  for (const [actionId, vote] of votes) scores.set(actionId, (scores.get(actionId) ?? 0) + vote);
  const shortlist = createShortlist(limit);
  for (const [actionId, score] of scores) if (shortlist.mayTake(score)) shortlist.take({ actionId, score });
  return shortlist.best();
}
