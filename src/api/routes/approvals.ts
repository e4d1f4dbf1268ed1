import { z } from "zod";
import { listApprovals } from "../../approvals/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { answererOf, maySee, notTaken, otherRequest, viewOf, viewsOf } from "../approval-view.ts";
import { PAGE, pageFrom, pageOf, placeOf } from "../cursor.ts";
import { personOfIn } from "../people-names.ts";
import { conflict, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { APPROVAL_STATES, anApproval, approvalShape } from "../shapes/approval.ts";

const list = defineRoute({
  method: "get",
  path: "/approvals",
  operationId: "listApprovals",
  tag: "approvals",
  summary: "List the approvals that you asked for or may answer, as an admin all; the newest first",
  who: "member",
  query: z.strictObject({ ...PAGE, state: z.enum(APPROVAL_STATES).optional() }),
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
    if (outcome.kind !== "accepted") throw notTaken(outcome);
    return { body: await viewOf(deps, caller, approvalId) };
  },
});

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
    if (outcome.kind !== "accepted") throw notTaken(outcome);
    return { body: await viewOf(deps, caller, outcome.approval.id) };
  },
});

/** @throws ApiProblem for who may not answer */
async function editFormOf(deps: ApiDeps, { member }: Caller, approvalId: string) {
  const on = { workspaceId: member.workspaceId, approvalId, person: member };
  const form = await deps.conversation.editForm(on);
  if ("fields" in form) return form.fields;
  if (form.kind !== "too_late") throw notTaken(form);
  return [];
}

const getMore = defineRoute({
  method: "get",
  path: "/approvals/{approvalId}/grant",
  operationId: "getApprovalGrant",
  tag: "approvals",
  summary: "Which calls a yes ahead for more like this request would cover",
  who: "member",
  params: anApproval,
  answer: z.object({
    requestHash: z.string().describe("Of the request as it stands there now; a grant names it."),
    covers: z.string().nullable().describe("The calls, in words; null where no yes ahead can be given."),
    amountArgument: z.string().nullable().describe("The argument whose sum can be limited."),
    obstacle: z.string().nullable().describe("Why no yes ahead can be given."),
  }),
  async handle(deps, caller, { params: { approvalId } }) {
    const { requestHash } = await viewOf(deps, caller, approvalId);
    const { workspaceId } = caller.member;
    const offer = await deps.conversation.grantOffer({ workspaceId, approvalId, person: caller.member });
    if ("kind" in offer) {
      const obstacle = notTaken(offer).message;
      return { body: { requestHash, covers: null, amountArgument: null, obstacle } };
    }
    const { covers, amountArgument } = offer;
    return { body: { requestHash, covers, amountArgument, obstacle: null } };
  },
});

const approveMore = defineRoute({
  method: "post",
  path: "/approvals/{approvalId}/grant",
  operationId: "approveWithGrant",
  tag: "approvals",
  summary: "Approve exactly the request that you have seen, and within limits more like it: both or neither",
  who: "member",
  params: anApproval,
  body: z.strictObject({
    requestHash: z.string().min(1).describe("The requestHash of the approval as you read it."),
    uses: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe("How many more calls; one limit is needed."),
    mostAmount: z.number().positive().optional().describe("Up to which sum of the amountArgument."),
    until: z.iso.date().optional().describe("The last day, in your time zone."),
  }),
  answer: approvalShape,
  async handle(deps, caller, { params: { approvalId }, body }) {
    const { requestHash, uses = "", mostAmount = "", until = "" } = body;
    const seen = await viewOf(deps, caller, approvalId);
    if (seen.requestHash !== requestHash) throw otherRequest();
    const entered = { uses: String(uses), mostAmount: String(mostAmount), until };
    const on = { workspaceId: caller.member.workspaceId, approvalId, person: caller.member };
    const outcome = await deps.conversation.approveMore({ ...on, entered });
    if (outcome.kind !== "accepted") throw notTaken(outcome);
    return { body: await viewOf(deps, caller, approvalId) };
  },
});

const WISHES = {
  undo: "Ask for the call that takes back what an approved one did; it is a run of its own, asked about like any other",
  again:
    "Say that a call of unknown outcome did not come to pass, and ask for it once more, in a run of its own",
  leave: "Leave it open what became of a call of unknown outcome",
} as const;

const wishes = (["undo", "again", "leave"] as const).map((wish) =>
  defineRoute({
    method: "post",
    path: `/approvals/{approvalId}/${wish}`,
    operationId: `${wish}ApprovedCall`,
    tag: "approvals",
    summary: WISHES[wish],
    who: "member",
    params: anApproval,
    answer: approvalShape,
    async handle(deps, caller, { params: { approvalId } }) {
      await viewOf(deps, caller, approvalId);
      const { member: person } = caller;
      const on = { workspaceId: person.workspaceId, approvalId, person };
      const outcome = await deps.conversation.wish({ ...on, wish });
      if (outcome.kind !== "accepted") throw notTaken(outcome);
      return { body: await viewOf(deps, caller, approvalId) };
    },
  }),
);

export const APPROVAL_ROUTES: readonly Route[] = [
  list,
  get,
  answer,
  getEdit,
  edit,
  getMore,
  approveMore,
  ...wishes,
];
