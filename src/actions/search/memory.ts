/**
 * What earlier requests turned out to need, as a field of its own.
 *
 * The words of a request are compared with those of earlier ones (cosine, rare words count more): the closest vote for
 * the actions that they used. Beside them speaks each action's own profile, which is how many of its requests had a
 * word, and how often it was used at all.
 *
 * Memory is believed as far as it is right: each of some remembered requests is held against the others, and the share
 * of its actions that they would have guessed is the trust. Where every request needs something else it stays out of the way.
 */

/** A request that was served, by the words that were left of it, and the actions that served it. */
export interface RememberedRequest {
  readonly terms: readonly string[];
  readonly actionIds: readonly string[];
}

export interface Memory {
  /** What memory adds to each action that it knows, by id; about 1 is as much as the best match by words has. */
  votes(terms: readonly string[]): ReadonlyMap<string, number>;
}

const NEAREST = 10;
const LEAST_LIKENESS = 0.1;
const MOST_VOTES = 2.5;
const PROFILE_SATURATION = 1;
/** What an action that every request uses gets without a word in common, once some request has one. */
const HABIT = 0.7;
const GAIN = 4;
/** Trust counts by a power, so that a memory which is right half of the time is believed a sixth. */
const TRUST_POWER = 2.5;
/** How many requests are held against the others; with few of them trust stays near this share. */
const PROBES = 100;
const PRIOR = { right: 1, of: 4 };
const GUESSES = 3;

/** Builds the memory of `requests`, oldest first. */
export function createMemory(requests: readonly RememberedRequest[]): Memory {
  const bags = requests.map(({ terms }) => [...new Set(terms)]);
  const byTerm = invert(bags);
  const uses = countUses(requests);
  const averageUse = requests.length > 0 ? sum(uses.values()) / Math.max(1, uses.size) : 1;
  const rarity = (term: string) => Math.log(1 + requests.length / ((byTerm.get(term)?.length ?? 0) + 0.5));
  const lengths = bags.map((bag) => lengthOf(bag, rarity));
  let gain: number | undefined;

  function nearest(terms: readonly string[], but?: number): { at: number; likeness: number }[] {
    const shared = new Map<number, number>();
    for (const term of terms)
      for (const at of byTerm.get(term) ?? []) shared.set(at, (shared.get(at) ?? 0) + rarity(term) ** 2);
    const length = lengthOf(terms, rarity);
    return [...shared]
      .map(([at, weight]) => ({ at, likeness: weight / (length * (lengths[at] ?? 1)) }))
      .filter(({ at, likeness }) => at !== but && likeness >= LEAST_LIKENESS)
      .sort((a, b) => b.likeness - a.likeness || b.at - a.at)
      .slice(0, NEAREST);
  }

  function nearestVotes(terms: readonly string[], but?: number): Map<string, number> {
    const votes = new Map<string, number>();
    for (const { at, likeness } of nearest(terms, but))
      for (const actionId of new Set(requests[at]?.actionIds)) add(votes, actionId, likeness);
    return votes;
  }

  /** The share of the actions of request `at` that the others guess; undefined when none of them is like it. */
  function foresight(at: number): number | undefined {
    const votes = [...nearestVotes(bags[at] ?? [], at)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const wanted = new Set(requests[at]?.actionIds);
    const right = votes.slice(0, GUESSES).filter(([id]) => wanted.has(id)).length;
    return votes.length > 0 ? right / Math.max(1, Math.min(GUESSES, wanted.size)) : undefined;
  }

  function measureTrust(): number {
    const stride = Math.max(1, Math.floor(requests.length / PROBES));
    const probes = bags.flatMap((_, at) => (at % stride === 0 ? (foresight(at) ?? []) : []));
    return (sum(probes) + PRIOR.right) / (probes.length + PRIOR.of);
  }

  function profiles(terms: readonly string[]): Map<string, number> {
    const all = sum(terms.map(rarity)) || 1;
    const fits = new Map<string, number>();
    for (const term of terms) {
      for (const [actionId, count] of countUses(
        (byTerm.get(term) ?? []).flatMap((at) => requests[at] ?? []),
      )) {
        const usual = 0.4 + (0.6 * (uses.get(actionId) ?? 1)) / averageUse;
        const share = (count * (1 + PROFILE_SATURATION)) / (count + PROFILE_SATURATION * usual);
        add(fits, actionId, (rarity(term) * share) / all);
      }
    }
    return fits;
  }

  function guesses(given: readonly string[]): Map<string, number> {
    const terms = [...new Set(given)];
    const scores = new Map<string, number>();
    const nearby = nearestVotes(terms);
    if (nearby.size === 0) return scores;
    for (const [actionId, vote] of nearby) add(scores, actionId, vote);
    for (const [actionId, fit] of profiles(terms)) add(scores, actionId, fit);
    for (const [actionId, count] of uses)
      add(scores, actionId, (HABIT * Math.log(1 + count)) / Math.log(1 + requests.length));
    return scores;
  }

  return {
    votes(terms) {
      gain ??= GAIN * measureTrust() ** TRUST_POWER;
      const scale = gain;
      return new Map([...guesses(terms)].map(([id, score]) => [id, scale * Math.min(MOST_VOTES, score)]));
    },
  };
}

function invert(bags: readonly (readonly string[])[]): Map<string, number[]> {
  const byTerm = new Map<string, number[]>();
  for (const [at, bag] of bags.entries()) {
    for (const term of bag) {
      const known = byTerm.get(term);
      if (known) known.push(at);
      else byTerm.set(term, [at]);
    }
  }
  return byTerm;
}

function countUses(requests: readonly RememberedRequest[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { actionIds } of requests) for (const id of new Set(actionIds)) add(uses, id, 1);
  return uses;
}

const add = (to: Map<string, number>, key: string, amount: number) =>
  to.set(key, (to.get(key) ?? 0) + amount);
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const lengthOf = (terms: readonly string[], rarity: (term: string) => number) =>
  Math.sqrt(sum(terms.map((term) => rarity(term) ** 2))) || 1;
