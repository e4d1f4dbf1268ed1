import {
  type Approval,
  answerApproval,
  cancelApprovals,
  expireApprovals,
  findApproval,
  mayAnswer,
} from "../approvals/index.ts";
import { NET_SECONDS } from "../database/index.ts";
import type { Member } from "../people/index.ts";
import { createToolbox } from "../planning/index.ts";
import type { ProposalOutcome } from "../policy/index.ts";
import { type AdvanceThread, createAdvanceThread } from "./advance-thread.ts";
import { redrawCard } from "./cards.ts";
import { sayOnce } from "./deliver.ts";
import type { ConversationDeps, ConversationOptions } from "./deps.ts";
import type { LoadedRun } from "./load-run.ts";
import { type ProposalPress, pressProposal, showProposal } from "./proposals.ts";
import { findRun, moveRun, requestStop } from "./runs-store.ts";
import { createStops } from "./stops.ts";
import {
  advanceThreadJob,
  forgetEarlyReplies,
  hasThread,
  type IncomingMessage,
  insertMessage,
  keepEarlyReply,
  threadIdAt,
} from "./thread-store.ts";

/** How a click was taken. */
export type ClickOutcome =
  | { readonly kind: "accepted"; readonly approval: Approval }
  /** Somebody who may not answer; nothing changed. */
  | { readonly kind: "not_yours"; readonly approval: Approval }
  /** Already answered, expired or cancelled; nothing changed. */
  | { readonly kind: "too_late"; readonly approval: Approval }
  | { readonly kind: "no_such" };

export interface Click {
  readonly workspaceId: string;
  readonly approvalId: string;
  readonly person: Member;
  readonly verdict: "approved" | "denied";
  readonly reason?: string;
}

/** A thread's life: what people write is taken up, worked on, and answered once. */
export interface Conversation {
  /** Stores a message and wakes its thread. A message that was stored before changes nothing. */
  receive(message: IncomingMessage): Promise<void>;
  /**
   * Keeps a reply for a quarter of an hour, in a young thread that Chief has no part in: the message that calls Chief
   * there may be on its way, and then the reply belongs to it.
   */
  keep(reply: IncomingMessage): Promise<void>;
  /** Whether Chief takes part in the thread at this place. */
  isIn(place: { workspaceId: string; channelId: string; rootTs: string }): Promise<boolean>;
  /** Ends what runs or waits in a thread. Gives how many runs that was. */
  stop(place: { workspaceId: string; channelId: string; rootTs: string }, by: Member): Promise<number>;
  /** Answers a question to a person, at most once, and lets the run go on. */
  click(click: Click): Promise<ClickOutcome>;
  /** Answers a proposal to change the policy, at most once. */
  pressProposal(press: ProposalPress): Promise<ProposalOutcome>;
  /** Expires questions whose time is up, tells their threads, and forgets what was kept. Called every minute. */
  expire(): Promise<number>;
  advanceThread: AdvanceThread;
}

const KEEP_REPLIES_MS = 15 * 60_000;

export function createConversation(options: ConversationOptions): Conversation {
  const deps: ConversationDeps = {
    ...options,
    stops: createStops(),
    toolboxFor: (loaded) => toolboxFor(deps, loaded),
  };
  const { db, clock } = deps;
  return {
    receive: (message) => receive(deps, message),
    keep: (reply) => keepEarlyReply(db, reply, clock()),
    isIn: (place) => hasThread(db, threadIdAt(place)),
    stop: (place, by) => stop(deps, place, by),
    click: (click) => takeClick(deps, click),
    pressProposal: (press) => pressProposal(deps, press),
    expire: () => expire(deps),
    advanceThread: createAdvanceThread(deps),
  };
}

/** Stores a message with the job that takes it up, and has that done at once where this process does such. */
async function receive({ db, clock, startNow }: ConversationDeps, message: IncomingMessage): Promise<void> {
  const dueInSeconds = startNow ? NET_SECONDS : 0;
  const job = await insertMessage(db, message, { now: clock(), dueInSeconds });
  if (job) startNow?.(job);
}

function toolboxFor(deps: ConversationDeps, loaded: LoadedRun) {
  return createToolbox({
    execution: deps.execution,
    sql: deps.sql,
    skills: deps.skills,
    thinking: deps.thinking,
    policy: {
      db: deps.db,
      clock: deps.clock,
      show: (proposal) => showProposal(deps, loaded, proposal),
    },
    connections: deps.connections,
    channels: {
      async post({ channel, text, table, key }) {
        const { workspaceId } = loaded.run;
        const found = await deps.messenger.findChannel(workspaceId, channel);
        if (!found) return { ok: false, message: `There is no channel ${channel} that I can see` };
        const place = { workspaceId, channelId: found.id, threadTs: null };
        const note = { kind: "note" as const, text, key, ...(table ? { table } : {}) };
        const said = await sayOnce(deps, loaded.run, place, note);
        return said.ok
          ? { ok: true, channelId: found.id, name: found.name }
          : { ok: false, message: said.message };
      },
    },
  });
}

async function stop(
  deps: ConversationDeps,
  place: { workspaceId: string; channelId: string; rootTs: string },
  by: Member,
): Promise<number> {
  const threadId = threadIdAt(place);
  const runIds = await requestStop(deps.db, threadId, by.id);
  if (runIds.length === 0) return 0;
  deps.stops.ring(runIds);
  const cancelled = await cancelApprovals(deps.db, runIds, deps.clock());
  for (const approval of cancelled) await redrawCard(deps, approval);
  await wake(deps, threadId);
  return runIds.length;
}

async function wake(deps: ConversationDeps, threadId: string): Promise<void> {
  await deps.db.execute(advanceThreadJob(threadId));
}

async function takeClick(deps: ConversationDeps, click: Click): Promise<ClickOutcome> {
  const { workspaceId, approvalId, person, verdict, reason } = click;
  const asked = await findApproval(deps.db, workspaceId, approvalId);
  if (!asked) return { kind: "no_such" };
  if (!mayAnswer(asked, person)) return { kind: "not_yours", approval: asked };
  const answered = await deps.db.transaction(async (tx) => {
    const answer = { approvalId, workspaceId, by: person.id, verdict, ...(reason ? { reason } : {}) };
    const approval = await answerApproval(tx, answer, deps.clock());
    if (approval) await letRunGoOn(tx, approval);
    return approval;
  });
  const approval = answered ?? (await findApproval(deps.db, workspaceId, approvalId)) ?? asked;
  // A click that is handled again, because redrawing had failed, is still the one that counted.
  const isCounted =
    answered !== undefined || (approval.answeredBy === person.id && approval.state === verdict);
  if (isCounted) await redrawCard(deps, approval);
  return { kind: isCounted ? "accepted" : "too_late", approval };
}

/** Makes the run of an answered question ready and wakes its thread, in the transaction that answers it. */
async function letRunGoOn(tx: Parameters<typeof findRun>[0], approval: Approval): Promise<void> {
  await moveRun(tx, approval.runId, ["waiting", "running"], "ready");
  const run = await findRun(tx, approval.workspaceId, approval.runId);
  if (run) await tx.execute(advanceThreadJob(run.threadId));
}

async function expire(deps: ConversationDeps): Promise<number> {
  const expired = await deps.db.transaction(async (tx) => {
    const approvals = await expireApprovals(tx, deps.clock());
    for (const approval of approvals) await letRunGoOn(tx, approval);
    return approvals;
  });
  for (const approval of expired) await redrawCard(deps, approval);
  await forgetEarlyReplies(deps.db, new Date(deps.clock().getTime() - KEEP_REPLIES_MS));
  return expired.length;
}
