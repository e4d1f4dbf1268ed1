import type { z } from "zod";
import { listApprovalsOfRun } from "../approvals/index.ts";
import { type Feedback, listFeedback, type PlacedRun, type Run, receiptLine } from "../conversation/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { PersonOf } from "./people-names.ts";
import type { runShape } from "./shapes/run.ts";

type RunView = z.input<typeof runShape>;

/** The states that a caller need not tell apart. */
const STATES: Readonly<Record<Run["state"], RunView["state"]>> = {
  running: "running",
  ready: "running",
  answering: "running",
  waiting: "waiting",
  done: "done",
  failed: "failed",
  stopped: "stopped",
};

/** Which states of a run a state of the API stands for. */
export function statesOf(state: RunView["state"]): Run["state"][] {
  return (Object.keys(STATES) as Run["state"][]).filter((one) => STATES[one] === state);
}

/** A run as the API gives it. */
export async function runView(deps: ApiDeps, run: Run | PlacedRun, personOf: PersonOf): Promise<RunView> {
  const feedback = await listFeedback(deps.db, run.workspaceId, [run.id]);
  return viewOf(deps, run, { personOf, feedback: feedback.get(run.id) ?? [] });
}

/** Runs of one workspace as the API gives them. */
export async function runViews(
  deps: ApiDeps,
  runs: readonly PlacedRun[],
  personOf: PersonOf,
): Promise<RunView[]> {
  const [first] = runs;
  if (!first) return [];
  const ids = runs.map(({ id }) => id);
  const feedback = await listFeedback(deps.db, first.workspaceId, ids);
  return Promise.all(
    runs.map((run) => viewOf(deps, run, { personOf, feedback: feedback.get(run.id) ?? [] })),
  );
}

async function viewOf(
  deps: ApiDeps,
  run: Run | PlacedRun,
  { personOf, feedback }: { personOf: PersonOf; feedback: readonly Feedback[] },
): Promise<RunView> {
  const { answer, receipt } = run;
  const state = STATES[run.state];
  const isOver = run.finishedAt !== null;
  return {
    id: run.id,
    state,
    text: run.text,
    askedBy: personOf(run.memberId),
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    answer: isOver && answer ? { text: answer.text, tables: answer.tables.map(tableOf) } : null,
    receipt: isOver && receipt ? receiptOf(receipt) : null,
    failure: run.failure,
    feedback: feedback.map(({ memberId, verdict, at }) => ({ by: personOf(memberId), verdict, at })),
    approvals: state === "waiting" ? await waitedFor(deps, run) : [],
    url: `${deps.publicUrl}/runs/${run.id}`,
  };
}

type Answer = NonNullable<Run["answer"]>;

function tableOf({ title, columns, rows, partial }: Answer["tables"][number]) {
  const all = { title, columns: [...columns], rows: rows.map((row) => [...row]) };
  return partial === undefined ? all : { ...all, partial };
}

function receiptOf(receipt: NonNullable<Run["receipt"]>): NonNullable<RunView["receipt"]> {
  const { calls, approvedBy, ...rest } = receipt;
  return { ...rest, line: receiptLine(receipt), calls: [...calls], approvedBy: [...approvedBy] };
}

async function waitedFor({ db }: ApiDeps, run: Run): Promise<string[]> {
  const asked = await listApprovalsOfRun(db, run.workspaceId, run.id);
  return asked.filter(({ state }) => state === "pending").map(({ id }) => id);
}
