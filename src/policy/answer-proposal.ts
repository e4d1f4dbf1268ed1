import type { Db, Tx } from "../database/index.ts";
import { type Change, giveGrant, makeRule, mayRemove, removeRule } from "./change-policy.ts";
import { type Author, faultOfRule } from "./check-draft.ts";
import { answerProposal, failProposal, findProposal, type PolicyProposal } from "./proposals-store.ts";
import { findRule } from "./rules-store.ts";

/** How a press on Confirm or Cancel was taken. */
export type ProposalOutcome =
  | { readonly kind: "accepted"; readonly proposal: PolicyProposal; readonly number?: number }
  /** Somebody who may not answer; nothing changed. */
  | { readonly kind: "not_yours" }
  /** Already answered, or expired; nothing changed. */
  | { readonly kind: "too_late"; readonly proposal: PolicyProposal }
  | { readonly kind: "no_such" };

export interface ProposalAnswer {
  readonly workspaceId: string;
  readonly proposalId: string;
  readonly person: Author & { readonly active: boolean };
  readonly state: "confirmed" | "cancelled";
}

/**
 * Answers a proposal, at most once, and does what it proposes in the same transaction.
 *
 * Who proposed it may answer. An admin may cancel what somebody else proposed, and confirm it as an act of the admin;
 * but not a grant: that is a yes, and only its giver can give it. What the person may not do any more at this moment is
 * not done, and the proposal says why.
 */
export async function settleProposal(db: Db, answer: ProposalAnswer, now: Date): Promise<ProposalOutcome> {
  const { workspaceId, proposalId, person, state } = answer;
  const asked = await findProposal(db, workspaceId, proposalId);
  if (!asked) return { kind: "no_such" };
  if (!mayAnswerProposal(asked, answer)) return { kind: "not_yours" };
  return db.transaction(async (tx) => {
    const proposal = await answerProposal(tx, { workspaceId, id: proposalId, by: person.id, state }, now);
    if (!proposal) {
      const settled = (await findProposal(tx, workspaceId, proposalId)) ?? asked;
      // A press that is handled again, because redrawing had failed, is still the one that counted.
      const isCounted = settled.answeredBy === person.id && settled.state === state;
      return { kind: isCounted ? "accepted" : "too_late", proposal: settled };
    }
    if (state === "cancelled") return { kind: "accepted", proposal };
    const applied = await apply(tx, proposal, { workspaceId, by: person, now });
    if (typeof applied === "string")
      return { kind: "accepted", proposal: await failProposal(tx, proposal, applied) };
    return { kind: "accepted", proposal, number: applied.number };
  });
}

function mayAnswerProposal(asked: PolicyProposal, { person, state }: ProposalAnswer): boolean {
  if (!person.active) return false;
  if (asked.proposedBy === person.id) return true;
  return person.isAdmin && (state === "cancelled" || asked.content.kind !== "give_grant");
}

/** Does what was confirmed. Gives in words why that is not possible now. */
async function apply(
  tx: Tx,
  { content }: PolicyProposal,
  change: Change,
): Promise<{ number: number } | string> {
  switch (content.kind) {
    case "make_rule":
      return faultOfRule(content.draft, change.by) ?? makeRule(tx, content.draft, change);
    case "give_grant":
      return giveGrant(tx, content.draft, change);
    case "remove_rule":
      return removed(tx, content.ruleId, change);
    case "replace_rule": {
      const fault = faultOfRule(content.draft, change.by);
      if (fault) return fault;
      const old = await removed(tx, content.ruleId, change);
      return typeof old === "string" ? old : makeRule(tx, content.draft, change);
    }
  }
}

async function removed(tx: Tx, ruleId: string, change: Change): Promise<{ number: number } | string> {
  const rule = await findRule(tx, change.workspaceId, ruleId);
  if (!rule || rule.removedAt) return "this rule is not in force any more";
  if (!mayRemove(rule, change.by)) return "only an admin can change a rule that an admin made";
  return (await removeRule(tx, ruleId, change)) ?? "this rule is not in force any more";
}
