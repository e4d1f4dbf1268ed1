import { demandsOf, isEnough } from "./approvers.ts";
import { type Condition, OPERATORS } from "./condition.ts";
import { faultOfPattern } from "./path-pattern.ts";
import type { Predicate } from "./predicate.ts";
import type { GrantDraft, RuleDraft } from "./proposal.ts";
import type { ApproverScope } from "./verdict.ts";

export interface Author {
  readonly id: string;
  readonly isAdmin: boolean;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
const MOST_CONDITIONS = 10;
const MOST_CHARACTERS = 1_500;

/**
 * What is wrong with a rule, or why this person may not make it, for the person to read; undefined when all is well.
 *
 * Rules for everybody are for admins. Members may make themselves stricter: a rule of theirs names only their own calls,
 * and asks or refuses. What allows has to say for which integration, so that no rule opens everything at once.
 */
export function faultOfRule(draft: RuleDraft, author: Author): string | undefined {
  const { predicate, effect } = draft;
  if (!author.isAdmin) {
    if (effect.kind === "allow") return "only an admin can let calls go ahead without asking";
    const isOwn = predicate.askedBy?.length === 1 && predicate.askedBy[0] === author.id;
    if (!isOwn) return "only an admin can make a rule for other people's calls";
  }
  if (effect.kind === "allow" && !predicate.integrations)
    return "a rule that lets calls go ahead has to name an integration";
  if (effect.kind === "ask" && demandsOf(effect.approvers).some(hasNobody))
    return "the rule names nobody who may approve";
  return faultOfLength(draft.described) ?? faultOfPredicate(predicate);
}

/** What cannot be shown whole is not asked to be confirmed. */
const faultOfLength = (described: string) =>
  described.length > MOST_CHARACTERS ? "it says too much to be shown whole; make several of it" : undefined;

const hasNobody = ({ admins, requester, members = [], groups = [] }: ApproverScope) =>
  !admins && !requester && members.length === 0 && groups.length === 0;

/** What is wrong with the description of the calls, or undefined. */
function faultOfPredicate(predicate: Predicate): string | undefined {
  const unknown = predicate.methods?.find((method) => !METHODS.has(method));
  if (unknown) return `${unknown} is no method; use ${[...METHODS].join(", ")}`;
  const conditions = predicate.where ?? [];
  if (conditions.length > MOST_CONDITIONS) return `a rule has at most ${MOST_CONDITIONS} conditions`;
  const lists = [
    predicate.integrations,
    predicate.actions,
    predicate.methods,
    predicate.paths,
    predicate.askedBy,
  ];
  if (lists.some((list) => list?.length === 0)) return "a list of what a rule is about cannot be empty";
  return (
    predicate.paths?.map(faultOfPattern).find((fault) => fault !== undefined) ??
    conditions.map(faultOfCondition).find((fault) => fault !== undefined)
  );
}

function faultOfCondition({ argument, operator, value }: Condition): string | undefined {
  if (!/^[\w$-]+(?:\.[\w$-]+){0,9}$/.test(argument))
    return `“${argument}” is no argument's name; write it like amount or customer.country`;
  if (!OPERATORS.includes(operator)) return `${operator} is no comparison; use ${OPERATORS.join(", ")}`;
  const isOrder = [">", ">=", "<", "<="].includes(operator);
  if (isOrder && !Number.isFinite(value)) return `${argument} ${operator} needs a number, such as 100`;
  if (operator === "one of" && (typeof value !== "object" || value.length === 0))
    return `${argument} one of needs a list of values`;
  return operator !== "one of" && typeof value === "object"
    ? `${argument} ${operator} needs one value`
    : undefined;
}

/**
 * What is wrong with a grant, or why this person may not give it; undefined when all is well. `asked` is who may approve
 * the call that the grant was made from; without one, only an admin may give it.
 */
export function faultOfGrant(
  draft: GrantDraft,
  author: Author,
  asked?: { approvers: ApproverScope; requesterId: string },
): string | undefined {
  const mayGive = asked ? isEnough(asked.approvers, author, asked.requesterId) : author.isAdmin;
  if (!mayGive) return "a grant can only be given by somebody whose yes alone is enough for such a call";
  if (!draft.predicate.integrations) return "a grant has to name an integration";
  const { mostUses, mostAmount, amountArgument, expiresAt } = draft;
  if (mostUses === null && mostAmount === null && expiresAt === null)
    return "a grant needs a limit: a number of calls, an amount, or a date";
  if (mostUses !== null && (!Number.isInteger(mostUses) || mostUses < 1 || mostUses > 10_000))
    return "the number of calls is a whole number from 1 to 10,000";
  if ((mostAmount === null) !== (amountArgument === null))
    return "an amount needs the name of the argument that is added up, such as amount";
  if (mostAmount !== null && !(mostAmount > 0 && mostAmount < 1e12)) return "the amount is a number above 0";
  return faultOfLength(draft.described) ?? faultOfPredicate(draft.predicate);
}
