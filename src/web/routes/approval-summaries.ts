import { type Approval, mayAnswer } from "../../approvals/index.ts";
import type { Card } from "../../conversation/index.ts";
import type { ApprovalSummary } from "../pages/approvals/approval-view.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { answererOf } from "./visitor.ts";

/** Questions of the visitor's workspace as the page shows them. */
export async function approvalSummaries(
  deps: WebDeps,
  approvals: readonly Approval[],
  visitor: Visitor,
): Promise<ApprovalSummary[]> {
  const answerer = await answererOf(deps, visitor);
  const cards = await deps.conversation.cards(approvals);
  return cards.map((card) => summaryOf(card, mayAnswer(card.approval, answerer)));
}

function summaryOf(card: Card, may: boolean): ApprovalSummary {
  const { approval } = card;
  const { request } = approval;
  return {
    id: approval.id,
    kind: approval.kind,
    state: approval.state,
    integration: request.integration,
    title: request.title,
    request,
    evidence: approval.evidence,
    askedBecause: approval.askedBecause,
    approvers: card.alsoAsked ? `${card.approvers}, or ${card.alsoAsked}` : card.approvers,
    requestedBy: card.askedBy,
    editedBy: card.editedBy ?? undefined,
    yesBy: card.yesBy,
    createdAt: approval.createdAt,
    expiresAt: approval.expiresAt,
    mayAnswer: may,
    answered:
      card.answeredBy && approval.answeredAt
        ? { by: card.answeredBy, at: approval.answeredAt, reason: approval.reason ?? undefined }
        : undefined,
    sent: card.sent ?? undefined,
    mayUndo: card.mayUndo,
    mayGrant: card.mayGrant,
    runId: approval.runId,
  };
}
