import { z } from "zod";
import { type CallTarget, findCall, findResult, shownAnswer } from "../../execution/index.ts";
import type { Json } from "../../kernel/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { beginRun } from "../begin-run.ts";
import { integrationIn } from "../integration-view.ts";
import { type Caller, defineRoute, type RawRequest, type Route } from "../route.ts";
import { anyJson } from "../shapes/common.ts";
import { runShape } from "../shapes/run.ts";
import { actionIn, anAction } from "./actions.ts";
import { anIntegration } from "./integrations.ts";
import { answerRun, waitSeconds } from "./runs.ts";

/** The run of a call, and what came back. */
const calledShape = z.object({
  run: runShape,
  call: z
    .object({
      id: z.string(),
      state: z.string().describe("waiting, sent, settled, unknown or refused."),
      status: z.number().int().nullable(),
      failure: z.string().nullable(),
      rows: z.number().int().nullable(),
      complete: z.boolean().nullable().describe("Whether all pages were read."),
    })
    .nullable(),
  output: anyJson.describe(
    "The answer, mapped where the action has a mapping; of a file what it is; null until there is one.",
  ),
  isPart: z
    .boolean()
    .describe(
      "`output` has only the first records of a list that is large; `getCallAnswer` gives all of it.",
    ),
});

const callAction = defineRoute({
  method: "post",
  path: "/actions/{actionId}/calls",
  operationId: "callAction",
  holdsArguments: true,
  tag: "actions",
  summary: "Call an action: checked, decided on and recorded as a call of a run, without a planner",
  who: "member",
  isIdempotent: true,
  isAct: false,
  status: 201,
  params: anAction,
  body: z.strictObject({
    arguments: z.record(z.string(), anyJson).default({}).describe("As the action's inputSchema says."),
    waitSeconds,
  }),
  answer: calledShape,
  async handle(deps, caller, { params, body, ...given }) {
    const { action, integration } = await actionIn(deps, caller, params.actionId);
    const call: CallTarget = { kind: "action", actionId: action.id, arguments: body.arguments };
    const words = `Call #${integration.slug}.${action.name} ${JSON.stringify(body.arguments)}`;
    return called(deps, caller, { ...given, call, words, waitSeconds: body.waitSeconds });
  },
});

const callHttp = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/calls",
  operationId: "callIntegration",
  holdsArguments: true,
  tag: "actions",
  summary: "Make a call that no action describes, below an integration's base URL, under the same rules",
  who: "member",
  isIdempotent: true,
  isAct: false,
  status: 201,
  params: anIntegration,
  body: z.strictObject({
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path: z.string().min(1).max(4_000).describe("Below the base URL: `/orders`."),
    query: z.record(z.string(), anyJson).default({}),
    body: anyJson.optional(),
    waitSeconds,
  }),
  answer: calledShape,
  async handle(deps, caller, { params, body, ...given }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const { waitSeconds: wait, body: sent, ...place } = body;
    const request = { ...place, ...(sent === undefined ? {} : { body: sent }) };
    const call: CallTarget = { kind: "http", integrationId: integration.id, ...request };
    const words = `Call #${integration.slug} ${JSON.stringify(request)}`;
    return called(deps, caller, { ...given, call, words, waitSeconds: wait });
  },
});

async function called(
  deps: ApiDeps,
  caller: Caller,
  wanted: { call: CallTarget; words: string; waitSeconds: number } & Pick<
    RawRequest,
    "idempotencyKey" | "gone"
  >,
) {
  const { call, words: text, idempotencyKey } = wanted;
  const begun = await beginRun(deps, caller, { text, call, idempotencyKey });
  const { body: run, ...answer } = await answerRun(deps, caller, { ...wanted, run: begun });
  // Not a read that was made for the card of an approval.
  const made = await findCall(deps.db, begun.workspaceId, `${begun.id}.0.0`);
  const result = made && (await findResult(deps.db, made.id));
  const shown = made && { ...made, failure: made.failureMessage };
  const output = result ? shownAnswer(JSON.parse(result.body) as Json) : null;
  return { ...answer, body: { run, call: shown ?? null, output, isPart: result?.records !== undefined } };
}

export const CALL_ROUTES: readonly Route[] = [callAction, callHttp];
