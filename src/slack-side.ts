import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Receiver } from "@slack/bolt";
import type { Config } from "./config.ts";
import type { Db } from "./database/index.ts";
import { createLeanFetch, type Egress } from "./egress/index.ts";
import { type Clock, type Logger, Secret } from "./kernel/index.ts";
import {
  connectSamples,
  createInProcessFetch,
  createInProcessReceiver,
  createLocalWorkspace,
  createWorkspaceStore,
  type LocalWorkspace,
  loadSampleKeys,
  startSampleApis,
} from "./local/index.ts";
import { saveMember } from "./people/index.ts";
import {
  createHttpReceiver,
  createSocketReceivers,
  createSoundFetch,
  createTokenConnections,
  SLACK_EVENTS_PATH,
  type SlackApp,
  type SlackConnections,
} from "./slack/index.ts";
import type { Vault } from "./vault/index.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** The side of Chief that faces Slack, whichever Slack that is. */
export interface SlackSide {
  readonly connections: SlackConnections;
  readonly client: { readonly slackApiUrl?: string; readonly fetch?: typeof fetch };
  /** The workspace that stands in for Slack, in local mode. */
  readonly local: LocalWorkspace | undefined;
  /** Answers a request that Slack sent; false when it is none of Slack's. */
  takes(request: IncomingMessage, response: ServerResponse): boolean;
  start(app: SlackApp): Promise<void>;
  /** Connects the sample APIs of local mode. */
  connectSamples?(deps: { db: Db; vault: Vault; egress: Egress; clock: Clock }): Promise<void>;
  close(): Promise<void>;
}

interface Deps {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Opens what the configuration asks for: the local workspace, Socket Mode, or signed HTTP. */
export function openSlackSide(deps: Deps): Promise<SlackSide> {
  return deps.config.slack.mode === "local" ? openLocal(deps) : Promise.resolve(openRemote(deps));
}

async function openLocal({ config, db, clock, logger }: Deps): Promise<SlackSide> {
  const local = await createLocalWorkspace({
    store: createWorkspaceStore(db),
    clock,
    onStoreFailure: (error) =>
      logger.error({ error }, "the local workspace could not be stored; trying again"),
  });
  const client = { fetch: createInProcessFetch(local), slackApiUrl: "https://workspace.invalid/api/" };
  const connections = createTokenConnections({
    db,
    kind: "local",
    token: new Secret(local.identity.botToken),
    ...client,
  });
  const receiver = createInProcessReceiver(local);
  const samples = config.samples ? await openSamples(config, clock) : undefined;
  return {
    connections,
    client,
    local,
    takes: () => false,
    async start(app) {
      await connections.own();
      await app.listenTo(receiver);
    },
    async close() {
      await receiver.stop();
      await local.stop();
      await samples?.apis.close();
    },
    ...(samples
      ? {
          async connectSamples(with_) {
            const own = await connections.own();
            if (!own) return;
            const { workspace } = own;
            const admin = local.people.list().find((person) => person.isAdmin && !person.isBot);
            const by = await saveMember(db, {
              workspaceId: workspace.id,
              slackUserId: admin?.id ?? "",
              name: admin?.realName ?? "Admin",
              role: "admin",
              timeZone: admin?.timeZone ?? "UTC",
              active: true,
              profileAt: clock(),
            });
            await connectSamples(with_, { ...samples, workspaceId: workspace.id, by: by.id });
          },
        }
      : {}),
  };
}

async function openSamples(config: Config, clock: Clock) {
  const keys = await loadSampleKeys(config.dataDir);
  const apis = await startSampleApis({
    host: "127.0.0.1",
    ordersPort: 4010,
    wmsPort: 4011,
    stateFile: join(config.dataDir, "sample-apis.json"),
    clock,
    ...keys,
  });
  return { keys, apis };
}

function openRemote({ config, db, logger }: Deps): SlackSide {
  const { slack } = config;
  if (slack.mode === "local") throw new TypeError("local mode has its own side");
  const client = {
    fetch: createSoundFetch({ fetch: createLeanFetch({ connectTimeoutMs: CONNECT_TIMEOUT_MS }) }),
    ...(slack.apiUrl ? { slackApiUrl: slack.apiUrl } : {}),
  };
  const connections = createTokenConnections({ db, kind: "slack", token: slack.botToken, ...client });
  const http =
    slack.mode === "http" ? createHttpReceiver({ signingSecret: slack.signingSecret, logger }) : undefined;
  const sockets: Receiver[] =
    slack.mode === "socket" ? createSocketReceivers({ appToken: slack.appToken, logger, ...client }) : [];
  return {
    connections,
    client,
    local: undefined,
    takes(request, response) {
      if (!http || request.url?.split("?")[0] !== SLACK_EVENTS_PATH) return false;
      http.requestListener(request, response);
      return true;
    },
    async start(app) {
      if (http) app.attach(http);
      await connections.own();
      for (const socket of sockets) await app.listenTo(socket);
    },
    async close() {
      for (const socket of sockets) await socket.stop();
    },
  };
}
