import { isEnough } from "./approvers.ts";
import { candidatesFor, numberIn } from "./condition.ts";
import type { CallFacts } from "./predicate.ts";
import type { RuleBook } from "./rule.ts";
import type { ApproverScope, CoveringGrant } from "./verdict.ts";

/**
 * The grants that may stand in for a yes to this call, oldest first. Whether one still has enough left, and whether
 * its giver is still an admin where that counts, is decided when it is used.
 */
export function coveringGrants(
  facts: CallFacts,
  grants: RuleBook["grants"],
  asked: { approvers: ApproverScope; now: Date },
): CoveringGrant[] {
  return grants.flatMap((grant) => {
    if (grant.expiresAt && grant.expiresAt <= asked.now) return [];
    if (!grant.matches(facts, "narrow")) return [];
    const amount = grant.amountArgument === null ? 0 : amountIn(facts, grant.amountArgument);
    if (amount === undefined) return [];
    const mayAsAdmin = isEnough(asked.approvers, { id: grant.grantedBy, isAdmin: true }, facts.askedBy);
    if (!mayAsAdmin) return [];
    const mayAnyway = isEnough(asked.approvers, { id: grant.grantedBy, isAdmin: false }, facts.askedBy);
    return [{ id: grant.id, amount, giverMustBeAdmin: !mayAnyway }];
  });
}

/** The one amount that a call states, not below zero; undefined where it states none, or more than one. */
export function amountIn(facts: CallFacts, argument: string): number | undefined {
  const { exact, all } = candidatesFor(argument, facts.wire);
  const amount = exact.length === 1 && all.length === 1 ? numberIn(all[0] ?? null) : undefined;
  return (amount ?? -1) >= 0 ? amount : undefined;
}
