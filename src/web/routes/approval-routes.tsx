import { type Request, type Response, Router } from "express";
import { type Approval, describeApprovers, listApprovals, mayAnswer } from "../../approvals/index.ts";
import type { ClickOutcome } from "../../conversation/index.ts";
import { listMemberNames, type Member } from "../../people/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { type ApprovalSummary, ApprovalView } from "../pages/approvals/approval-view.tsx";
import { ApprovalsPage } from "../pages/approvals/approvals-page.tsx";
import { paths } from "../paths.ts";
import { Partial } from "../ui/partial.tsx";
import { Toast } from "../ui/toast.tsx";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const SHOWN = 100;

/** The questions to people: members see those they asked for or may answer, admins all. */
export function approvalRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  router.get(paths.approvals, gate.membersOnly, (request, response) => showAll(deps, request, response));
  router.post("/approvals/:id", gate.membersOnly, formBody({ maxBytes: 10_000 }), (request, response) =>
    answer(deps, request, response),
  );
  return router;
}

function summaryOf(
  approval: Approval,
  members: ReadonlyMap<string, Member>,
  visitor: Member,
): ApprovalSummary {
  const nameOf = (id: string) => members.get(id)?.name ?? "somebody";
  const { request } = approval;
  return {
    id: approval.id,
    state: approval.state,
    integration: request.integration,
    title: request.title,
    request,
    askedBecause: approval.askedBecause,
    approvers: describeApprovers(approval.approvers),
    requestedBy: nameOf(approval.requestedBy),
    createdAt: approval.createdAt,
    expiresAt: approval.expiresAt,
    mayAnswer: mayAnswer(approval, visitor),
    answered:
      approval.answeredBy && approval.answeredAt
        ? { by: nameOf(approval.answeredBy), at: approval.answeredAt, reason: approval.reason ?? undefined }
        : undefined,
    runId: approval.runId,
  };
}

async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const [all, members] = await Promise.all([
    listApprovals(deps.db, { workspaceId: visitor.workspaceId, limit: SHOWN }),
    listMemberNames(deps.db, visitor.workspaceId),
  ]);
  const own = all.filter((approval) => mayAnswer(approval, visitor) || approval.requestedBy === visitor.id);
  const children = (
    <ApprovalsPage
      approvals={own.map((approval) => summaryOf(approval, members, visitor))}
      now={deps.clock()}
    />
  );
  await showPage(deps, [request, response], { title: "Approvals", section: "approvals", children });
}

async function answer(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const form = await readForm(request);
  const reason = form.text("reason");
  const outcome = await deps.conversation.click({
    workspaceId: visitor.workspaceId,
    approvalId: String(request.params["id"]),
    person: visitor,
    verdict: form.text("verdict") === "approved" ? "approved" : "denied",
    ...(reason ? { reason } : {}),
  });
  if (outcome.kind === "no_such") throw notFound("approval");
  const members = await listMemberNames(deps.db, visitor.workspaceId);
  const summary = summaryOf(outcome.approval, members, visitor);
  deps.renderer.fragment(
    response,
    <>
      <Partial target={`#approval-${summary.id}`} swap="outerHTML">
        <ApprovalView approval={summary} now={deps.clock()} />
      </Partial>
      <Toast bad={outcome.kind !== "accepted"}>{wordsFor(outcome)}</Toast>
    </>,
  );
}

function wordsFor(outcome: Exclude<ClickOutcome, { kind: "no_such" }>): string {
  switch (outcome.kind) {
    case "accepted":
      return outcome.approval.state === "approved" ? "Approved" : "Denied";
    case "not_yours":
      return "This is not yours to approve";
    case "too_late":
      return outcome.approval.state === "pending"
        ? "This request has expired"
        : `This request was already ${outcome.approval.state}`;
  }
}
