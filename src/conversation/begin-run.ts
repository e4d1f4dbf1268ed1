/**
 * Runs that are begun without a chat: by the REST API.
 *
 * Such a run has a thread of its own, at a place where nothing is posted: who asked reads the answer from the run.
 * Everything else is as in a chat: one run of a thread at a time, approvals, rules, the ledger.
 */
import { NET_SECONDS, type Queryable, type StoredJob } from "../database/index.ts";
import type { CallTarget } from "../execution/index.ts";
import { storableText } from "../kernel/index.ts";
import type { AssistantStep } from "../planning/index.ts";
import type { ConversationDeps } from "./deps.ts";
import type { Messenger } from "./messenger.ts";
import { silentProgress } from "./progress.ts";
import { findRun, insertReadyRun, type ReadyRun, type Run } from "./runs-store.ts";
import { toolCallFor } from "./start-call-run.ts";
import { ADVANCE_THREAD, insertThread, takeUpJob, threadIdAt } from "./thread-store.ts";

/** The channel of threads that are in no chat. */
const API_CHANNEL = "api";

export interface BeginRun {
  /** Made by who asks, so that asking again with the same id begins nothing again. */
  readonly id: string;
  readonly workspaceId: string;
  readonly memberId: string;
  /** Whether it may do only what members may, whoever asks. */
  readonly actsAsMember: boolean;
  readonly text: string;
  /** A call to begin with, in the place of a planner's first decision. */
  readonly call?: CallTarget;
  /** The run whose thread it goes on in; absent for a thread of its own. */
  readonly after?: Pick<Run, "threadId">;
}

/** `no_such`: the integration or action of the call is not there. */
export type Begun = { readonly kind: "begun" | "known"; readonly run: Run } | { readonly kind: "no_such" };

/** Stores a run with the job that works on it, at most once for one id, and has that done at once where it can be. */
export async function beginRun(deps: ConversationDeps, wanted: BeginRun): Promise<Begun> {
  const { id, workspaceId, memberId, actsAsMember, call } = wanted;
  const toolCall = call && (await toolCallFor(deps, workspaceId, call));
  if (call && !toolCall) return { kind: "no_such" };
  const place = { workspaceId, channelId: API_CHANNEL, rootTs: id };
  const threadId = wanted.after?.threadId ?? threadIdAt(place);
  const startedAt = deps.clock();
  const text = storableText(wanted.text);
  const job = await deps.db.transaction(async (tx) => {
    if (!wanted.after) await insertThread(tx, { ...place, channelKind: "api" }, startedAt);
    const run: ReadyRun = { id, workspaceId, threadId, memberId, actsAsMember, text, startedAt };
    const first = toolCall && firstStep(toolCall);
    return (await insertReadyRun(tx, run, first)) ? addJobFor(tx, run, deps.startNow) : undefined;
  });
  if (job) deps.startNow?.(job);
  const run = await findRun(deps.db, workspaceId, id);
  if (!run) throw new Error(`run ${id} is of another workspace`);
  return { kind: job ? "begun" : "known", run };
}

function firstStep(toolCall: AssistantStep["toolCalls"][number]): AssistantStep {
  const spent = { promptTokens: 0, completionTokens: 0, durationMs: 0 };
  return { kind: "assistant", by: "commands", text: "", toolCalls: [toolCall], ...spent };
}

async function addJobFor(
  tx: Queryable,
  { id, threadId }: ReadyRun,
  startNow: ConversationDeps["startNow"],
): Promise<StoredJob> {
  const dueInSeconds = startNow ? NET_SECONDS : 0;
  const { rows } = await tx.execute(takeUpJob({ threadId, key: `run:${id}`, dueInSeconds }));
  return { id: String(rows[0]?.["job_id"]), task: ADVANCE_THREAD, payload: { threadId } };
}

/** Speaks in chats as `messenger` does, and says nothing where there is none: what would be said is in the run. */
export function onlyInChats(messenger: Messenger): Messenger {
  const isChat = ({ channelId }: { channelId: string }) => channelId !== API_CHANNEL;
  return {
    ...messenger,
    say: async (place, utterance, options) =>
      isChat(place) ? messenger.say(place, utterance, options) : { ok: true, ts: utterance.key },
    redraw: async (place, ts, cards) => (isChat(place) ? messenger.redraw(place, ts, cards) : undefined),
    redrawProposal: async (place, ts, card) =>
      isChat(place) ? messenger.redrawProposal(place, ts, card) : undefined,
    // Who asked reads the rows from the run.
    holds: (place, table) => !isChat(place) || messenger.holds(place, table),
    progress: (showing) =>
      isChat(showing.place)
        ? messenger.progress(showing)
        : silentProgress(async ({ key }) => ({ ok: true, ts: key })),
  };
}
