/**
 * Works on one thread until nothing is left to do there.
 *
 * A thread belongs to at most one worker at a time (`claimThread`). The worker takes up what was left open first,
 * then makes a run of the messages that wait, and looks again before it lets go, because a message that came
 * while it worked only left a note. Nothing is dropped: what waits is rows.
 */
import { messageOf } from "../kernel/index.ts";
import { type Advanced, advanceRun, toldAboutDefect } from "./advance-run.ts";
import { createClaims, type Taken } from "./claims.ts";
import type { ConversationDeps } from "./deps.ts";
import { finishRun, giveUpRun } from "./finish-run.ts";
import type { LoadedRun } from "./load-run.ts";
import { loadShowing } from "./load-showing.ts";
import { CannotSpeakNow } from "./messenger.ts";
import type { ProgressEnd } from "./progress.ts";
import { findOpenRun, findRun, moveRun, type Run, startRun } from "./runs-store.ts";
import { abandonThread, advanceThreadJob, type Claim, releaseThread } from "./thread-store.ts";

const MOST_ATTEMPTS = 4;
const LOOK_AGAIN_SECONDS = 2;

/** Advances a thread; called by the job of that name. `attempt` counts from 1 how often this job was tried. */
export type AdvanceThread = (
  threadId: string,
  context: { signal: AbortSignal; attempt: number },
) => Promise<void>;

export function createAdvanceThread(deps: ConversationDeps): AdvanceThread {
  const claims = createClaims(deps);
  return async (threadId, context) => {
    const taken = await claims.take(threadId);
    if (!taken) return;
    if (taken === "held") return lookAgainLater(deps, threadId);
    try {
      await workThrough(deps, taken, context);
    } catch (error) {
      await abandonThread(deps.db, taken.claim);
      throw error;
    } finally {
      claims.forget(taken.claim);
    }
  };
}

/**
 * While a thread is held there is a job that looks again: should its holder die, nobody else may know of what was left
 * open there, as the job that the holder worked on may have come due and gone meanwhile.
 */
async function lookAgainLater(deps: ConversationDeps, threadId: string): Promise<void> {
  await deps.db.execute(advanceThreadJob(threadId, LOOK_AGAIN_SECONDS));
}

/** Whoever writes or clicks meanwhile leaves a note, so that letting go of the thread tells to look again. */
async function workThrough(
  deps: ConversationDeps,
  { claim, started }: Taken,
  context: { signal: AbortSignal; attempt: number },
): Promise<void> {
  let mayBeOpen = claim.hasOpenRun;
  let held = claim;
  let next: NextRun | undefined = started && { ...started, isFresh: true };
  for (;;) {
    context.signal.throwIfAborted();
    next ??= await nextRun(deps, claim, mayBeOpen);
    const advanced = next && (await advanceTold(deps, held, next, context));
    // What was answered just now is history to the message that came meanwhile.
    if (next) held = { ...claim, hasHistory: true };
    if (advanced === "released") return;
    const isKnownToHaveMore = next?.hasMore === true || advanced === "ended";
    if (!isKnownToHaveMore && (await releaseThread(deps.db, claim)) !== "woken") return;
    mayBeOpen ||= next === undefined || advanced === "ended";
    next = undefined;
  }
}

interface NextRun {
  readonly run: Run;
  readonly isFresh: boolean;
  /** Whether something else is known to wait behind it. */
  readonly hasMore: boolean;
}

async function nextRun(
  deps: ConversationDeps,
  claim: Claim,
  mayBeOpen: boolean,
): Promise<NextRun | undefined> {
  const open = mayBeOpen ? await findOpenRun(deps.db, claim.threadId) : undefined;
  if (open) {
    const isReady = open.state === "ready";
    if (isReady) await moveRun(deps.db, open.id, ["ready"], "running");
    return { run: isReady ? { ...open, state: "running" } : open, isFresh: false, hasMore: true };
  }
  const started = await startRun(deps.db, claim, deps.clock());
  return started && { ...started, isFresh: true };
}

/** Advances one run, shows that it works, and tells the person when it cannot go on. */
async function advanceTold(
  deps: ConversationDeps,
  claim: Claim,
  next: NextRun,
  context: { signal: AbortSignal; attempt: number },
): Promise<Advanced> {
  const loaded = await loadShowing(deps, claim, next);
  let how: ProgressEnd = "interrupted";
  try {
    const advanced = await advanceRun(deps, loaded, context.signal);
    how = advanced === "waiting" ? "waits" : "over";
    return advanced;
  } catch (error) {
    const { id: runId } = loaded.run;
    deps.logger.error(
      { runId, attempt: context.attempt, error: messageOf(error), cause: error },
      "a run failed",
    );
    const isPassing = error instanceof CannotSpeakNow || context.signal.aborted;
    if (isPassing || context.attempt < MOST_ATTEMPTS) throw error;
    const ended = await endFailed(deps, loaded, error);
    how = "over";
    return ended;
  } finally {
    await loaded.progress.end(how);
  }
}

/**
 * Ends a run that failed too often: its stored answer is said once more, else the person is told about the defect.
 * When not even that can be said, the run ends without, or the thread could never go on.
 */
async function endFailed(deps: ConversationDeps, loaded: LoadedRun, error: unknown): Promise<Advanced> {
  const { id: runId, workspaceId } = loaded.run;
  const run = (await findRun(deps.db, workspaceId, runId)) ?? loaded.run;
  const failed = { ...loaded, run };
  const text = toldAboutDefect(error, runId);
  try {
    return await finishRun(deps, failed, { text, becomes: "failed", failure: "conversation.defect" });
  } catch (last) {
    if (last instanceof CannotSpeakNow) throw last;
    deps.logger.error({ runId, error: messageOf(last) }, "a run ends without an answer");
    return giveUpRun(deps, failed);
  }
}
