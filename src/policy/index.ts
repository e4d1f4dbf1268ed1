/** What may happen without asking, what must be asked, and what is refused: decided on the wire, never on words. */
export { type ProposalOutcome, settleProposal } from "./answer-proposal.ts";
export { demandsOf, isEnough, isNoStricter } from "./approvers.ts";
export {
  BACK_TEST_DAYS,
  type BackTest,
  createBackTest,
  describeBackTest,
  type PastCall,
} from "./back-test.ts";
export { giveGrant, makeRule, mayRemove, mayRevoke, removeRule, revokeGrant } from "./change-policy.ts";
export { faultOfGrant } from "./check-draft.ts";
export { type Condition, OPERATORS, type Operator } from "./condition.ts";
export { amountIn } from "./covering-grants.ts";
export { decide, type ForeignText, factsOf, NO_RULES, type ProposedCall } from "./decide.ts";
export { describePredicate, type Names } from "./describe-rule.ts";
export {
  draftGrant,
  type GrantLimits,
  predicateLike,
  stateOfGrant,
} from "./draft-grant.ts";
export { draftRule, findCalls, namesIn } from "./draft-rule.ts";
export { type GrantRow, listGrants, spendGrant } from "./grants-store.ts";
export { compilePredicate, type Predicate } from "./predicate.ts";
export { describeProposal, type GrantDraft, type ProposalContent, type RuleDraft } from "./proposal.ts";
export { findProposal, insertProposal, type PolicyProposal, saveProposalPlace } from "./proposals-store.ts";
export type { Grant, Rule, RuleBook, RuleEffect } from "./rule.ts";
export { createRuleBooks, type RuleBooks } from "./rule-books.ts";
export { ruleDependents } from "./rule-dependents.ts";
export { inputOfRule } from "./rule-input.ts";
export type { CallsInput, Deed, RuleInput, Setting } from "./rule-request.ts";
export { findRule, listRules, type RuleRow } from "./rules-store.ts";
export type { ApproverScope, CoveringGrant, Effect, Verdict } from "./verdict.ts";
export { readWire } from "./wire-call.ts";
