import { z } from "zod";
import { type Approval, findApproval, listApprovals, mayAnswer } from "../../approvals/index.ts";
import type { ClickOutcome } from "../../conversation/index.ts";
import { groupIdsOf } from "../../people/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { PAGE, pageFrom, pageOf, placeOf } from "../cursor.ts";
import { type PersonOf, personOfIn } from "../people-names.ts";
import { conflict, noSuch, notYours, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { anyJson, id, instant, person } from "../shapes/common.ts";

const STATES = ["pending", "approved", "denied", "expired", "cancelled", "edited", "stale"] as const;

const approvalShape = z
  .object({
    id: z.string(),
    kind: z.enum(["send", "outcome"]).describe("outcome: whether a call that was sent came to pass."),
    state: z.enum(STATES),
    runId: z.string(),
    request: z.object({
      integration: z.string(),
      title: z.string(),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: anyJson.optional(),
    }),
    requestHash: z.string().describe("Identifies exactly this request; send it to approve."),
    evidence: anyJson.describe("What it would change, and which values came out of the data of an API."),
    askedBecause: z.string(),
    requestedBy: person,
    approvers: z.string().describe("Who may answer, in words."),
    mayAnswer: z.boolean().describe("Whether you may."),
    yesBy: z.array(z.string()),
    answeredBy: person.nullable(),
    answeredAt: instant.nullable(),
    reason: z.string().nullable(),
    sent: z.string().nullable().describe("What became of the call, in words."),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: "Approval" });

const anApproval = z.strictObject({ approvalId: id });

async function answererOf({ db }: ApiDeps, { member }: Caller) {
  return { ...member, groupIds: await groupIdsOf(db, member) };
}

type Answerer = Awaited<ReturnType<typeof answererOf>>;

/** Members see what they asked for or may answer, admins all. */
function maySee(approval: Approval, answerer: Answerer): boolean {
  return answerer.role === "admin" || approval.requestedBy === answerer.id || mayAnswer(approval, answerer);
}

async function viewsOf(
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

const list = defineRoute({
  method: "get",
  path: "/approvals",
  operationId: "listApprovals",
  tag: "approvals",
  summary: "List the approvals that you asked for or may answer, as an admin all; the newest first",
  who: "member",
  query: z.strictObject({ ...PAGE, state: z.enum(STATES).optional() }),
  answer: pageOf(approvalShape).describe(
    "A page may hold fewer than the limit, and there may still be more.",
  ),
  async handle(deps, caller, { query }) {
    const { workspaceId } = caller.member;
    const { limit, cursor, state } = query;
    const before = placeOf(cursor);
    const [found, answerer, personOf] = await Promise.all([
      listApprovals(deps.db, {
        workspaceId,
        limit: limit + 1,
        ...(state ? { state } : {}),
        ...(before ? { before } : {}),
      }),
      answererOf(deps, caller),
      personOfIn(deps, workspaceId),
    ]);
    const page = pageFrom(found, limit, ({ createdAt, id: approvalId }) => ({
      at: createdAt,
      id: approvalId,
    }));
    const seen = page.items.filter((approval) => maySee(approval, answerer));
    return { body: { ...page, items: await viewsOf(deps, seen, { answerer, personOf }) } };
  },
});

const get = defineRoute({
  method: "get",
  path: "/approvals/{approvalId}",
  operationId: "getApproval",
  tag: "approvals",
  summary: "Read an approval: the exact request, and what it would change",
  who: "member",
  params: anApproval,
  answer: approvalShape,
  handle: async (deps, caller, { params }) => ({ body: await viewOf(deps, caller, params.approvalId) }),
});

async function viewOf(deps: ApiDeps, caller: Caller, approvalId: string) {
  const { workspaceId } = caller.member;
  const approval = await findApproval(deps.db, workspaceId, approvalId);
  const answerer = await answererOf(deps, caller);
  if (!approval || !maySee(approval, answerer)) throw noSuch("approval");
  const personOf = await personOfIn(deps, workspaceId);
  const [view] = await viewsOf(deps, [approval], { answerer, personOf });
  if (!view) throw noSuch("approval");
  return view;
}

const answer = defineRoute({
  method: "post",
  path: "/approvals/{approvalId}/answer",
  operationId: "answerApproval",
  tag: "approvals",
  summary: "Approve or deny exactly the request that you have seen; it is decided once",
  who: "member",
  params: anApproval,
  body: z.strictObject({
    verdict: z.enum(["approved", "denied"]),
    requestHash: z.string().min(1).describe("The requestHash of the approval as you read it."),
    reason: z.string().trim().max(2_000).optional(),
  }),
  answer: approvalShape,
  async handle(deps, caller, { params, body }) {
    const { approvalId } = params;
    const seen = await viewOf(deps, caller, approvalId);
    if (seen.requestHash !== body.requestHash) throw otherRequest();
    const { member } = caller;
    const { verdict, reason } = body;
    const on = { workspaceId: member.workspaceId, approvalId, person: member, verdict };
    const outcome = await deps.conversation.click({ ...on, ...(reason ? { reason } : {}) });
    refuseUnless(outcome);
    return { body: await viewOf(deps, caller, approvalId) };
  },
});

const otherRequest = () =>
  conflict("api.other_request", "The request is another than the one you have seen. Read it again.");

/** @throws ApiProblem that says why an answer did not count */
function refuseUnless(outcome: ClickOutcome): void {
  switch (outcome.kind) {
    case "accepted":
      return;
    case "not_yours":
      throw notYours("This is not yours to approve.");
    case "too_late": {
      const { state } = outcome.approval;
      const why = state === "pending" ? "has expired, or you have answered it" : `was already ${state}`;
      throw conflict("api.answered", `This request ${why}.`);
    }
    case "wrong":
      throw unprocessable(outcome.message);
    case "no_such":
      throw noSuch("approval");
  }
}

const edited = z
  .object({
    requestHash: z.string().describe("Of the request as it stands there now; an edit names it."),
    fields: z
      .array(
        z.object({
          name: z.string().describe("An argument; of a described call `query.<name>` or `body`."),
          text: z.string().describe("As it is now."),
          isRequired: z.boolean(),
          hint: z.string().nullable(),
        }),
      )
      .describe("None where the request does not wait any more."),
  })
  .meta({ id: "ApprovalEdit" });

const getEdit = defineRoute({
  method: "get",
  path: "/approvals/{approvalId}/edit",
  operationId: "getApprovalEdit",
  tag: "approvals",
  summary: "What of a request that waits can be changed before it is approved",
  who: "member",
  params: anApproval,
  answer: edited,
  async handle(deps, caller, { params }) {
    const { requestHash } = await viewOf(deps, caller, params.approvalId);
    const fields = (await editFormOf(deps, caller, params.approvalId)).map(
      ({ name, text, isRequired, hint = null }) => ({ name, text, isRequired, hint }),
    );
    return { body: { requestHash, fields } };
  },
});

const edit = defineRoute({
  method: "post",
  path: "/approvals/{approvalId}/edit",
  operationId: "editApproval",
  tag: "approvals",
  summary:
    "Put a changed request in the place of one that waits; it is asked about anew, and not approved by this",
  who: "member",
  params: anApproval,
  body: z.strictObject({
    requestHash: z.string().min(1).describe("The requestHash of the approval as you read it."),
    fields: z
      .record(z.string(), z.string().max(100_000))
      .describe("New texts by the names of fields; the others stay as they are."),
  }),
  answer: approvalShape,
  async handle(deps, caller, { params: { approvalId }, body }) {
    const { requestHash } = await viewOf(deps, caller, approvalId);
    if (requestHash !== body.requestHash) throw otherRequest();
    const fields = await editFormOf(deps, caller, approvalId);
    if (fields.length === 0) throw conflict("api.answered", "This request does not wait any more.");
    const unknown = Object.keys(body.fields).find((name) => !fields.some((field) => field.name === name));
    if (unknown !== undefined) {
      const names = fields.map(({ name }) => name).join(", ");
      throw unprocessable(`There is no field ${unknown} to edit. There are: ${names}.`);
    }
    const entered = new Map(fields.map(({ name, text }) => [name, body.fields[name] ?? text]));
    const on = { workspaceId: caller.member.workspaceId, approvalId, person: caller.member };
    const outcome = await deps.conversation.edit({ ...on, entered });
    refuseUnless(outcome);
    const asked = outcome.kind === "accepted" ? outcome.approval.id : approvalId;
    return { body: await viewOf(deps, caller, asked) };
  },
});

/** @throws ApiProblem for who may not answer */
async function editFormOf(deps: ApiDeps, { member }: Caller, approvalId: string) {
  const on = { workspaceId: member.workspaceId, approvalId, person: member };
  const form = await deps.conversation.editForm(on);
  if ("fields" in form) return form.fields;
  if (form.kind !== "too_late") refuseUnless(form);
  return [];
}

export const APPROVAL_ROUTES: readonly Route[] = [list, get, answer, getEdit, edit];
