import { z } from "zod";
import { findPlacedRun, listRuns, listSteps, type PlacedRun } from "../../conversation/index.ts";
import { findResult, wholeAnswer } from "../../execution/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { awaitRun, beginRun } from "../begin-run.ts";
import { PAGE, pageFrom, pageOf, placeOf } from "../cursor.ts";
import { personOfIn } from "../people-names.ts";
import { noSuch } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { runStepsOf } from "../run-steps.ts";
import { runView, runViews, statesOf } from "../run-view.ts";
import { id, instant } from "../shapes/common.ts";
import { runShape, runState } from "../shapes/run.ts";
import { runStep } from "../shapes/run-step.ts";

const MOST_WAIT_SECONDS = 60;
const LONGEST_TEXT = 12_000;

/** How long to wait for the end of a run before it is answered as it is. */
export const waitSeconds = z
  .number()
  .min(0)
  .max(MOST_WAIT_SECONDS)
  .default(10)
  .describe("How long to wait for the end, up to 60 s. A run that is not over by then is answered with 202.");

const aRun = z.strictObject({ runId: id });

/** The run of an id, if the caller may see it: members see their own, admins all of the workspace. */
async function runIn(deps: ApiDeps, { member }: Caller, runId: string): Promise<PlacedRun> {
  const run = await findPlacedRun(deps.db, member.workspaceId, runId);
  if (!run || (member.role !== "admin" && run.memberId !== member.id)) throw noSuch("run");
  return run;
}

/** Answers with a run that was just begun, once it has ended or the wait is over. */
export async function answerRun(
  deps: ApiDeps,
  caller: Caller,
  given: { run: Pick<PlacedRun, "id" | "workspaceId">; waitSeconds: number; gone: AbortSignal },
) {
  const run = await awaitRun(deps, given.run, given);
  const personOf = await personOfIn(deps, caller.member.workspaceId);
  const location = `/api/v1/runs/${run.id}`;
  return { status: run.finishedAt ? 201 : 202, location, body: await runView(deps, run, personOf) };
}

const createRun = defineRoute({
  method: "post",
  path: "/runs",
  operationId: "createRun",
  tag: "runs",
  summary: "Ask Chief for something in plain words",
  who: "member",
  isIdempotent: true,
  isAct: false,
  status: 201,
  body: z.strictObject({
    text: z.string().trim().min(1).max(LONGEST_TEXT).describe("The request, as one would write it in Slack."),
    after: z
      .string()
      .optional()
      .describe("The id of an earlier run of yours in this API: “and by status?” then knows what of."),
    waitSeconds,
  }),
  answer: runShape,
  async handle(deps, caller, { body, idempotencyKey, gone }) {
    const after = body.after === undefined ? {} : { after: await earlierRun(deps, caller, body.after) };
    const run = await beginRun(deps, caller, { text: body.text, ...after, idempotencyKey });
    return answerRun(deps, caller, { run, waitSeconds: body.waitSeconds, gone });
  },
});

/** A run of the caller's own, in a thread that is in no chat: others would read there along. */
async function earlierRun(deps: ApiDeps, caller: Caller, runId: string): Promise<PlacedRun> {
  const run = await runIn(deps, caller, runId);
  if (run.memberId !== caller.member.id || run.channelId !== "api") throw noSuch("run of yours in this API");
  return run;
}

const listAll = defineRoute({
  method: "get",
  path: "/runs",
  operationId: "listRuns",
  tag: "runs",
  summary: "List runs, the newest first",
  who: "member",
  query: z.strictObject({
    ...PAGE,
    state: runState.optional(),
    q: z.string().max(500).optional().describe("Only requests that hold these words."),
    integrationId: z.string().optional().describe("Only runs that called this integration."),
  }),
  answer: pageOf(runShape),
  async handle(deps, { member }, { query }) {
    const { limit, cursor, state, q, integrationId } = query;
    const before = placeOf(cursor);
    const runs = await listRuns(deps.db, {
      workspaceId: member.workspaceId,
      limit: limit + 1,
      ...(member.role === "admin" ? {} : { memberId: member.id }),
      ...(state ? { states: statesOf(state) } : {}),
      ...(q ? { text: q } : {}),
      ...(integrationId ? { integrationId } : {}),
      ...(before ? { before: before.at, beforeId: before.id } : {}),
    });
    const personOf = await personOfIn(deps, member.workspaceId);
    const page = pageFrom(runs, limit, (run) => ({ at: run.startedAt, id: run.id }));
    const items = await runViews(deps, page.items, personOf);
    return { body: { ...page, items } };
  },
});

const getRun = defineRoute({
  method: "get",
  path: "/runs/{runId}",
  operationId: "getRun",
  tag: "runs",
  summary: "Read a run, once it has ended or a wait is over",
  who: "member",
  params: aRun,
  query: z.strictObject({
    waitSeconds: z.coerce.number("Send a number from 0 to 60").min(0).max(MOST_WAIT_SECONDS).default(0),
  }),
  answer: runShape,
  async handle(deps, caller, { params, query, gone }) {
    const known = await runIn(deps, caller, params.runId);
    const run = await awaitRun(deps, known, { waitSeconds: query.waitSeconds, gone });
    const personOf = await personOfIn(deps, caller.member.workspaceId);
    return { body: await runView(deps, run, personOf) };
  },
});

const listRunSteps = defineRoute({
  method: "get",
  path: "/runs/{runId}/steps",
  operationId: "listRunSteps",
  tag: "runs",
  summary: "What was done in a run, in order: decisions, calls with request and answer, SQL",
  who: "member",
  params: aRun,
  answer: z.object({ items: z.array(runStep) }),
  async handle(deps, caller, { params }) {
    const run = await runIn(deps, caller, params.runId);
    const steps = await listSteps(deps.db, run.workspaceId, run.id);
    return { body: { items: await runStepsOf(deps, run, steps) } };
  },
});

const getAnswer = defineRoute({
  method: "get",
  path: "/runs/{runId}/calls/{callId}/answer",
  operationId: "getCallAnswer",
  tag: "runs",
  summary: "The whole answer of a call of a run: its records or value as JSON, or the file that it is",
  who: "member",
  params: aRun.extend({ callId: id }),
  textTypes: ["application/json", "application/octet-stream"],
  async handle(deps, caller, { params }) {
    const run = await runIn(deps, caller, params.runId);
    const result = await findResult(deps.db, params.callId);
    if (result?.workspaceId !== run.workspaceId || result.runId !== run.id)
      throw noSuch("answer of this run");
    const { content: text, ...answer } = wholeAnswer(result);
    return { text, ...answer };
  },
});

const stopRun = defineRoute({
  method: "post",
  path: "/runs/{runId}/stop",
  operationId: "stopRun",
  tag: "runs",
  summary: "End what runs or waits in the thread of a run",
  who: "member",
  isAct: false,
  params: aRun,
  answer: z.object({ stopped: z.number().int().describe("How many runs were ended."), at: instant }),
  async handle(deps, caller, { params }) {
    const { workspaceId, channelId, rootTs } = await runIn(deps, caller, params.runId);
    const stopped = await deps.conversation.stop({ workspaceId, channelId, rootTs }, caller.member);
    return { body: { stopped, at: deps.clock() } };
  },
});

export const RUN_ROUTES: readonly Route[] = [createRun, listAll, getRun, listRunSteps, getAnswer, stopRun];
