import { messageOf } from "../kernel/index.ts";
import {
  type AssistantStep,
  openSkill,
  type Step,
  type ToolContext,
  type ToolOutcome,
  type ToolStep,
} from "../planning/index.ts";
import type { ConversationDeps } from "./deps.ts";
import { findEarlierAnswer, findEarlierRun } from "./earlier-run.ts";
import { addResultsOf, type LoadedRun, wordsOf } from "./load-run.ts";
import { showTask, WAS_STOPPED } from "./show-task.ts";
import type { StopWatch } from "./stop-watch.ts";

/** A tool call that was decided on and has no result yet. */
export interface OpenCall {
  readonly toolCall: AssistantStep["toolCalls"][number];
  /** `<run>.<step>.<index>`, the same each time the run is taken up. */
  readonly callId: string;
}

/** The tool calls of the last decision that have no result yet. */
export function openCalls(runId: string, steps: readonly Step[]): OpenCall[] {
  const lastAt = steps.findLastIndex((step) => step.kind === "assistant");
  const last = steps[lastAt];
  if (last?.kind !== "assistant") return [];
  const answered = new Set(
    steps.slice(lastAt + 1).map((step) => (step.kind === "tool" ? step.toolCallId : "")),
  );
  return last.toolCalls
    .map((toolCall, index) => ({ toolCall, callId: `${runId}.${lastAt}.${index}` }))
    .filter(({ toolCall }) => !answered.has(toolCall.id));
}

/** What came of running tools: the results, and the approvals that are waited for. */
export interface ToolsRun {
  readonly results: readonly ToolStep[];
  readonly approvalIds: readonly string[];
}

/** Runs open calls one after the other, until a person says stop. */
export async function runTools(
  deps: ConversationDeps,
  loaded: LoadedRun,
  { open, stopWatch }: { open: readonly OpenCall[]; stopWatch: StopWatch },
): Promise<ToolsRun> {
  const results: ToolStep[] = [];
  const approvalIds: string[] = [];
  for (const call of open) {
    if (stopWatch.isAsked()) break;
    const startedAtMs = performance.now();
    const show = showTask(loaded, call);
    const outcome = await runTool(deps, loaded, { call, stopWatch });
    show(outcome);
    if (outcome.kind === "waiting") approvalIds.push(outcome.approvalId);
    else results.push(toolStep(call, outcome, Math.round(performance.now() - startedAtMs)));
  }
  return { results, approvalIds };
}

function toolStep(
  { toolCall }: OpenCall,
  { ok, content, effect }: Extract<ToolOutcome, { kind: "done" }>,
  durationMs: number,
): ToolStep {
  return { kind: "tool", toolCallId: toolCall.id, name: toolCall.name, ok, content, effect, durationMs };
}

async function runTool(
  deps: ConversationDeps,
  loaded: LoadedRun,
  { call, stopWatch }: { call: OpenCall; stopWatch: StopWatch },
): Promise<ToolOutcome> {
  const context = contextOf(loaded, {
    callId: call.callId,
    signal: stopWatch.signal,
    earlier: () => findEarlierRun(deps.db, loaded.run),
    earlierAnswer: () => findEarlierAnswer(deps.db, loaded.run),
    recall: ({ id }) => addResultsOf(deps, loaded, id),
    tellWait: loaded.progress.holdsOn,
  });
  try {
    return await deps.toolboxFor(loaded).run(call.toolCall, context);
  } catch (error) {
    if (stopWatch.isAsked()) return { kind: "done", ok: false, content: WAS_STOPPED, effect: {} };
    const { name } = call.toolCall;
    deps.logger.error({ runId: loaded.run.id, tool: name, error: messageOf(error) }, "a tool failed");
    throw error;
  }
}

function contextOf(
  loaded: LoadedRun,
  of: Pick<ToolContext, "callId" | "signal" | "earlier" | "earlierAnswer" | "recall" | "tellWait">,
): ToolContext {
  const { run, member } = loaded;
  const last = loaded.transcript.steps.findLast((step) => step.kind === "assistant");
  const shown = loaded.transcript.steps.findLast((step) => step.kind === "tool" && step.effect.shown);
  return {
    call: {
      workspaceId: run.workspaceId,
      runId: run.id,
      threadId: run.threadId,
      memberId: run.memberId,
    },
    catalogue: loaded.catalogue,
    results: loaded.results,
    timeZone: member.timeZone,
    written: [...loaded.history, { from: "person", name: member.name, ...wordsOf(run) }],
    place: { channelId: loaded.claim.channelId, channelKind: loaded.claim.channelKind },
    by: last?.kind === "assistant" ? last.by : "commands",
    actsAsMember: run.actsAsMember,
    skillChannels: openSkill(loaded.transcript.steps)?.channels ?? [],
    steps: loaded.transcript.steps,
    lastShown: shown?.kind === "tool" ? shown.effect.shown : undefined,
    ...of,
  };
}
