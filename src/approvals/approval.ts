import type { Json } from "../kernel/index.ts";
import type { ApproverScope } from "../policy/index.ts";
import type { approvals } from "./tables.ts";

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
  /** Parsed where the body is JSON, the text otherwise. */
  readonly body?: Json;
}

interface Answerer {
  readonly id: string;
  readonly workspaceId: string;
  readonly role: string;
  readonly active: boolean;
}

/** Whether this person may answer the question. Roles are those of now, not of when it was asked. */
export function mayAnswer(
  approval: Pick<Approval, "approvers" | "requestedBy" | "workspaceId">,
  person: Answerer,
): boolean {
  if (!person.active || person.workspaceId !== approval.workspaceId) return false;
  return countsFor(approval.approvers, approval.requestedBy, person);
}

function countsFor(scope: ApproverScope, requestedBy: string, person: Answerer): boolean {
  const isRequester = person.id === requestedBy;
  if (scope.requesterMayNotApprove && isRequester) return false;
  const isNamed =
    (scope.admins && person.role === "admin") ||
    (scope.requester && isRequester) ||
    (scope.members ?? []).includes(person.id);
  return isNamed && (scope.also ?? []).every((other) => countsFor(other, requestedBy, person));
}

/** In words, who may answer. */
export function describeApprovers(scope: ApproverScope): string {
  if (scope.members && !scope.admins) return "the person that the rule names";
  return scope.requester ? "the person who asked, or an admin" : "an admin";
}
