/**
 * Ends a run.
 *
 *   running ──▶ answering (the answer is stored, then said) ──▶ done | failed | stopped
 *
 * `answering` found on a later call means that a crash came between storing and noting it: what was stored is said,
 * as far as it is not there yet.
 */
import { listApprovalsOfRun } from "../approvals/index.ts";
import { usageOf } from "../planning/index.ts";
import { type Answer, composeAnswer } from "./answer.ts";
import type { ConversationDeps } from "./deps.ts";
import { learnFromRun } from "./learn-usage.ts";
import { type LoadedRun, wordsOf } from "./load-run.ts";
import { makeReceipt, type Receipt } from "./receipt.ts";
import { beginAnswer, type Ending, endRun, endRunAndRelease, type Run } from "./runs-store.ts";
import { sayInDirect } from "./say-in-direct.ts";

/** `released`: the run has ended, and the thread was let go of with it. `ended`: the thread is still held. */
export type Ended = "ended" | "released";

export interface Finish {
  readonly text: string;
  readonly becomes: Ending["becomes"];
  readonly failure?: string;
}

interface Final {
  readonly answer: Answer;
  readonly receipt: Receipt;
  readonly becomes: Ending["becomes"];
}

/** Stores the answer, says it in the thread, and ends the run. Taken up again after a crash, it says it once. */
export async function finishRun(deps: ConversationDeps, loaded: LoadedRun, finish: Finish): Promise<Ended> {
  const stored = storedFinal(loaded.run);
  const final = stored ?? (await begin(deps, loaded, finish));
  const utterance = {
    kind: "answer" as const,
    answer: final.answer,
    receipt: final.receipt,
    isTrouble: final.becomes !== "done",
    ...(final.becomes === "done" ? { mayBeJudged: loaded.run.id } : {}),
    runUrl: `${deps.publicUrl}/runs/${loaded.run.id}`,
    dashboardUrl: deps.publicUrl,
    key: deliveryIdOf(loaded.run),
  };
  const said = await loaded.progress.answer(utterance, { mayBeThere: stored !== undefined });
  if (!said.ok) {
    deps.logger.warn({ runId: loaded.run.id, code: said.code }, "an answer could not be delivered");
    const asked = { ...loaded.run, channelId: loaded.claim.channelId };
    await sayInDirect(deps, { asked, utterance, failure: said });
  }
  const ended = await end(deps, loaded, {
    becomes: final.becomes,
    ts: said.ok ? said.ts : null,
    failure: said.ok ? null : said.code,
  });
  if (final.becomes === "done" && finish.failure === undefined) await learnFromRun(deps, loaded);
  return ended;
}

/** Ends a run whose answer cannot be said, so that it does not stand in the way of what comes after it. */
export function giveUpRun(deps: ConversationDeps, loaded: LoadedRun): Promise<Ended> {
  return end(deps, loaded, { becomes: "failed", ts: null, failure: "conversation.undeliverable" });
}

const deliveryIdOf = (run: Run) => `${run.id}.answer`;

async function end(
  deps: ConversationDeps,
  { run, claim, letGo }: LoadedRun,
  how: { becomes: Ending["becomes"]; ts: string | null; failure: string | null },
): Promise<Ended> {
  const ended = { ...how, deliveryId: deliveryIdOf(run), now: deps.clock() };
  if (letGo)
    return (await endRunAndRelease(deps.db, run, { ...ended, claim })) === "woken" ? "ended" : "released";
  await endRun(deps.db, run, ended);
  return "ended";
}

function storedFinal({ state, answer, receipt, failure }: Run): Final | undefined {
  if (state !== "answering" || answer === null || receipt === null) return undefined;
  return { answer, receipt, becomes: becomesOf(failure) };
}

function becomesOf(failure: string | null): Ending["becomes"] {
  if (failure === "conversation.stopped") return "stopped";
  return failure && failure !== "conversation.budget" ? "failed" : "done";
}

async function begin(deps: ConversationDeps, loaded: LoadedRun, finish: Finish): Promise<Final> {
  const { run, claim, transcript } = loaded;
  const answer = composeAnswer(finish.text, transcript.steps);
  const receipt = await receiptOf(deps, loaded);
  const { becomes } = finish;
  const failure = becomes === "stopped" ? "conversation.stopped" : finish.failure;
  const ending: Ending = {
    answer,
    receipt,
    usage: usageOf(transcript.steps),
    steps: transcript.unstored(),
    becomes,
    ...(failure ? { failure } : {}),
  };
  await beginAnswer(deps.db, run, ending, {
    id: deliveryIdOf(run),
    channelId: claim.channelId,
    threadTs: claim.rootTs,
    createdAt: deps.clock(),
  });
  return { answer, receipt, becomes };
}

/** The receipt of a run. One that nobody has worked on before has waited for nobody, so nobody approved anything. */
async function receiptOf(deps: ConversationDeps, loaded: LoadedRun): Promise<Receipt> {
  const { run, member, transcript, history } = loaded;
  const before = history.flatMap(({ from, text, at }) => (from === "person" && at ? [{ text, at }] : []));
  return makeReceipt({
    before,
    text: wordsOf(run).text,
    timeZone: member.timeZone,
    startedAt: run.startedAt,
    finishedAt: deps.clock(),
    steps: transcript.steps,
    approvedBy: loaded.isFresh ? [] : await approversOf(deps, run),
  });
}

async function approversOf(deps: ConversationDeps, run: Run): Promise<string[]> {
  const asked = await listApprovalsOfRun(deps.db, run.workspaceId, run.id);
  const approved = asked.flatMap(({ state, answeredBy }) =>
    state === "approved" && answeredBy ? [answeredBy] : [],
  );
  const members = await Promise.all(
    [...new Set(approved)].map((id) => deps.roster.member(run.workspaceId, id)),
  );
  return members.map(({ name }) => name);
}
