import { isListText, listResultsOfRun } from "../execution/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import { splitQuotes } from "../kernel/index.ts";
import type { Member } from "../people/index.ts";
import {
  createRunResults,
  type PastMessage,
  type RunResults,
  type RunTable,
  type SkillOutline,
} from "../planning/index.ts";
import type { ConversationDeps } from "./deps.ts";
import type { Progress } from "./progress.ts";
import { listHistory, listSteps, type Run } from "./runs-store.ts";
import type { Claim } from "./thread-store.ts";
import { createTranscript, type Transcript } from "./transcript.ts";

/** A run with everything that is needed to go on with it. */
export interface LoadedRun {
  readonly run: Run;
  readonly claim: Claim;
  readonly member: Member;
  readonly catalogue: Catalogue;
  readonly history: readonly PastMessage[];
  readonly results: RunResults;
  readonly skills: readonly SkillOutline[];
  readonly transcript: Transcript;
  /** Whether this is the first time that anybody works on it: the ledger then knows nothing that the steps do not. */
  readonly isFresh: boolean;
  /** Whether the thread is let go of when this run ends, because nothing else is known to wait there. */
  readonly letGo: boolean;
  /** Shows people that it is worked on. */
  readonly progress: Progress;
}

const MOST_HISTORY = 20;

/** Loads what a run needs. `isFresh` spares the look-ups that can only come back empty. */
export async function loadRun(
  deps: ConversationDeps,
  claim: Claim,
  { run, isFresh, letGo }: { run: Run; isFresh: boolean; letGo: boolean },
): Promise<Omit<LoadedRun, "progress">> {
  const [member, catalogue, skills, stored, past] = await Promise.all([
    deps.roster.member(run.workspaceId, run.memberId),
    deps.catalogues.at(run.workspaceId, claim.catalogueVersion, claim.memoryVersion),
    deps.skills.outlines(run.workspaceId, claim.catalogueVersion),
    isFresh ? [] : listSteps(deps.db, run.workspaceId, run.id),
    claim.hasHistory ? listHistory(deps.db, run.threadId, MOST_HISTORY) : [],
  ]);
  return {
    run,
    claim,
    member: run.actsAsMember ? { ...member, role: "member" } : member,
    catalogue,
    history: past.filter(({ id }) => id !== run.id).flatMap((earlier) => exchange(earlier, member)),
    results: createRunResults(),
    skills,
    transcript: createTranscript(stored.map(({ step }) => step)),
    isFresh,
    letGo,
  };
}

function exchange(earlier: Run, member: Member): PastMessage[] {
  const name = earlier.memberId === member.id ? member.name : "somebody else";
  const asked: PastMessage = { from: "person", name, ...wordsOf(earlier), at: earlier.startedAt };
  if (!earlier.answer) return [asked];
  const integrations = [...new Set(earlier.receipt?.calls.map(({ integration }) => integration))];
  return [asked, { from: "chief", name: "Chief", text: earlier.answer.text, integrations }];
}

/** What a person asked, apart from what they quoted of somebody else. */
export function wordsOf({ text }: Pick<Run, "text">): Pick<PastMessage, "text" | "quoted"> {
  const { own, quoted } = splitQuotes(text);
  return quoted === "" ? { text } : { text: own, quoted };
}

/** Brings back the tables that a run had read, or brought back, before it was cut off or waited. */
export async function restoreResults(deps: ConversationDeps, loaded: LoadedRun): Promise<void> {
  const { steps } = loaded.transcript;
  for (const step of steps) {
    if (step.kind === "tool" && step.effect.recalled) await addResultsOf(deps, loaded, step.effect.recalled);
  }
  const hasCalls = steps.some((step) => step.kind === "tool" && step.effect.callId);
  if (hasCalls) await addResultsOf(deps, loaded, loaded.run.id);
}

/** Makes what the calls of a run gave tables of this one. Gives those that are lists, in the order of the calls. */
export async function addResultsOf(
  deps: ConversationDeps,
  loaded: LoadedRun,
  runId: string,
): Promise<RunTable[]> {
  const added = (await listResultsOfRun(deps.db, loaded.run.workspaceId, runId)).map((result) =>
    loaded.results.add({
      kind: "answered",
      callId: result.callId,
      title: result.title,
      integration: loaded.catalogue.integration(result.integrationId)?.name ?? "",
      status: 200,
      body: result.body,
      isList: isListText(result.body),
      coverage: result.coverage,
      ...(result.records ? { records: result.records } : {}),
    }),
  );
  return added.flatMap((table) => table ?? []);
}
