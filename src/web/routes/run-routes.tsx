import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import { listApprovalsOfRun } from "../../approvals/index.ts";
import {
  findPlacedRun,
  listFeedback,
  listRuns,
  listSteps,
  type PlacedRun,
  type RunState,
} from "../../conversation/index.ts";
import { findResult, listCallsOfRun, listResultsOfRun, wholeAnswer } from "../../execution/index.ts";
import { listIntegrations } from "../../integrations/index.ts";
import { listMemberNames } from "../../people/index.ts";
import { RunPage, type RunReceipt } from "../pages/runs/run-page.tsx";
import { type RunSummary, RunsPage } from "../pages/runs/runs-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { timelineOf } from "./run-timeline.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const SHOWN = 50;
const STATES: readonly string[] = ["running", "waiting", "ready", "answering", "done", "failed", "stopped"];

/** The runs: members see their own, admins all of the workspace. */
export function runRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  router.get(paths.runs, gate.membersOnly, (request, response) => showAll(deps, request, response));
  router.get("/runs/:id", gate.membersOnly, (request, response) => showOne(deps, request, response));
  router.get("/runs/:id/calls/:callId/answer", gate.membersOnly, (request, response) =>
    sendAnswer(deps, request, response),
  );
  return router;
}

const textIn = (request: Request, name: string) => {
  const value = request.query[name];
  return typeof value === "string" ? value.trim() : "";
};

async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const [q, state, integration, before] = ["q", "state", "integration", "before"].map((name) =>
    textIn(request, name),
  );
  const [runs, integrations, summary] = await Promise.all([
    listRuns(deps.db, {
      workspaceId: visitor.workspaceId,
      limit: SHOWN + 1,
      ...(visitor.role === "admin" ? {} : { memberId: visitor.id }),
      ...(state && STATES.includes(state) ? { states: [state as RunState] } : {}),
      ...(q ? { text: q } : {}),
      ...(integration ? { integrationId: integration } : {}),
      ...(before && !Number.isNaN(Date.parse(before)) ? { before: new Date(before) } : {}),
    }),
    listIntegrations(deps.db, visitor.workspaceId),
    summarizer(deps, visitor.workspaceId),
  ]);
  const shown = runs.slice(0, SHOWN);
  const last = shown.at(-1);
  const filter = {
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
    ...(integration ? { integration } : {}),
  };
  const next =
    runs.length > SHOWN && last
      ? `${paths.runs}?${new URLSearchParams({ ...filter, before: last.startedAt.toISOString() })}`
      : undefined;
  const children = (
    <RunsPage
      runs={shown.map(summary)}
      now={deps.clock()}
      filter={filter}
      integrations={integrations.map(({ id, name }) => ({ value: id, label: name }))}
      nextHref={next}
    />
  );
  await showPage(deps, [request, response], { title: "Runs", section: "runs", children });
}

/** Names for people and places, looked up once for a whole list. */
async function summarizer(deps: WebDeps, workspaceId: string): Promise<(run: PlacedRun) => RunSummary> {
  const members = await listMemberNames(deps.db, workspaceId);
  return (run) => ({
    id: run.id,
    state: run.state,
    text: run.text,
    by: members.get(run.memberId)?.name ?? "somebody",
    place: placeOf(deps, run),
    startedAt: run.startedAt,
    durationMs: run.finishedAt ? run.finishedAt.getTime() - run.startedAt.getTime() : undefined,
    calls: run.receipt?.calls.length ?? 0,
    integrations: [...new Set(run.receipt?.calls.map((call) => call.integration) ?? [])],
  });
}

function placeOf(deps: WebDeps, run: PlacedRun): string {
  if (run.channelId === "api") return "the REST API";
  if (run.channelId.startsWith("D")) return "a direct message";
  const channel = deps.slack.local?.conversations.find(run.channelId);
  return channel ? `#${channel.name}` : run.channelId;
}

/** The run of the address, if the visitor may see it. */
async function runOf(deps: WebDeps, request: Request): Promise<PlacedRun> {
  const visitor = visitorOf(request);
  const run = await findPlacedRun(deps.db, visitor.workspaceId, String(request.params["id"]));
  if (!run || (visitor.role !== "admin" && run.memberId !== visitor.id)) throw notFound("run");
  return run;
}

/** Sends the whole of what a call gave, as a file: nothing of it is shown as a page of ours. */
async function sendAnswer(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const run = await runOf(deps, request);
  const result = await findResult(deps.db, String(request.params["callId"]));
  if (result?.workspaceId !== run.workspaceId || result.runId !== run.id) throw notFound("answer");
  const { type, fileName, content } = wholeAnswer(result);
  response.attachment(fileName).type(type);
  await pipeline(Readable.from(content), response).catch((error) => {
    if (!response.destroyed && !response.headersSent) throw error;
    response.destroy();
  });
}

async function showOne(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const run = await runOf(deps, request);
  const { workspaceId } = run;
  const [steps, calls, results, approvals, members, integrations, feedback] = await Promise.all([
    listSteps(deps.db, workspaceId, run.id),
    listCallsOfRun(deps.db, workspaceId, run.id),
    listResultsOfRun(deps.db, workspaceId, run.id),
    listApprovalsOfRun(deps.db, workspaceId, run.id),
    listMemberNames(deps.db, workspaceId),
    listIntegrations(deps.db, workspaceId),
    listFeedback(deps.db, workspaceId, [run.id]),
  ]);
  const events = timelineOf({ run, steps, calls, results, approvals, members, integrations });
  const children = (
    <RunPage
      id={run.id}
      state={run.state}
      by={members.get(run.memberId)?.name ?? "somebody"}
      place={placeOf(deps, run)}
      startedAt={run.startedAt}
      events={events}
      receipt={receiptOf(run)}
      feedback={(feedback.get(run.id) ?? []).map(({ memberId, ...said }) => ({
        ...said,
        by: members.get(memberId)?.name ?? "somebody",
      }))}
      now={deps.clock()}
      names={{ user: () => undefined, channel: (id) => deps.slack.local?.conversations.find(id)?.name }}
    />
  );
  await showPage(deps, [request, response], { title: "Run", section: "runs", children });
}

function receiptOf(run: PlacedRun): RunReceipt | undefined {
  const { receipt, usage } = run;
  if (!receipt || !usage) return undefined;
  return {
    integrations: [...new Set(receipt.calls.map((call) => call.integration))],
    calls: receipt.calls.length,
    rows: receipt.calls.reduce((sum, call) => sum + (call.rows ?? 0), 0),
    pages: receipt.calls.reduce((sum, call) => sum + (call.pages ?? 0), 0),
    complete: receipt.calls.every((call) => call.complete !== false),
    approvedBy: receipt.approvedBy,
    window: receipt.window,
    durationMs: receipt.durationMs,
    inputTokens: usage.promptTokens,
    outputTokens: usage.completionTokens,
  };
}
