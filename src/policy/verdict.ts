/** What a call does to the world, read off the wire: `read` nothing, `write` changes, `destroy` removes. */
export type Effect = "read" | "write" | "destroy";

/**
 * Who has to say yes. A person counts for it who is one of those it names; where `also` holds further demands, each
 * of them has to be met too, and one yes counts for every demand that its giver is named in.
 */
export interface ApproverScope {
  /** Whether any admin counts. */
  readonly admins: boolean;
  /** Whether the person who asked counts. */
  readonly requester: boolean;
  /** Ids of the members who count by name. */
  readonly members?: readonly string[];
  /** Ids of the groups whose members count. */
  readonly groups?: readonly string[];
  /** How many different people have to say yes; one where absent. */
  readonly needed?: number;
  /** The person who asked does not count, whatever else they are. */
  readonly requesterMayNotApprove?: boolean;
  readonly also?: readonly ApproverScope[];
}

/** A grant that may be used for a call, and how much of its amount the call would take. */
export interface CoveringGrant {
  readonly id: string;
  readonly amount: number;
  /** Whether it holds only while its giver is an admin. */
  readonly giverMustBeAdmin: boolean;
}

/** What is to happen with a call. `because` says in words which line of the policy decided. */
export type Verdict =
  /** With the rule that allows it, where it would wait otherwise. */
  | { readonly kind: "allow"; readonly rule?: { readonly id: string; readonly number: number } }
  | {
      readonly kind: "ask";
      readonly because: string;
      readonly approvers: ApproverScope;
      /** The rule that asks, where it is one that a person made. */
      readonly ruleId?: string;
      /** Grants that may stand in for the yes. */
      readonly grants?: readonly CoveringGrant[];
    }
  | { readonly kind: "refuse"; readonly because: string; readonly ruleId?: string };
