import type { Approval } from "../approvals/index.ts";
import { demandsOf } from "../policy/index.ts";

/** Whether the yes of one person can be enough for such a question, so that it is worth to offer a grant with it. */
export function mayBecomeGrant({ kind, state, approvers }: Approval): boolean {
  if (kind !== "send" || state !== "pending") return false;
  return demandsOf(approvers).every(
    ({ needed = 1, admins, requester, members = [] }) =>
      needed <= 1 && (admins || requester || members.length > 0),
  );
}
