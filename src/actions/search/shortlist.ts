/** An action that was found; scores compare only within one search. */
export interface FoundAction {
  readonly actionId: string;
  readonly score: number;
}

/** The best few of many, kept in order while they come in. */
interface Shortlist {
  /** Whether something of that score could still get on the list. */
  mayTake(score: number): boolean;
  take(found: FoundAction): void;
  best(): readonly FoundAction[];
}

/** Whether `a` comes before `b`: by score, then by id. */
function isBefore(a: FoundAction, b: FoundAction): boolean {
  return a.score > b.score || (a.score === b.score && a.actionId < b.actionId);
}

export function createShortlist(limit: number): Shortlist {
  const kept: FoundAction[] = [];
  return {
    mayTake: (score) => kept.length < limit || score >= (kept.at(-1)?.score ?? 0),
    take(found) {
      const after = kept.findIndex((other) => isBefore(found, other));
      kept.splice(after === -1 ? kept.length : after, 0, found);
      if (kept.length > limit) kept.pop();
    },
    best: () => kept,
  };
}
