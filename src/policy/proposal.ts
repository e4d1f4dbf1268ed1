import type { Predicate } from "./predicate.ts";
import type { RuleEffect } from "./rule.ts";

/** A rule that is to be made, or to take the place of an old one. */
export interface RuleDraft {
  readonly predicate: Predicate;
  readonly effect: RuleEffect;
  readonly described: string;
  readonly words: string | null;
}

/** A grant that is to be given. At least one of its three limits is set. */
export interface GrantDraft {
  readonly predicate: Predicate;
  readonly described: string;
  readonly mostUses: number | null;
  readonly amountArgument: string | null;
  readonly mostAmount: number | null;
  /** ISO 8601. */
  readonly expiresAt: string | null;
}

/** What is to be done once it is confirmed. `note` says what it would mean, such as what it would have caught. */
export type ProposalContent =
  | { readonly kind: "make_rule"; readonly draft: RuleDraft; readonly note: string }
  | {
      readonly kind: "replace_rule";
      readonly ruleId: string;
      readonly draft: RuleDraft;
      readonly note: string;
    }
  | {
      readonly kind: "remove_rule";
      readonly ruleId: string;
      readonly described: string;
      readonly note: string;
    }
  | { readonly kind: "give_grant"; readonly draft: GrantDraft; readonly note: string };

/** What is proposed, in one sentence. */
export function describeProposal(content: ProposalContent): string {
  switch (content.kind) {
    case "make_rule":
    case "replace_rule":
    case "give_grant":
      return content.draft.described;
    case "remove_rule":
      return content.described;
  }
}
