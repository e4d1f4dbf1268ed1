import type { Schedule } from "./schedules-store.ts";
import type { BrokenPolicy, MissedPolicy, OverlapPolicy, Tells, UnansweredPolicy } from "./tables.ts";

/** What a schedule does when a time of it cannot run as it should, and when it says something. */
export type Policies = Pick<
  Schedule,
  "missed" | "overlapping" | "broken" | "unanswered" | "answerWithinMinutes" | "fallback" | "tells"
>;

/** Those of a schedule that nobody chose any for. */
export const USUAL_POLICIES: Policies = {
  missed: "latest",
  overlapping: "skip",
  broken: "pause",
  unanswered: "expire",
  answerWithinMinutes: 60,
  fallback: null,
  tells: "always",
};

/** Every policy in words, as a page lets choose and a sentence tells. */
export const POLICY_WORDS: {
  readonly missed: Readonly<Record<MissedPolicy, string>>;
  readonly overlapping: Readonly<Record<OverlapPolicy, string>>;
  readonly broken: Readonly<Record<BrokenPolicy, string>>;
  readonly unanswered: Readonly<Record<UnansweredPolicy, string>>;
  readonly tells: Readonly<Record<Tells, string>>;
} = {
  missed: { latest: "run once, late", skip: "skip, and say so" },
  overlapping: { skip: "skip, and say so", queue: "wait for it", run: "run beside it" },
  broken: { pause: "pause, and say so", skip: "skip, and say so" },
  unanswered: {
    expire: "wait until the question expires",
    ask: "ask somebody else, too",
    skip: "skip, and say so",
  },
  tells: {
    always: "every time",
    found: "only when it found something",
    changed: "only when that changed",
  },
};

/** The policies that are not the usual ones, in a sentence each. `nameOf` names the fallback. */
export function describePolicies(policies: Policies, nameOf: (memberId: string) => string): string[] {
  const { missed, overlapping, broken, unanswered, tells, fallback } = policies;
  const whenUnanswered =
    unanswered === "ask" && fallback ? `ask ${nameOf(fallback)}, too` : POLICY_WORDS.unanswered[unanswered];
  return [
    tells === "always" ? "" : `It posts ${POLICY_WORDS.tells[tells]}.`,
    missed === "latest" ? "" : `Missed: ${POLICY_WORDS.missed[missed]}.`,
    overlapping === "skip" ? "" : `While the last one is not done: ${POLICY_WORDS.overlapping[overlapping]}.`,
    broken === "pause" ? "" : `When what it needs is failing: ${POLICY_WORDS.broken[broken]}.`,
    unanswered === "expire"
      ? ""
      : `When nobody answers within ${policies.answerWithinMinutes} minutes: ${whenUnanswered}.`,
  ].filter((line) => line !== "");
}
