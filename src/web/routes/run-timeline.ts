import type { Approval } from "../../approvals/index.ts";
import type { PlacedRun, RunStepRow } from "../../conversation/index.ts";
import { type CallRow, type listResultsOfRun, shownAnswer } from "../../execution/index.ts";
import type { Integration } from "../../integrations/index.ts";
import { type Json, shortened } from "../../kernel/index.ts";
import type { Member } from "../../people/index.ts";
import type { ShownTable } from "../../planning/index.ts";
import { describeCoverage, toTextTable } from "../../results/index.ts";
import type { RunEvent } from "../pages/runs/run-events.tsx";
import { paths } from "../paths.ts";

interface Recorded {
  readonly run: PlacedRun;
  readonly steps: readonly RunStepRow[];
  readonly calls: readonly CallRow[];
  readonly results: Awaited<ReturnType<typeof listResultsOfRun>>;
  readonly approvals: readonly Approval[];
  readonly members: ReadonlyMap<string, Member>;
  readonly integrations: readonly Integration[];
}

const MOST_SHOWN_CHARACTERS = 4_000;
const FIRST_RECORDS = 5;

/** What happened in a run, in the order in which it happened. */
export function timelineOf(recorded: Recorded): RunEvent[] {
  const { run } = recorded;
  const events: RunEvent[] = [
    { kind: "asked", at: run.startedAt, by: nameIn(recorded, run.memberId), text: run.text },
    ...recorded.steps.flatMap(stepEvent),
    ...recorded.calls.map((call) => callEvent(recorded, call)),
    ...recorded.approvals.map((approval) => approvalEvent(recorded, approval)),
    ...endEvent(run),
  ];
  return events.sort((a, b) => a.at.getTime() - b.at.getTime());
}

const nameIn = (recorded: Recorded, memberId: string) => recorded.members.get(memberId)?.name ?? "somebody";

function stepEvent({ step, at }: RunStepRow): RunEvent[] {
  if (step.kind === "tool") {
    const { sql, shown, file } = step.effect;
    if (!sql) return [];
    const rows = file?.rows ?? shown?.allRows ?? shown?.rows.length ?? 0;
    const firstRows = shown && firstRowsOf(shown);
    return [{ kind: "query", at, sql, rows, durationMs: step.durationMs, firstRows }];
  }
  const decided =
    step.toolCalls.length > 0 ? `chose ${step.toolCalls.map(({ name }) => name).join(", ")}` : "answered";
  return [
    {
      kind: "model",
      at,
      model: step.by === "model" ? "Language model" : "Command planner",
      inputTokens: step.promptTokens,
      outputTokens: step.completionTokens,
      durationMs: step.durationMs,
      decided,
    },
  ];
}

function firstRowsOf({ columns, rows }: ShownTable): string {
  const named = columns.map((name) => ({ name, type: "VARCHAR" }));
  return toTextTable(named, rows.slice(0, FIRST_RECORDS));
}

function callEvent(recorded: Recorded, call: CallRow): RunEvent {
  const result = recorded.results.find(({ callId }) => callId === call.id);
  const { method, url, body } = call.request;
  return {
    kind: "call",
    at: call.sentAt ?? call.createdAt,
    integration:
      recorded.integrations.find(({ id }) => id === call.integrationId)?.name ?? "a disconnected integration",
    title: call.title,
    request: { method, url, ...(body === undefined ? {} : { body: parsedOr(body) }) },
    status: call.status ?? undefined,
    durationMs: call.durationMs ?? undefined,
    failure: call.failureMessage ?? undefined,
    ...(result
      ? {
          coverage: describeCoverage(result.coverage),
          response: firstOf(result.body),
          answerUrl: paths.answer(call),
        }
      : {}),
  };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The first records of a list, or the value, short enough for a page. */
function firstOf(body: string): unknown {
  const value = shownAnswer(parsedOr(body) as Json);
  const shown = Array.isArray(value) ? value.slice(0, FIRST_RECORDS) : value;
  const text = JSON.stringify(shown, null, 2) ?? "";
  return text.length > MOST_SHOWN_CHARACTERS ? shortened(text, MOST_SHOWN_CHARACTERS) : shown;
}

function approvalEvent(recorded: Recorded, approval: Approval): RunEvent {
  return {
    kind: "approval",
    at: approval.createdAt,
    id: approval.id,
    state: approval.state,
    askedBecause: approval.askedBecause,
    answeredBy: approval.answeredBy ? nameIn(recorded, approval.answeredBy) : undefined,
  };
}

function endEvent(run: PlacedRun): RunEvent[] {
  if (!run.answer || !run.finishedAt) return [];
  return run.state === "failed"
    ? [{ kind: "failed", at: run.finishedAt, text: run.answer.text }]
    : [{ kind: "answered", at: run.finishedAt, markdown: run.answer.text }];
}
