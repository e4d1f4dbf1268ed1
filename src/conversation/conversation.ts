import { type Approval, cancelApprovals } from "../approvals/index.ts";
import { NET_SECONDS } from "../database/index.ts";
import type { Member } from "../people/index.ts";
import { createToolbox } from "../planning/index.ts";
import type { ProposalOutcome } from "../policy/index.ts";
import { type AdvanceThread, createAdvanceThread } from "./advance-thread.ts";
import { approveMore, grantOffer, type MoreClick } from "./approve-more.ts";
import { type BeginRun, type Begun, beginRun } from "./begin-run.ts";
import { cardsOf } from "./card-of.ts";
import { placeOf, showApproval, showNow } from "./cards.ts";
import { sayOnce } from "./deliver.ts";
import type { ConversationDeps, ConversationOptions } from "./deps.ts";
import { saveFeedback } from "./feedback-store.ts";
import type { LoadedRun } from "./load-run.ts";
import type { Card } from "./messenger.ts";
import { type ProposalPress, pressProposal, showProposal } from "./proposals.ts";
import { expireQuestions, pursueQuestions } from "./pursue.ts";
import { hasOpenRun, listBusyThreads, requestStop } from "./runs-store.ts";
import { sayOrDirect } from "./say-in-direct.ts";
import { createStops } from "./stops.ts";
import type { Verdict } from "./tables.ts";
import {
  type Click,
  type ClickOutcome,
  type EditClick,
  editForm,
  takeClick,
  takeEdit,
  takeWish,
  type WishClick,
} from "./take-click.ts";
import {
  advanceThreadJob,
  forgetEarlyReplies,
  hasThread,
  type IncomingMessage,
  insertMessage,
  keepEarlyReply,
  threadIdAt,
} from "./thread-store.ts";

/** A thread's life: what people write is taken up, worked on, and answered once. */
export interface Conversation {
  /** Stores a message and wakes its thread. A message that was stored before changes nothing. */
  receive(message: IncomingMessage): Promise<void>;
  /**
   * Keeps a reply for a quarter of an hour, in a young thread that Chief has no part in: the message that calls Chief
   * there may be on its way, and then the reply belongs to it.
   */
  keep(reply: IncomingMessage): Promise<void>;
  /** Begins a run without a chat, at most once for one id. */
  begin(wanted: BeginRun): Promise<Begun>;
  /** Whether Chief takes part in the thread at this place. */
  isIn(place: { workspaceId: string; channelId: string; rootTs: string }): Promise<boolean>;
  /** Whether something in the thread at this place runs or waits for a person. */
  isBusy(place: { workspaceId: string; channelId: string; rootTs: string }): Promise<boolean>;
  /** Ends what runs or waits in a thread. Gives how many runs that was. */
  stop(place: { workspaceId: string; channelId: string; rootTs: string }, by: Member): Promise<number>;
  /** The same in every thread of a channel. */
  stopAll(channel: { workspaceId: string; channelId: string }, by: Member): Promise<number>;
  /** Notes whether an answer was of use to somebody. False when their workspace has no such run. */
  judge(said: { runId: string; by: Member; verdict: Verdict }): Promise<boolean>;
  /** Answers a question to a person, at most once, and lets the run go on. */
  click(click: Click): Promise<ClickOutcome>;
  /** Answers a proposal to change the policy, at most once. */
  pressProposal(press: ProposalPress): Promise<ProposalOutcome>;
  /** The fields of a request that waits, for somebody who may answer it; otherwise why there are none. */
  editForm(on: Pick<Click, "workspaceId" | "approvalId" | "person">): ReturnType<typeof editForm>;
  /** Puts an edited request in the place of one that waits, with a question of its own. */
  edit(edit: EditClick): Promise<ClickOutcome>;
  /** What this person could give a yes ahead for under a question; otherwise why not. */
  grantOffer(on: Pick<Click, "workspaceId" | "approvalId" | "person">): ReturnType<typeof grantOffer>;
  /** Says yes to a question and gives a grant for calls like it, both or neither. */
  approveMore(click: MoreClick): Promise<ClickOutcome>;
  /** Takes back what was done, asks to send again what did not happen, or leaves open what nobody knows. */
  wish(click: WishClick): Promise<ClickOutcome>;
  /** Questions of one workspace as cards show them, with what became of their calls. */
  cards(questions: readonly Approval[]): Promise<readonly Card[]>;
  /** Brings every copy of a question's card in line with the question. Called by the job of that name. */
  showApproval(question: { workspaceId: string; approvalId: string }): Promise<void>;
  /**
   * Expires questions whose time is up, brings up those that wait for long, tells their threads, and forgets what was
   * kept. Called every minute. Gives how many expired.
   */
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
    begin: (wanted) => beginRun(deps, wanted),
    isIn: (place) => hasThread(db, threadIdAt(place)),
    isBusy: (place) => hasOpenRun(db, threadIdAt(place)),
    stop: (place, by) => stop(deps, threadIdAt(place), by),
    async stopAll(channel, by) {
      let stopped = 0;
      for (const threadId of await listBusyThreads(db, channel)) stopped += await stop(deps, threadId, by);
      return stopped;
    },
    judge: (said) => saveFeedback(db, said, clock()),
    click: (click) => takeClick(deps, click),
    pressProposal: (press) => pressProposal(deps, press),
    editForm: (on) => editForm(deps, on),
    edit: (edit) => takeEdit(deps, edit),
    grantOffer: (on) => grantOffer(deps, on),
    approveMore: (click) => approveMore(deps, click),
    wish: (click) => takeWish(deps, click),
    cards: (questions) => cardsOf(deps, questions),
    showApproval: (question) => showApproval(deps, question),
    async expire() {
      const expired = await expireQuestions(deps);
      await pursueQuestions(deps);
      await forgetEarlyReplies(db, new Date(clock().getTime() - KEEP_REPLIES_MS));
      return expired;
    },
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
    schedules: deps.schedules,
    policy: {
      db: deps.db,
      clock: deps.clock,
      show: (proposal) => showProposal(deps, loaded, proposal),
    },
    connections: deps.connections,
    files: {
      holds: (table) => deps.messenger.holds(placeOf(loaded), table),
      async share({ name, content, key }) {
        if (loaded.claim.channelKind === "api")
          return {
            ok: false,
            message: "there is no thread to put it in; ask for a table, which comes with the answer",
          };
        const runUrl = `${deps.publicUrl}/runs/${loaded.run.id}`;
        const file = { kind: "file" as const, name, content, runUrl, key };
        return sayOrDirect(deps, loaded.run, placeOf(loaded), file);
      },
    },
    channels: {
      async post({ channel, text, table, key }) {
        const { workspaceId } = loaded.run;
        const found = await deps.messenger.findChannel(workspaceId, channel);
        if (!found) return { ok: false, message: `There is no channel ${channel} that I can see` };
        const place = { workspaceId, channelId: found.id, threadTs: null };
        const from = placeOf(loaded);
        const note = { kind: "note" as const, text, key, from, ...(table ? { table } : {}) };
        const said = await sayOnce(deps, loaded.run, place, note);
        return said.ok
          ? { ok: true, channelId: found.id, name: found.name }
          : { ok: false, message: said.message };
      },
    },
  });
}

async function stop(deps: ConversationDeps, threadId: string, by: Member): Promise<number> {
  const runIds = await requestStop(deps.db, threadId, by.id);
  if (runIds.length === 0) return 0;
  deps.stops.ring(runIds);
  const cancelled = await cancelApprovals(deps.db, runIds, deps.clock());
  for (const approval of cancelled) await showNow(deps, approval);
  await wake(deps, threadId);
  return runIds.length;
}

async function wake(deps: ConversationDeps, threadId: string): Promise<void> {
  await deps.db.execute(advanceThreadJob(threadId));
}
