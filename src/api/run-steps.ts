import type { z } from "zod";
import type { Run, RunStepRow } from "../conversation/index.ts";
import { type CallRow, listCallsOfRun, listResultsOfRun, shownAnswer } from "../execution/index.ts";
import type { Json } from "../kernel/index.ts";
import { shortened } from "../kernel/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { runStep } from "./shapes/run-step.ts";

type Shown = z.input<typeof runStep>;

const FIRST_ROWS = 5;
const LONGEST_VALUE = 20_000;

/** What was decided and done in a run, in order. Requests are as they were stored: without their credential. */
export async function runStepsOf(
  { db }: Pick<ApiDeps, "db">,
  { workspaceId, id }: Run,
  steps: readonly RunStepRow[],
): Promise<Shown[]> {
  const [calls, results] = await Promise.all([
    listCallsOfRun(db, workspaceId, id),
    listResultsOfRun(db, workspaceId, id),
  ]);
  const bodies = new Map(results.map(({ callId, body }) => [callId, body]));
  const shown = [...steps.map(stepOf), ...calls.map((call) => callOf(call, bodies.get(call.id)))];
  return shown.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function stepOf({ step, at }: RunStepRow): Shown {
  if (step.kind === "tool") {
    const { name, ok, durationMs, effect } = step;
    return { kind: "tool", at, name, ok, durationMs, callId: effect.callId ?? null, sql: effect.sql ?? null };
  }
  const { by, text, promptTokens, completionTokens, durationMs } = step;
  const tools = step.toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given }));
  return { kind: "decision", at, by, text, tools, promptTokens, completionTokens, durationMs };
}

function callOf(call: CallRow, body: string | undefined): Shown {
  const { id, integrationId, title, state, status, durationMs, rows, pages, complete } = call;
  const { method, url, body: sent } = call.request;
  return {
    kind: "call",
    at: call.sentAt ?? call.createdAt,
    ...{ id, integrationId, title, state, status, durationMs, rows, pages, complete },
    request: { method, url, body: sent ?? null },
    failure: call.failureMessage,
    firstRows: body === undefined ? null : firstOf(body),
  };
}

/** The first records of a list, or the value; as text and cut off where it is long. */
function firstOf(body: string): Json {
  const value = shownAnswer(JSON.parse(body) as Json);
  const shown = Array.isArray(value) ? value.slice(0, FIRST_ROWS) : value;
  const text = JSON.stringify(shown);
  return text.length > LONGEST_VALUE ? shortened(text, LONGEST_VALUE) : shown;
}
