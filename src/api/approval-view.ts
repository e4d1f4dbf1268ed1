import { type Approval, findApproval, mayAnswer } from "../approvals/index.ts";
import type { ClickOutcome } from "../conversation/index.ts";
import { groupIdsOf } from "../people/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import { type PersonOf, personOfIn } from "./people-names.ts";
import { type ApiProblem, conflict, noSuch, notYours, unprocessable } from "./problem.ts";
import type { Caller } from "./route.ts";

/** Who asks, with the groups that may be asked for approvals. */
export async function answererOf({ db }: ApiDeps, { member }: Caller) {
  return { ...member, groupIds: await groupIdsOf(db, member) };
}

type Answerer = Awaited<ReturnType<typeof answererOf>>;

/** Members see what they asked for or may answer, admins all. */
export function maySee(approval: Approval, answerer: Answerer): boolean {
  return answerer.role === "admin" || approval.requestedBy === answerer.id || mayAnswer(approval, answerer);
}

/** Approvals of one workspace as the API gives them. */
export async function viewsOf(
  deps: ApiDeps,
  approvals: readonly Approval[],
  of: { answerer: Answerer; personOf: PersonOf },
) {
  const cards = await deps.conversation.cards(approvals);
  return cards.map(({ approval, approvers, alsoAsked, yesBy, sent }) => ({
    ...approval,
    evidence: JSON.parse(JSON.stringify(approval.evidence)),
    requestedBy: of.personOf(approval.requestedBy),
    approvers: alsoAsked ? `${approvers}, or ${alsoAsked}` : approvers,
    mayAnswer: approval.state === "pending" && mayAnswer(approval, of.answerer),
    yesBy: [...yesBy],
    answeredBy: approval.answeredBy === null ? null : of.personOf(approval.answeredBy),
    sent,
  }));
}

/** One approval, as it stands now. @throws ApiProblem 404, also where it is not for these eyes */
export async function viewOf(deps: ApiDeps, caller: Caller, approvalId: string) {
  const { workspaceId } = caller.member;
  const approval = await findApproval(deps.db, workspaceId, approvalId);
  const answerer = await answererOf(deps, caller);
  if (!approval || !maySee(approval, answerer)) throw noSuch("approval");
  const personOf = await personOfIn(deps, workspaceId);
  const [view] = await viewsOf(deps, [approval], { answerer, personOf });
  if (!view) throw noSuch("approval");
  return view;
}

export const otherRequest = () =>
  conflict("api.other_request", "The request is another than the one you have seen. Read it again.");

/** Why an answer did not count. */
export function notTaken(outcome: Exclude<ClickOutcome, { kind: "accepted" }>): ApiProblem {
  switch (outcome.kind) {
    case "not_yours":
      return notYours("This is not yours to approve.");
    case "too_late": {
      const { state } = outcome.approval;
      const why = state === "pending" ? "has expired, or you have answered it" : `was already ${state}`;
      return conflict("api.answered", `This request ${why}.`);
    }
    case "wrong":
      return unprocessable(`${outcome.message}.`, faultsIn(outcome));
    case "no_such":
      return noSuch("approval");
  }
}

function faultsIn({ field, message }: { field?: string; message: string }) {
  return field === undefined ? [] : [{ field, message }];
}
