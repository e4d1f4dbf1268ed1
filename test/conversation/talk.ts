import { sql } from "drizzle-orm";
import {
  type Conversation,
  createConversation,
  DEFAULT_RUN_BUDGET,
  type IncomingMessage,
  type Messenger,
  silentProgress,
  type Utterance,
} from "../../src/conversation/index.ts";
import { threadIdAt } from "../../src/conversation/thread-store.ts";
import { createExecution } from "../../src/execution/index.ts";
import { createCatalogues, createConnectionOffers, PROVIDERS } from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import type { Model } from "../../src/model/index.ts";
import { createRoster } from "../../src/people/index.ts";
import type { Planner, Proposal, RunView } from "../../src/planning/index.ts";
import { createThinking } from "../../src/planning/index.ts";
import type { SqlEngine } from "../../src/results/index.ts";
import { createSchedules } from "../../src/schedules/index.ts";
import { createSkills } from "../../src/skills/index.ts";
import { silentLogger } from "../support/silent-logger.ts";
import type { Ground, Team } from "../support/team.ts";

/** A chat that keeps what was said, in order. Stands in for Slack at its port. */
export interface Chat extends Messenger {
  readonly said: { readonly key: string; readonly utterance: Utterance; readonly ts: string }[];
  readonly redrawn: { readonly ts: string; readonly state: string }[];
  /** Called when something was said and before anybody learns of it: throw to crash there. */
  afterSaying: (utterance: Utterance) => void;
  beforeSaying: (utterance: Utterance) => void;
  answers(): string[];
}

export function newChat(): Chat {
  const said: Chat["said"] = [];
  const redrawn: Chat["redrawn"] = [];
  const chat: Chat = {
    said,
    redrawn,
    afterSaying: () => undefined,
    beforeSaying: () => undefined,
    answers: () =>
      said.flatMap(({ utterance }) => (utterance.kind === "answer" ? [utterance.answer.text] : [])),
    async say(_place, utterance, { mayBeThere }) {
      const there = mayBeThere ? said.find(({ key }) => key === utterance.key) : undefined;
      if (there) return { ok: true, ts: there.ts };
      chat.beforeSaying(utterance);
      const ts = `${said.length + 1}.0`;
      said.push({ key: utterance.key, utterance, ts });
      chat.afterSaying(utterance);
      return { ok: true, ts };
    },
    async redraw(_place, ts, cards) {
      for (const { approval } of cards) redrawn.push({ ts, state: approval.state });
    },
    async redrawProposal(_place, ts, card) {
      redrawn.push({ ts, state: card.proposal.state });
    },
    directChannel: async (_workspace, slackUserId) => `D_${slackUserId}`,
    holds: () => true,
    progress: ({ place }) => silentProgress((utterance, options) => chat.say(place, utterance, options)),
    closePlan: async () => undefined,
    findChannel: async (_workspace, reference) => ({ id: "C0OPS", name: reference.replace("#", "") }),
  };
  return chat;
}

export const says = (text: string): Proposal => ({
  kind: "act",
  by: "commands",
  text,
  toolCalls: [],
  promptTokens: 0,
  completionTokens: 0,
  durationMs: 0,
});

export const calls = (name: string, input: unknown, id = newId("t")): Proposal => ({
  ...(says("") as Extract<Proposal, { kind: "act" }>),
  toolCalls: [{ id, name, arguments: JSON.stringify(input) }],
});

/** A planner that repeats what was asked. */
const echo: Planner = { next: async (view: RunView) => says(`You said: ${view.text}`) };

const noSql: SqlEngine = {
  query: () => Promise.reject(new Error("no SQL here")),
  close: async () => undefined,
};

export interface Talk {
  readonly conversation: Conversation;
  readonly chat: Chat;
  readonly threadId: string;
  /** Stores a message of the thread, as the listeners do. The number is its place in time. */
  write(by: { id: string }, text: string, at: number): Promise<void>;
  /** Does what the job of the thread does. */
  advance(attempt?: number): Promise<void>;
  runs(): Promise<{ id: string; text: string; state: string; member_id: string; failure: string | null }[]>;
}

/** A conversation in a thread of its own; `replicaId` and `rootTs` let several share one. */
export async function openTalk(
  ground: Ground,
  team: Team,
  more: {
    planner?: Planner;
    chat?: Chat;
    replicaId?: string;
    rootTs?: string;
    sql?: SqlEngine;
    model?: Model;
  } = {},
): Promise<Talk> {
  const { db, clock } = ground;
  const { chat = newChat(), replicaId = newId("replica"), rootTs = newId("ts"), planner = echo } = more;
  await db.execute(
    sql`insert into replicas (id, worker_ids, beat_at) values (${replicaId}, '{}', now()) on conflict do nothing`,
  );
  const logger = silentLogger();
  const catalogues = createCatalogues({ db });
  const skills = createSkills({ ...ground, model: more.model, builtIn: [] });
  const conversation = createConversation({
    ...ground,
    logger,
    planner,
    replicaId,
    messenger: chat,
    sql: more.sql ?? noSql,
    skills,
    catalogues,
    thinking: createThinking(more.model),
    schedules: createSchedules({ ...ground, messenger: chat, skills, catalogues }),
    budget: DEFAULT_RUN_BUDGET,
    publicUrl: "http://chief.test",
    connections: createConnectionOffers({ db, providers: PROVIDERS, publicUrl: "http://chief.test" }),
    roster: createRoster({ db, clock, logger, profileOf: async () => undefined }),
    execution: createExecution({
      ...ground,
      approvalTtlMs: 3_600_000,
      scrub: String,
      cardUrl: (id) => `http://chief.test/${id}`,
    }),
  });
  const place = { workspaceId: team.workspace.id, channelId: "C0TALK", rootTs };
  const threadId = threadIdAt(place);
  return {
    conversation,
    chat,
    threadId,
    write: (by, text, at) => {
      const ts = at === 0 ? rootTs : `${rootTs}.${String(at).padStart(6, "0")}`;
      const message: IncomingMessage = { ...place, channelKind: "channel", ts, memberId: by.id, text };
      return conversation.receive(message);
    },
    advance: (attempt = 1) =>
      conversation.advanceThread(threadId, { attempt, signal: new AbortController().signal }),
    async runs() {
      const found = await db.execute<Awaited<ReturnType<Talk["runs"]>>[number]>(
        sql`select id, text, state, member_id, failure from runs where thread_id = ${threadId} order by started_at, id`,
      );
      return found.rows;
    },
  };
}

export const placeOf = (team: Team, rootTs: string) => ({
  workspaceId: team.workspace.id,
  channelId: "C0TALK",
  rootTs,
});
