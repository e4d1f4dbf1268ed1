import type { Json } from "../kernel/index.ts";
import { type ApproverScope, demandsOf } from "../policy/index.ts";
import type { approvals, Yes } from "./tables.ts";

export type Approval = typeof approvals.$inferSelect;
export type { ApproverScope };

/** The exact request, as the card shows it and as it will be sent, but for the credential. */
export interface ShownRequest {
  readonly integration: string;
  readonly title: string;
  readonly method: string;
  readonly url: string;
  /** Header names and values that the action adds; never the credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where the body is JSON and nothing is lost by that, the text otherwise. */
  readonly body?: Json;
}

/** A person, as far as it matters for who may answer. */
export interface Answerer {
  readonly id: string;
  readonly workspaceId: string;
  readonly role: string;
  readonly active: boolean;
  /** The groups that the person belongs to now. */
  readonly groupIds: readonly string[];
}

type Asked = Pick<Approval, "approvers" | "escalatedTo" | "requestedBy" | "workspaceId" | "editedBy">;

/**
 * For which demands of a question a person's yes counts, by their place in `demandsOf`. In words:
 *
 * 1. Only active people of its workspace. Roles and groups are those of now, not of when it was asked.
 * 2. Where the requester may not approve, neither the person who asked nor the one who edited the request counts.
 * 3. Else those count whom the demand names: admins, the requester, members, members of a group.
 * 4. Once it was escalated, those whom the fallback names count for every demand that rule 2 lets them.
 */
export function demandsMetBy(approval: Asked, person: Answerer): readonly number[] {
  if (!person.active || person.workspaceId !== approval.workspaceId) return [];
  const isAuthor = person.id === approval.requestedBy || person.id === approval.editedBy;
  const isFallback = approval.escalatedTo !== null && isNamed(approval.escalatedTo, approval, person);
  return demandsOf(approval.approvers).flatMap((demand, at) => {
    if (isAuthor && demand.requesterMayNotApprove) return [];
    return isFallback || isNamed(demand, approval, person) ? [at] : [];
  });
}

function isNamed(scope: ApproverScope, { requestedBy }: Asked, person: Answerer): boolean {
  return (
    (scope.admins && person.role === "admin") ||
    (scope.requester && person.id === requestedBy) ||
    (scope.members ?? []).includes(person.id) ||
    (scope.groups ?? []).some((group) => person.groupIds.includes(group))
  );
}

/** Whether a person may answer a question: their yes would count for something it demands. */
export function mayAnswer(approval: Asked, person: Answerer): boolean {
  return demandsMetBy(approval, person).length > 0;
}

/** How many different people have to say yes to each demand of a scope. */
export function yesesNeeded(scope: ApproverScope): readonly number[] {
  return demandsOf(scope).map(({ needed }) => Math.max(1, needed ?? 1));
}

/** Whether these yeses are all that a question demands. */
export function isSettledBy(scope: ApproverScope, yeses: readonly Yes[]): boolean {
  return yesesNeeded(scope).every(
    (needed, at) =>
      new Set(yeses.filter(({ counts }) => counts.includes(at)).map(({ by }) => by)).size >= needed,
  );
}
