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

/** Whether this person may answer the question. Roles are those of now, not of when it was asked. */
export function mayAnswer(
  approval: Pick<Approval, "approvers" | "requestedBy" | "workspaceId">,
  person: { id: string; workspaceId: string; role: string; active: boolean },
): boolean {
  if (!person.active || person.workspaceId !== approval.workspaceId) return false;
  if (person.role === "admin") return true;
  return approval.approvers.requester && person.id === approval.requestedBy;
}

/** In words, who may answer. */
export function describeApprovers(scope: ApproverScope): string {
  return scope.requester ? "the person who asked, or an admin" : "an admin";
}
