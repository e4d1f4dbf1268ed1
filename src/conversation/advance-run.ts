/**
 * Takes one run as far as it can go now.
 *
 *   running ──▶ (planner decides ──▶ tools run ──▶ …) ──▶ answering ──▶ done | failed | stopped
 *      ▲                                │ a call waits for a person
 *      └──── ready ◀── answered ◀── waiting
 *
 * A decision is stored before anything is done about it, so a run that was cut off is taken up where it was: the
 * planner is not asked again what it had decided, and a call finds itself in the ledger. This file only sequences.
 */
import { tellable } from "../kernel/index.ts";
import type { AssistantStep, RunView, Step } from "../planning/index.ts";
import { spentPart } from "./budget.ts";
import { postCards } from "./cards.ts";
import type { ConversationDeps } from "./deps.ts";
import { type Ended, finishRun } from "./finish-run.ts";
import { type LoadedRun, restoreResults, wordsOf } from "./load-run.ts";
import { openCalls, runTools } from "./run-tools.ts";
import { appendSteps, moveRun } from "./runs-store.ts";
import { type StopWatch, watchForStop } from "./stop-watch.ts";
import { toldAsStopped } from "./told-as-stopped.ts";

/** `waiting`: a person has to answer first. Otherwise the answer was given, and the thread is still held or not. */
export type Advanced = "waiting" | Ended;

/** Works on a run until it ended or waits. `signal` ends it when this worker has to stop. */
export async function advanceRun(
  deps: ConversationDeps,
  loaded: LoadedRun,
  signal: AbortSignal,
): Promise<Advanced> {
  if (loaded.run.state === "answering") return finishRun(deps, loaded, { text: "", becomes: "done" });
  const stopWatch = watchForStop(deps, loaded, signal);
  try {
    await restoreResults(deps, loaded);
    return await advance(deps, loaded, stopWatch);
  } finally {
    stopWatch.end();
  }
}

async function advance(deps: ConversationDeps, loaded: LoadedRun, stopWatch: StopWatch): Promise<Advanced> {
  const startedAtMs = deps.clock().getTime();
  for (;;) {
    if (stopWatch.isAsked()) return finishRun(deps, loaded, toldAsStopped(loaded));
    const open = openCalls(loaded.run.id, loaded.transcript.steps);
    if (open.length > 0) {
      const { results, approvalIds } = await runTools(deps, loaded, { open, stopWatch });
      loaded.transcript.add(results, deps.clock());
      if (approvalIds.length === 0 && results.some(({ effect }) => effect.questionId))
        await postCardsOf(deps, loaded);
      if (approvalIds.length === 0) continue;
      await store(deps, loaded, stopWatch);
      if (await suspend(deps, loaded)) return "waiting";
      // Somebody was that quick; who, is in the ledger only.
      return advance(deps, { ...loaded, isFresh: false }, stopWatch);
    }
    const ended = await decide(deps, loaded, { stopWatch, startedAtMs });
    if (ended) return ended;
  }
}

/** Asks the planner, and stores what it decided. Gives "ended" when that was the answer. */
async function decide(
  deps: ConversationDeps,
  loaded: LoadedRun,
  { stopWatch, startedAtMs }: { stopWatch: StopWatch; startedAtMs: number },
): Promise<Advanced | undefined> {
  const last = loaded.transcript.steps.at(-1);
  if (last?.kind === "assistant") return finishRun(deps, loaded, { text: last.text, becomes: "done" });
  const spent = spentPart(deps.budget, loaded.transcript.steps, deps.clock().getTime() - startedAtMs);
  if (spent) return finishRun(deps, loaded, outOfBudget(spent, loaded.transcript.steps));
  const proposal = await deps.planner.next(viewOf(loaded), { signal: stopWatch.signal });
  if (stopWatch.isAsked()) return undefined;
  stopWatch.signal.throwIfAborted();
  if (proposal.kind !== "act") {
    const failure = proposal.kind === "fail" ? proposal.code : "planning.not_understood";
    return finishRun(deps, loaded, { text: proposal.toldToUser, becomes: "failed", failure });
  }
  const { kind: _, ...decided } = proposal;
  const step: AssistantStep = { kind: "assistant", ...decided };
  loaded.transcript.add([step], deps.clock());
  if (step.toolCalls.length > 0) await store(deps, loaded, stopWatch);
  return undefined;
}

async function store(deps: ConversationDeps, loaded: LoadedRun, stopWatch: StopWatch): Promise<void> {
  const { stopRequested } = await appendSteps(deps.db, loaded.run, loaded.transcript.unstored());
  loaded.transcript.markStored();
  if (stopRequested) stopWatch.noteAsked();
}

/** Posts the cards and lets the run wait. False when somebody answered before it could. */
async function suspend(deps: ConversationDeps, loaded: LoadedRun): Promise<boolean> {
  await postCardsOf(deps, loaded);
  const waits = await moveRun(deps.db, loaded.run.id, ["running"], "waiting");
  if (!waits) await moveRun(deps.db, loaded.run.id, ["ready"], "running");
  return waits;
}

function postCardsOf(deps: ConversationDeps, { run, claim }: LoadedRun): Promise<void> {
  return postCards(deps, { ...run, channelId: claim.channelId, rootTs: claim.rootTs });
}

function viewOf(loaded: LoadedRun): RunView {
  return {
    ...wordsOf(loaded.run),
    history: loaded.history,
    steps: loaded.transcript.steps,
    startedAt: loaded.run.startedAt,
    timeZone: loaded.member.timeZone,
    asker: { name: loaded.member.name, isAdmin: loaded.member.role === "admin" },
    catalogue: loaded.catalogue,
    tables: loaded.results.tables(),
    skills: loaded.skills,
    resultOf: (callId) => loaded.results.valueOf(callId),
  };
}

function outOfBudget(spent: string, steps: readonly Step[]) {
  const last = steps.findLast((step) => step.kind === "tool" && step.ok);
  const known = last?.kind === "tool" ? `\nThe last thing I found:\n${last.content.slice(0, 1_500)}` : "";
  const text = `I stopped here, because this request has used up its budget of ${spent}.${known}`;
  return { text, becomes: "done", failure: "conversation.budget" } as const;
}

/** What a person is told when a run failed for a reason of ours. */
export function toldAboutDefect(error: unknown, runId: string): string {
  return tellable(
    error,
    `Something went wrong on my side, so I stopped. If it happens again, tell an operator this id: \`${runId}\`.`,
  );
}
