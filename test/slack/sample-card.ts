import type { Approval } from "../../src/approvals/index.ts";
import type { Card } from "../../src/conversation/index.ts";
import { NOON } from "../support/team.ts";

/** A card as a test wants it. */
export function cardOf(
  more: { request?: Partial<Approval["request"]>; approval?: Partial<Approval>; askedBy?: string } = {},
): Card {
  const approval: Approval = {
    id: "apr_1",
    workspaceId: "ws_1",
    runId: "run_1",
    callId: "call_1",
    requestHash: "h",
    request: {
      integration: "Orders",
      title: "delete-order",
      method: "DELETE",
      url: "https://api.test/orders/7",
      headers: {},
      ...more.request,
    },
    askedBecause: "every DELETE call needs an admin's approval",
    requestedBy: "mem_1",
    approvers: { admins: true, requester: false },
    state: "pending",
    answeredBy: null,
    answeredAt: null,
    reason: null,
    createdAt: NOON,
    expiresAt: NOON,
    kind: "send",
    evidence: {},
    ruleId: null,
    escalatedTo: null,
    yesesNeeded: [1],
    yeses: [],
    usedAt: null,
    replaces: null,
    editedBy: null,
    remindAt: null,
    escalateAt: null,
    ...more.approval,
  };
  return {
    approval,
    askedBy: more.askedBy ?? "Bob",
    answeredBy: null,
    editedBy: null,
    yesBy: [],
    approvers: "an admin",
    alsoAsked: null,
    sent: null,
    mayUndo: false,
    mayGrant: true,
    dashboardUrl: "https://chief.test/approvals",
  };
}
