import { countOf, grouped } from "../kernel/index.ts";
import { factsOf, type ProposedCall } from "./decide.ts";
import { compilePredicate, type Predicate } from "./predicate.ts";

/** A call of the past as far as rules look at it. */
export type PastCall = Omit<ProposedCall, "foreign" | "requiresConfirmation">;

/** What a predicate would have caught. */
export interface BackTest {
  readonly days: number;
  /** How many calls were looked at. */
  readonly looked: number;
  readonly caught: number;
  /** Whether older calls of that time were left out, since there were too many. */
  readonly cutOff: boolean;
  /** Who asked for the most of those that were caught. */
  readonly biggest?: { readonly memberId: string; readonly calls: number };
}

export const BACK_TEST_DAYS = 30;

/** Counts the calls of the past that a predicate catches, as it would catch them now: widely, or narrowly to allow. */
export function createBackTest(predicate: Predicate, isAllowing: boolean) {
  const matches = compilePredicate(predicate);
  const byMember = new Map<string, number>();
  let looked = 0;
  let caught = 0;
  return {
    look(calls: readonly PastCall[]): void {
      for (const call of calls) {
        looked += 1;
        if (!matches(factsOf(call), isAllowing ? "narrow" : "wide")) continue;
        caught += 1;
        byMember.set(call.askedBy, (byMember.get(call.askedBy) ?? 0) + 1);
      }
    },
    result(cutOff: boolean): BackTest {
      const [biggest] = [...byMember].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      const most = biggest ? { biggest: { memberId: biggest[0], calls: biggest[1] } } : {};
      return { days: BACK_TEST_DAYS, looked, caught, cutOff, ...most };
    },
  };
}

/** “It would have caught 14 of the 230 calls of the last 30 days, most of them asked for by Ada (9).” */
export function describeBackTest(
  test: BackTest,
  { verb, nameOf }: { verb: string; nameOf: (memberId: string) => string },
): string {
  const all = test.cutOff
    ? `the newest ${grouped(test.looked)} calls`
    : `the ${countOf(test.looked, "call")}`;
  const { biggest } = test;
  const most = biggest
    ? `, most of them asked for by ${nameOf(biggest.memberId)} (${grouped(biggest.calls)})`
    : "";
  if (test.looked === 0) return `There were no calls in the last ${test.days} days to try it on.`;
  return `It would have ${verb} ${grouped(test.caught)} of ${all} of the last ${test.days} days${most}.`;
}
