import type { Matcher, Predicate } from "./predicate.ts";
import type { ApproverScope } from "./verdict.ts";

/** What a rule does with the calls that it matches. */
export type RuleEffect =
  | { readonly kind: "allow" }
  | { readonly kind: "ask"; readonly approvers: ApproverScope }
  | { readonly kind: "refuse" };

/** A rule as it is decided by. */
export interface Rule {
  readonly id: string;
  /** The number that people call it by. */
  readonly number: number;
  readonly predicate: Predicate;
  readonly effect: RuleEffect;
  /** The whole rule in words, made from the predicate. */
  readonly described: string;
  readonly madeBy: string;
  /** Whether an admin made it. One of a member holds only for that member's own calls, and can only restrict. */
  readonly byAdmin: boolean;
}

/** A yes that was given ahead for some calls, within limits. */
export interface Grant {
  readonly id: string;
  readonly number: number;
  readonly predicate: Predicate;
  /** The argument whose sum is limited, where an amount is. */
  readonly amountArgument: string | null;
  readonly grantedBy: string;
  readonly expiresAt: Date | null;
}

/** The rules and grants of one workspace at one version of it, ready to decide by. */
export interface RuleBook {
  readonly rules: readonly (Rule & { readonly matches: Matcher })[];
  readonly grants: readonly (Grant & { readonly matches: Matcher })[];
}
