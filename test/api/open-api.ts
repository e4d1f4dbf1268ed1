import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { createAnswerMapper } from "../../src/actions/index.ts";
import { createApi } from "../../src/api/index.ts";
import { makeToken, type NewToken } from "../../src/api/tokens.ts";
import { createConversation, DEFAULT_RUN_BUDGET, onlyInChats } from "../../src/conversation/index.ts";
import type { StoredJob } from "../../src/database/index.ts";
import { createExecution } from "../../src/execution/index.ts";
import { createCatalogues, createConnectionOffers, PROVIDERS } from "../../src/integrations/index.ts";
import { projectPath } from "../../src/paths.ts";
import { createRoster, type Member, type Roster } from "../../src/people/index.ts";
import { createCommandPlanner, createPlanner, createThinking } from "../../src/planning/index.ts";
import { createSqlEngine } from "../../src/results/index.ts";
import { createSchedulePlanner, createSchedules } from "../../src/schedules/index.ts";
import { createSkillPlanner, createSkills, loadBuiltInSkills } from "../../src/skills/index.ts";
import { openSessions } from "../../src/web/index.ts";
import { type Chat, newChat } from "../conversation/talk.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { type Ground, newTeam, openGround, type Team } from "../support/team.ts";

/** What came back. `json` is null where there was none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the JSON
  readonly json: any;
}

/** The REST API over real rooms, on loopback; its runs are worked on at once. */
export interface OpenApi {
  readonly ground: Ground;
  readonly team: Team;
  /** What is said in chats. */
  readonly chat: Chat;
  /** The jobs of the runs that were begun: each was done at once, and none was taken back. */
  readonly begun: readonly StoredJob[];
  readonly origin: string;
  /** What it is made of, to build the dashboard of the same rooms. */
  readonly rooms: Parameters<typeof createApi>[0] & { readonly roster: Roster };
  /** A living token of a member, of their own role unless told otherwise. */
  tokenOf(member: Member, more?: Partial<NewToken>): Promise<string>;
  /** Sends a request; `body` as JSON, or as it is where it is a text. */
  send(
    request: string,
    options?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Reply>;
  close(): Promise<void>;
}

export async function openApi(options: { requestsPerMinute?: number } = {}): Promise<OpenApi> {
  const ground = await openGround();
  const team = await newTeam(ground);
  const { db, clock } = ground;
  const logger = silentLogger();
  const [engine, mapper, chat] = [createSqlEngine({ logger }), createAnswerMapper(), newChat()];
  const replicaId = "replica_api";
  await db.execute(sql`insert into replicas (id, worker_ids, beat_at) values (${replicaId}, '{}', now())`);
  const messenger = onlyInChats(chat);
  const catalogues = createCatalogues({ db });
  const builtIn = await loadBuiltInSkills(projectPath("skills"));
  const skills = createSkills({ db, clock, model: undefined, builtIn });
  const schedules = createSchedules({ db, clock, messenger, skills, catalogues });
  const execution = createExecution({
    ...ground,
    mapper,
    approvalTtlMs: 3_600_000,
    scrub: String,
    cardUrl: String,
  });
  const commands = createPlanner({ mode: "commands", commands: createCommandPlanner(), model: undefined });
  const roster = createRoster({ db, clock, logger, profileOf: async () => undefined });
  const running = new Set<Promise<void>>();
  const begun: StoredJob[] = [];
  const conversation = createConversation({
    ...ground,
    logger,
    messenger,
    replicaId,
    skills,
    schedules,
    execution,
    catalogues,
    sql: engine,
    planner: createSchedulePlanner({ others: createSkillPlanner({ others: commands }) }),
    thinking: createThinking(undefined),
    budget: DEFAULT_RUN_BUDGET,
    publicUrl: "http://chief.test",
    connections: createConnectionOffers({ db, providers: PROVIDERS, publicUrl: "http://chief.test" }),
    roster,
    startNow(job) {
      begun.push(job);
      const { threadId } = job.payload as { threadId: string };
      const done = conversation.advanceThread(threadId, { attempt: 1, signal: new AbortController().signal });
      running.add(done);
      void done.finally(() => running.delete(done));
    },
  });
  const rooms = {
    ...{ ...ground, logger, conversation, execution, mapper, catalogues, skills, schedules },
    providers: PROVIDERS,
    dependents: [],
    sessions: openSessions(ground),
    publicUrl: "http://chief.test",
    callsPerMinute: 0,
    requestsPerMinute: options.requestsPerMinute ?? 100_000,
    model: undefined,
  };
  const api = createApi(rooms);
  const server = createServer((request, response) => api.listener(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ground,
    team,
    chat,
    begun,
    origin,
    rooms: { ...rooms, roster },
    async tokenOf(member, more = {}) {
      const wanted = { name: `of ${member.name}`, role: member.role, expiresAt: null, ...more };
      return (await makeToken(ground, member, wanted)).secret;
    },
    send: (request, sent) => send(origin, request, sent),
    async close() {
      await Promise.allSettled(running);
      await new Promise((done) => server.close(done).closeAllConnections());
      await Promise.all([engine.close(), mapper.close()]);
      await ground.close();
    },
  };
}

async function send(
  origin: string,
  request: string,
  { token, body, headers }: NonNullable<Parameters<OpenApi["send"]>[1]> = {},
): Promise<Reply> {
  const [method = "GET", path = ""] = request.split(" ");
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json(;|$)/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}
