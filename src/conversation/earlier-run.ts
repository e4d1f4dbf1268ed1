import type { Db } from "../database/index.ts";
import { listResultsOfRun } from "../execution/index.ts";
import type { Json } from "../kernel/index.ts";
import type { EarlierRun, Step } from "../planning/index.ts";
import { wordsOf } from "./load-run.ts";
import { listHistory, listSteps, type Run } from "./runs-store.ts";

const MOST_LOOKED_AT = 10;

/** The last run of the same thread before `run` that called something and came to a good end. */
export function findEarlierRun(db: Db, run: Run): Promise<EarlierRun | undefined> {
  return findRunBefore(db, run, hasCalled);
}

/** The same, also of those that only computed over what was read before. */
export function findEarlierAnswer(db: Db, run: Run): Promise<EarlierRun | undefined> {
  return findRunBefore(db, run, (step) => hasCalled(step) || hasComputed(step));
}

async function findRunBefore(
  db: Db,
  run: Run,
  isOne: (step: Step) => boolean,
): Promise<EarlierRun | undefined> {
  const past = await listHistory(db, run.threadId, MOST_LOOKED_AT);
  for (const earlier of past.toReversed()) {
    if (earlier.id === run.id || earlier.state !== "done") continue;
    const steps = (await listSteps(db, run.workspaceId, earlier.id)).map(({ step }) => step);
    if (steps.some(isOne))
      return { ...earlier, text: wordsOf(earlier).text, steps, resultOf: await resultsOf(db, earlier) };
  }
  return undefined;
}

const hasCalled = (step: Step) => step.kind === "tool" && step.ok && step.effect.callId !== undefined;

const hasComputed = (step: Step) => step.kind === "tool" && step.ok && step.effect.sql !== undefined;

async function resultsOf(db: Db, run: Run): Promise<EarlierRun["resultOf"]> {
  const results = await listResultsOfRun(db, run.workspaceId, run.id);
  // A list that is too large to be held is no value to reckon with.
  const bodies = new Map(
    results.flatMap(({ callId, body, records }) => (records ? [] : [[callId, body] as const])),
  );
  return (callId) => {
    const body = bodies.get(callId);
    return body === undefined ? undefined : (JSON.parse(body) as Json);
  };
}
