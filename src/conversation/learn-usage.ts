/**
 * What usage memory learns from a run that ended.
 *
 * A run teaches when it ended well: the words of its request lead to the actions that answered it with success. A call
 * that failed, was denied or whose outcome is unknown teaches nothing. A message that begins by taking back what was
 * understood (“no, the refunds”) makes memory forget what the run before it taught.
 */
import { forgetUsageOfRun, learnUsage } from "../actions/index.ts";
import { messageOf } from "../kernel/index.ts";
import { actionOfToolCall, type Step } from "../planning/index.ts";
import type { ConversationDeps } from "./deps.ts";
import { type LoadedRun, wordsOf } from "./load-run.ts";
import { findRunBefore } from "./runs-store.ts";

/** Below this a request says too little to be known again. */
const FEWEST_TERMS = 2;

const TAKES_BACK =
  /^\W*(no\b(?! (one|more))|nope\b|not (that|this|it|what)\b|wrong\b|i (meant|mean)\b|that['’]?s (not|wrong)\b|that is (not|wrong)\b|actually\b|instead\b)/i;

/** Whether a message says that the answer before it was to something else than was asked. */
export function takesBack(text: string): boolean {
  return TAKES_BACK.test(text);
}

/** Teaches memory by a run that ended well. What goes wrong here is logged: the answer was given. */
export async function learnFromRun(deps: ConversationDeps, loaded: LoadedRun): Promise<void> {
  const { run } = loaded;
  try {
    if (loaded.history.length > 0 && takesBack(wordsOf(run).text)) await forgetRunBefore(deps, loaded);
    const actionIds = servingActions(loaded.catalogue, loaded.transcript.steps);
    if (actionIds.length === 0) return;
    const terms = loaded.catalogue.termsOf(wordsOf(run).text);
    if (terms.length < FEWEST_TERMS) return;
    const { workspaceId, id } = run;
    await learnUsage(deps.db, { workspaceId, runId: id, terms, actionIds, now: deps.clock() });
  } catch (error) {
    deps.logger.warn({ runId: run.id, error: messageOf(error) }, "usage memory could not learn from a run");
  }
}

async function forgetRunBefore(deps: ConversationDeps, { run }: LoadedRun): Promise<void> {
  const before = await findRunBefore(deps.db, run);
  if (before) await forgetUsageOfRun(deps.db, run.workspaceId, before);
}

/** The ids of the actions whose calls were answered with success, each once. */
function servingActions(catalogue: LoadedRun["catalogue"], steps: readonly Step[]): string[] {
  const toolCalls = new Map(
    steps
      .flatMap((step) => (step.kind === "assistant" ? step.toolCalls : []))
      .map((toolCall) => [toolCall.id, toolCall]),
  );
  const ids = steps.flatMap((step) => {
    if (step.kind !== "tool" || !step.ok || !/^2\d\d$/.test(step.effect.call?.outcome ?? "")) return [];
    const toolCall = toolCalls.get(step.toolCallId);
    return (toolCall && actionOfToolCall(catalogue, toolCall)?.id) ?? [];
  });
  return [...new Set(ids)];
}
