import { mkdir } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { createAnswerMapper } from "./actions/index.ts";
import { type Api, createApi, saveOperatorToken } from "./api/index.ts";
import { SHOW_APPROVAL } from "./approvals/index.ts";
import { createCheck } from "./check-and-tell.ts";
import { type Config, secretsOf } from "./config.ts";
import { ADVANCE_THREAD, createConversation, DEFAULT_RUN_BUDGET, onlyInChats } from "./conversation/index.ts";
import { createJobs, type Database, migrateDatabase, openDatabase } from "./database/index.ts";
import { createEgress } from "./egress/index.ts";
import { createExecution, sweepSpool, waitingDependents } from "./execution/index.ts";
import { serveHttp } from "./http-server.ts";
import {
  CHECK_INTEGRATION,
  type CheckSubject,
  contractDependents,
  createCatalogues,
  createConnectionOffers,
  createEmbedActions,
  createMeaning,
  EMBED_ACTIONS,
  PROVIDERS,
  type Provider,
} from "./integrations/index.ts";
import {
  type Clock,
  createLogger,
  createScrubber,
  type Logger,
  messageOf,
  type Scrubber,
  systemClock,
} from "./kernel/index.ts";
import { createKnownHosts } from "./known-hosts.ts";
import { createAppUrl, manifestFor } from "./manifest.ts";
import { createMcp } from "./mcp/index.ts";
import { createMetrics } from "./metrics.ts";
import { embedderOf, modelOf, plannerOf } from "./models.ts";
import { openVault } from "./open-vault.ts";
import { projectPath } from "./paths.ts";
import { createRoster } from "./people/index.ts";
import { createThinking } from "./planning/index.ts";
import { ruleDependents } from "./policy/index.ts";
import { createSqlEngine } from "./results/index.ts";
import {
  type BeginDeps,
  beginFire,
  createQuietMessenger,
  createSchedulePlanner,
  createSchedules,
  FIRE_SCHEDULE,
  type FirePayload,
  lookAfterSchedules,
  type Notice,
  SAY_NOTICE,
  sayNotice,
  scheduleDependents,
} from "./schedules/index.ts";
import { createSkillPlanner, createSkills, loadBuiltInSkills, skillDependents } from "./skills/index.ts";
import {
  BEGIN_REQUEST,
  createApprovalsSection,
  createDocuments,
  createFileReader,
  createHomes,
  createIntegrationsSection,
  createMessenger,
  createNames,
  createRequests,
  createSchedulesSection,
  createSkillsSection,
  createSlackApp,
  createSlackSignIn,
  FILE_LIMITS,
  fetchProfile,
  HANDLE_DELIVERY,
  slackFilesAt,
  TAKE_DOCUMENTS,
} from "./slack/index.ts";
import { openSlackSide, type SlackSide } from "./slack-side.ts";
import { startTicks } from "./start-ticks.ts";
import { createSuggesting } from "./suggesting.ts";
import { TELL_EXPIRY, tellExpiry } from "./tell-expiry.ts";
import { createWeb, openSessions, type Web } from "./web/index.ts";

/** What a test may put in place of the real thing. */
export interface AppOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Where the log's lines go, instead of standard output. */
  readonly writeLog?: (line: string) => void;
  /** How long one request to an API may take, instead of a minute. */
  readonly callTimeoutMs?: number;
  /** The well-known APIs, at other addresses than their own. */
  readonly providers?: readonly Provider[];
  /** How often schedules are looked at, as a cron expression, instead of every minute. */
  readonly scheduleTick?: string;
  /** How often every connection is looked at, instead of every 15 minutes; who is due is then looked for each second. */
  readonly checkEveryMs?: number;
  /** How long turns that run may take to end when it stops, instead of 20 seconds; then they are broken off. */
  readonly drainMs?: number;
}

export interface Started {
  /** Where the server listens. */
  readonly url: string;
  /** A link that signs its first user in as an admin; absent while no admin is known. */
  readonly signInLink: string | undefined;
  /** A key file that was made just now. */
  readonly madeKeyFile: string | undefined;
}

export interface App {
  start(): Promise<Started>;
  /** Takes no new work, finishes what is under way, and lets go of everything. */
  stop(): Promise<void>;
  /** Called when this process cannot go on: it lost its lease or its database. */
  onLost(listener: (reason: string) => void): void;
}

const DRAIN_MS = 20_000;
/** What is left on disk of an answer is nobody's after so long. */
const SPOOLED_MS = 3_600_000;

/** Wires the rooms. Nothing is opened before `start`. */
export function createApp(config: Config, overrides: AppOverrides = {}): App {
  const clock = overrides.clock ?? systemClock;
  const scrubber = createScrubber();
  const logger = overrides.logger ?? openLog(config, scrubber, overrides);
  for (const secret of secretsOf(config)) scrubber.add(secret);
  const spoolFolder = join(config.dataDir, "spool");
  const lost = new Set<(reason: string) => void>();
  const opened: (() => Promise<void>)[] = [];
  const loseHope = (reason: string) => {
    for (const listener of lost) listener(reason);
  };

  async function start(): Promise<Started> {
    await mkdir(config.dataDir, { recursive: true });
    await sweepSpool(spoolFolder, SPOOLED_MS, clock());
    const database = await openDatabase({
      dataDir: config.dataDir,
      maxConnections: config.databaseConnections,
      logger,
      ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
    });
    opened.push(() => database.close());
    database.onLost((error) => loseHope(`the database is gone: ${messageOf(error)}`));
    await migrateDatabase(database, projectPath("migrations"));
    return wire(database);
  }

  async function wire(database: Database): Promise<Started> {
    const { db, main } = database;
    const egress = createEgress({ logger, ...(config.proxyUrl ? { proxyUrl: config.proxyUrl } : {}) });
    opened.push(() => egress.close());
    const { vault, madeFile } = await openVault({ config, database, egress, scrubber, logger, clock });
    const sql = createSqlEngine({ logger });
    opened.push(() => sql.close());
    const slack = await openSlackSide({ config, db, vault, clock, logger });
    opened.push(() => slack.close());
    const embedder = embedderOf(config);
    const catalogues = createCatalogues({
      db,
      ...(embedder
        ? { embedding: { model: embedder.name, meaningOf: createMeaning({ embedder, logger }) } }
        : {}),
    });
    const providers = overrides.providers ?? PROVIDERS;
    const roster = createRoster({
      db: main,
      clock,
      logger,
      profileOf: async (workspaceId, user) => fetchProfile(await slack.connections.to(workspaceId), user),
    });
    const knownHosts = createKnownHosts({ db, clock, publicUrl: config.publicUrl });
    const names = createNames({ connections: slack.connections, roster, logger });
    const messenger = onlyInChats(
      createMessenger({
        connections: slack.connections,
        fetch: slack.client.fetch,
        knownHosts,
        names,
        logger,
        nativeStreaming: config.nativeStreaming,
      }),
    );
    const metrics = createMetrics();
    const jobs = createJobs({
      database,
      logger,
      concurrency: config.concurrency,
      tasks: {
        ...(embedder ? { [EMBED_ACTIONS]: createEmbedActions({ db, clock, embedder }) } : {}),
        [CHECK_INTEGRATION]: (payload) => check(payload as CheckSubject),
        [TELL_EXPIRY]: (payload) =>
          tellExpiry(
            { db: main, clock, messenger, schedules, skills, publicUrl: config.publicUrl },
            payload as CheckSubject,
          ),
        [TAKE_DOCUMENTS]: (payload) => documents.take(payload),
        [BEGIN_REQUEST]: (payload, { attempt }) => requests.take(payload, attempt),
        [HANDLE_DELIVERY]: (payload) =>
          metrics.counted("chief_deliveries_total", () => slackApp.handleDelivery(payload)),
        [FIRE_SCHEDULE]: (payload) =>
          metrics.counted("chief_schedule_fires_total", () => beginFire(begin, payload as FirePayload)),
        [SAY_NOTICE]: (payload) => sayNotice(begin, payload as Notice),
        [ADVANCE_THREAD]: (payload, context) =>
          metrics.counted("chief_thread_advances_total", () =>
            conversation.advanceThread((payload as { threadId: string }).threadId, context),
          ),
        [SHOW_APPROVAL]: async (payload) => {
          const question = payload as { workspaceId: string; approvalId: string };
          await conversation.showApproval(question);
          await homes.showApproval(question);
        },
      },
    });
    const check = createCheck({
      ...{ db: main, vault, egress, clock, providers },
      ...(overrides.checkEveryMs ? { everyMs: overrides.checkEveryMs } : {}),
    });
    const model = modelOf(config);
    const skills = createSkills({
      db: main,
      clock,
      model,
      builtIn: await loadBuiltInSkills(projectPath("skills")),
    });
    const mapper = createAnswerMapper();
    opened.push(() => mapper.close());
    const mcp = createMcp({ vault, egress });
    opened.push(() => mcp.close());
    const execution = createExecution({
      db: main,
      vault,
      egress,
      mcp,
      clock,
      mapper,
      scrub: scrubber.scrub,
      callsPerMinute: config.callsPerMinute,
      approvalTtlMs: config.approvalHours * 3_600_000,
      spoolFolder,
      cardUrl: (integrationId) => `${config.publicUrl}/integrations/${integrationId}`,
      ...(overrides.callTimeoutMs ? { callTimeoutMs: overrides.callTimeoutMs } : {}),
    });
    const schedules = createSchedules({ db: main, clock, messenger, catalogues, skills });
    const conversation = createConversation({
      db: main,
      clock,
      logger,
      sql,
      catalogues,
      connections: createConnectionOffers({ db: main, providers, publicUrl: config.publicUrl }),
      roster,
      messenger: createQuietMessenger({ db: main, clock, messenger }),
      budget: DEFAULT_RUN_BUDGET,
      replicaId: jobs.replicaId,
      startNow: jobs.startNow,
      publicUrl: config.publicUrl,
      execution,
      skills,
      thinking: createThinking(model),
      schedules,
      planner: createSchedulePlanner({
        others: createSkillPlanner({ others: plannerOf(config, model) }),
      }),
    });
    const homes = createHomes({
      db: main,
      clock,
      logger,
      connections: slack.connections,
      sections: [
        createApprovalsSection({ db: main, clock, conversation }),
        createIntegrationsSection({ db: main, publicUrl: config.publicUrl }),
        createSkillsSection({ db: main, skills, publicUrl: config.publicUrl }),
        createSchedulesSection({ db: main, schedules, publicUrl: config.publicUrl }),
      ],
    });
    const requests = createRequests({ db: main, roster, messenger, conversation });
    const documents = createDocuments({
      db: main,
      egress,
      clock,
      roster,
      messenger,
      readFile: createFileReader({
        token: async (workspaceId) => (await slack.connections.to(workspaceId)).client.token ?? "",
        slackApiUrl: slack.client.slackApiUrl,
        // In local mode the files are in this process; everywhere else they are fetched past the guard, within its limits.
        fetch:
          (slack.local && slack.client.fetch) ??
          egress.fetchFor(slackFilesAt(slack.client.slackApiUrl), FILE_LIMITS),
      }),
      receive: (message) => conversation.receive(message),
      publicUrl: config.publicUrl,
    });
    const begin: BeginDeps = {
      db: main,
      clock,
      logger,
      catalogues,
      skills,
      messenger,
      conversation,
      publicUrl: config.publicUrl,
    };
    const slackApp = createSlackApp({
      db: main,
      logger,
      roster,
      conversation,
      documents,
      homes,
      requests,
      names,
      catalogues,
      skills,
      schedules,
      suggest: createSuggesting({ db: main, catalogues, skills }),
      connections: slack.connections,
      client: slack.client,
      installs: slack.installs,
    });
    const dependents = [
      ...[contractDependents, ruleDependents, waitingDependents, skillDependents].map((find) => find({ db })),
      scheduleDependents({ db, clock, catalogues, skills }),
    ];
    const api = createApi({
      db,
      clock,
      logger,
      vault,
      egress,
      conversation,
      execution,
      mapper,
      catalogues,
      providers,
      dependents,
      skills,
      schedules,
      sessions: openSessions({ db, clock }),
      publicUrl: config.publicUrl,
      callsPerMinute: config.callsPerMinute,
      requestsPerMinute: config.apiRequestsPerMinute,
      model: config.model?.name,
    });
    const web = createWeb({
      skills,
      schedules,
      db,
      clock,
      logger,
      vault,
      egress,
      conversation,
      execution,
      mapper,
      catalogues,
      providers,
      roster,
      metrics,
      slack: { ...slack, signIn: signInOf(config, slack, clock) },
      publicUrl: config.publicUrl,
      proxies: config.proxies,
      dependents,
      callsPerMinute: config.callsPerMinute,
      model: config.model?.name,
      requestsPerMinute: config.apiRequestsPerMinute,
      createSlackAppUrl: slack.local && createAppUrl(manifestFor({})),
      isLost: () => jobs.isLost(),
    });
    jobs.onLost(() => loseHope("this replica was taken for dead; another one has its work"));
    await jobs.start();
    opened.push(() => jobs.stop({ graceMs: overrides.drainMs ?? DRAIN_MS }));
    opened.push(
      startTicks({
        db,
        clock,
        logger,
        conversation,
        schedules,
        lookAfter: () => lookAfterSchedules(begin),
        refreshHomes: () => homes.refresh(),
        keepAnswersDays: config.keepAnswersDays,
        ...(overrides.scheduleTick ? { scheduleTick: overrides.scheduleTick } : {}),
        ...(overrides.checkEveryMs ? { checkEveryMs: overrides.checkEveryMs } : {}),
      }),
    );
    opened.push(() => slackApp.drain());
    const url = await listen({ slack, api, web });
    opened.push(() => slack.stopHearing());
    await slack.start(slackApp, (installed) => web.welcome(url, installed));
    const own = await slack.connections.own();
    if (own)
      await saveOperatorToken(db, {
        workspaceId: own.workspace.id,
        token: config.apiToken?.reveal(),
        now: clock(),
      });
    await slack.connectSamples?.({ db, vault, egress, clock });
    return { url, signInLink: await web.signInLink(url), madeKeyFile: madeFile };
  }

  async function listen({ slack, api, web }: { slack: SlackSide; api: Api; web: Web }): Promise<string> {
    const listener: RequestListener = (request, response) => {
      if (slack.takes(request, response)) return;
      (api.takes(request) ? api : web).listener(request, response);
    };
    const { port, close } = await serveHttp(config, listener);
    opened.push(close);
    return config.port === 0 ? `http://${config.host}:${port}` : config.publicUrl;
  }

  return {
    async start() {
      try {
        return await start();
      } catch (error) {
        await closeAll(opened);
        throw error;
      }
    },
    stop: () => closeAll(opened),
    onLost: (listener) => void lost.add(listener),
  };
}

/** Sign in with Slack, where the operator gave the app's client. */
function signInOf({ slackClient }: Config, { client, local }: SlackSide, clock: Clock) {
  if (!slackClient || local || !client.fetch) return undefined;
  const { id: clientId, secret: clientSecret } = slackClient;
  const { slackApiUrl, fetch } = client;
  return createSlackSignIn({ clientId, clientSecret, slackApiUrl, fetch, clock });
}

function openLog({ logLevel: level }: Config, scrubber: Scrubber, { writeLog }: AppOverrides): Logger {
  return createLogger({ level, scrubber, ...(writeLog ? { write: writeLog } : {}) });
}

/** Closes in reverse order of opening; one that fails does not keep the others open. */
async function closeAll(opened: (() => Promise<void>)[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close().catch(() => undefined);
}
