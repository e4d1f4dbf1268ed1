import type { Approval } from "../approvals/index.ts";
import type { CallTarget } from "../execution/index.ts";
import { sha256Hex } from "../kernel/index.ts";
import { getWorkspace, type Member } from "../people/index.ts";
import type { AssistantStep } from "../planning/index.ts";
import type { ConversationDeps } from "./deps.ts";
import { findRun, insertReadyRun } from "./runs-store.ts";
import { advanceThreadJob } from "./thread-store.ts";

/** A call that a person wants made because of an earlier question, by a click. */
export interface WantedCall {
  readonly because: Approval;
  /** Tells several wishes about one question apart. */
  readonly wish: "undo" | "again";
  readonly person: Member;
  readonly target: CallTarget;
  readonly text: string;
}

/**
 * Starts a run in the same thread whose first step is to make a call: it goes the way of every call, past policy and
 * approval. The same wish about the same question starts one run, however often it is clicked.
 *
 * Gives why not, where the call can no longer be made.
 */
export async function startCallRun(deps: ConversationDeps, wanted: WantedCall): Promise<string | undefined> {
  const { because, wish, person, target, text } = wanted;
  const toolCall = await toolCallFor(deps, because.workspaceId, target);
  if (!toolCall) return "That integration or action is not there any more";
  const from = await findRun(deps.db, because.workspaceId, because.runId);
  if (!from) return "I do not know that thread any more";
  const step: AssistantStep = {
    kind: "assistant",
    by: "commands",
    text: "",
    toolCalls: [toolCall],
    promptTokens: 0,
    completionTokens: 0,
    durationMs: 0,
  };
  const id = `run_${sha256Hex(`${wish} ${because.id}`).slice(0, 26)}`;
  const now = deps.clock();
  const { workspaceId, threadId } = from;
  await deps.db.transaction(async (tx) => {
    const run = { id, workspaceId, threadId, memberId: person.id, text, startedAt: now };
    if (await insertReadyRun(tx, run, step)) await tx.execute(advanceThreadJob(threadId));
  });
  return undefined;
}

/** The tool call that makes a call; undefined where its integration or action is not there any more. */
export async function toolCallFor(deps: ConversationDeps, workspaceId: string, target: CallTarget) {
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  const catalogue = await deps.catalogues.at(workspaceId, catalogueVersion);
  const made = (name: string, input: unknown) => ({
    id: "cmd_click",
    name,
    arguments: JSON.stringify(input),
  });
  if (target.kind === "action") {
    const action = catalogue.action(target.actionId);
    const slug = action && catalogue.integration(action.integrationId)?.slug;
    return slug
      ? made("call_action", { action: `${slug}.${action.name}`, arguments: target.arguments })
      : undefined;
  }
  const integration = catalogue.integration(target.integrationId);
  if (!integration) return undefined;
  const { method, path, query, body } = target;
  const input = { integration: integration.slug, method, path, query };
  return made("call_http", body === undefined ? input : { ...input, body });
}
