import { type Request, type Response, Router } from "express";
import { listApprovals, mayAnswer } from "../../approvals/index.ts";
import type { ClickOutcome } from "../../conversation/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { ApprovalView } from "../pages/approvals/approval-view.tsx";
import { ApprovalsPage } from "../pages/approvals/approvals-page.tsx";
import { paths } from "../paths.ts";
import { Partial } from "../ui/partial.tsx";
import { Toast } from "../ui/toast.tsx";
import type { WebDeps } from "../web-deps.ts";
import { saveEdit, showEdit } from "./approval-edit.tsx";
import { approvalSummaries } from "./approval-summaries.ts";
import { approveMore, showMore } from "./approve-more.tsx";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { answererOf, type Gate, visitorOf } from "./visitor.ts";

const SHOWN = 100;
const MOST_AT_ONCE = 50;

/** The questions to people: members see those they asked for or may answer, admins all. */
export function approvalRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const small = formBody({ maxBytes: 10_000 });
  router.get(paths.approvals, gate.membersOnly, (request, response) => showAll(deps, request, response));
  router.post(paths.answerApprovals, gate.membersOnly, small, (request, response) =>
    answerSeveral(deps, request, response),
  );
  router.get("/approvals/:id/edit", gate.membersOnly, (request, response) =>
    showEdit(deps, request, response),
  );
  router.post("/approvals/:id/edit", gate.membersOnly, formBody({ maxBytes: 500_000 }), (request, response) =>
    saveEdit(deps, request, response),
  );
  router.get("/approvals/:id/more", gate.membersOnly, (request, response) =>
    showMore(deps, request, response),
  );
  router.post("/approvals/:id/more", gate.membersOnly, small, (request, response) =>
    approveMore(deps, request, response),
  );
  router.post("/approvals/:id", gate.membersOnly, small, (request, response) =>
    answer(deps, request, response),
  );
  return router;
}

async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const [all, answerer] = await Promise.all([
    listApprovals(deps.db, { workspaceId: visitor.workspaceId, limit: SHOWN }),
    answererOf(deps, visitor),
  ]);
  const isAdmin = visitor.role === "admin";
  const own = all.filter(
    (approval) => isAdmin || mayAnswer(approval, answerer) || approval.requestedBy === visitor.id,
  );
  const approvals = await approvalSummaries(deps, own, visitor);
  const children = <ApprovalsPage approvals={approvals} now={deps.clock()} />;
  await showPage(deps, [request, response], { title: "Approvals", section: "approvals", children });
}

const WISHES = { again: "again", leave: "leave", undo: "undo" } as const;

async function answer(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const reason = form.text("reason");
  const on = {
    workspaceId: visitorOf(request).workspaceId,
    approvalId: String(request.params["id"]),
    person: visitorOf(request),
  };
  const wanted = form.text("verdict");
  const wish = wanted in WISHES ? WISHES[wanted as keyof typeof WISHES] : undefined;
  const outcome = wish
    ? await deps.conversation.wish({ ...on, wish })
    : await deps.conversation.click({
        ...on,
        verdict: wanted === "approved" ? "approved" : "denied",
        ...(reason ? { reason } : {}),
      });
  await showOutcomes(deps, [request, response], [outcome]);
}

/** Answers those questions that were ticked, one by one: each is a decision of its own. */
async function answerSeveral(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const person = visitorOf(request);
  const verdict = form.text("verdict") === "approved" ? "approved" : "denied";
  const outcomes: ClickOutcome[] = [];
  for (const approvalId of form.texts("ids").slice(0, MOST_AT_ONCE))
    outcomes.push(
      await deps.conversation.click({ workspaceId: person.workspaceId, approvalId, person, verdict }),
    );
  await showOutcomes(deps, [request, response], outcomes);
}

async function showOutcomes(
  deps: WebDeps,
  [request, response]: [Request, Response],
  outcomes: readonly ClickOutcome[],
): Promise<void> {
  const known = outcomes.flatMap((outcome) => (outcome.kind === "no_such" ? [] : [outcome]));
  if (known.length === 0 && outcomes.length > 0) throw notFound("approval");
  const approvals = known.map(({ approval }) => approval);
  const summaries = await approvalSummaries(deps, approvals, visitorOf(request));
  const bad = known.find(({ kind }) => kind !== "accepted");
  deps.renderer.fragment(
    response,
    <>
      {summaries.map((summary) => (
        <Partial target={`#approval-${summary.id}`} swap="outerHTML">
          <ApprovalView approval={summary} now={deps.clock()} />
        </Partial>
      ))}
      <Toast bad={bad !== undefined || known.length === 0}>{toastFor(known, bad)}</Toast>
    </>,
  );
}

type Known = Exclude<ClickOutcome, { kind: "no_such" }>;

function toastFor(known: readonly Known[], bad: Known | undefined): string {
  const shown = bad ?? known[0];
  if (!shown) return "Tick at least one request";
  return known.length > 1 && !bad ? `${known.length} requests answered` : wordsFor(shown);
}

function wordsFor(outcome: Known): string {
  switch (outcome.kind) {
    case "accepted":
      return acceptedWords(outcome.approval);
    case "not_yours":
      return "This is not yours to approve";
    case "wrong":
      return outcome.message;
    case "too_late":
      return outcome.approval.state === "pending"
        ? "This request has expired"
        : `This request was already ${outcome.approval.state}`;
  }
}

function acceptedWords({ kind, state }: Known["approval"]): string {
  if (kind === "outcome") return "Noted";
  if (state === "approved") return "Approved";
  return state === "pending" ? "Your yes is noted; others have to say yes, too" : "Noted";
}
