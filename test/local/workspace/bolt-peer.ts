import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, LogLevel, type Receiver, SocketModeReceiver } from "@slack/bolt";
import {
  createInProcessFetch,
  createInProcessReceiver,
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type DeliveryReport,
  type LocalWorkspace,
  type LocalWorkspaceOptions,
} from "../../../src/local/workspace/index.ts";
import { serveSlackOverHttp } from "../../support/slack-http.ts";
import { serveSlackOverSockets } from "../../support/slack-socket.ts";

export const ADA = "U0ADALOCAL";
export const MALLORY = "U0MALLOCAL";
export const TRANSPORTS = ["in-process", "http", "socket"] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** A workspace with a real Bolt App on it. */
export interface BoltPeer {
  readonly workspace: LocalWorkspace;
  readonly app: App;
  readonly reports: readonly DeliveryReport[];
  channel(name: string): string;
  /** Moves the workspace's clock, on which triggers, response URLs and streams expire. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

export interface PeerOptions extends Partial<LocalWorkspaceOptions> {
  readonly configure?: (app: App) => void;
  /** So many acknowledgements get lost on their way back. */
  readonly lostAcks?: number;
}

const SIGNING_SECRET = "a-signing-secret-of-the-tests";
const QUICK = { ackTimeoutMs: 3000, retryDelaysMs: [0, 20, 40] };

export async function startBoltPeer(transport: Transport, options: PeerOptions = {}): Promise<BoltPeer> {
  let offsetMs = 0;
  const workspace = await createLocalWorkspace({
    store: createMemoryWorkspaceStore(),
    clock: () => new Date(Date.now() + offsetMs),
    delivery: QUICK,
    ...options,
  });
  const reports: DeliveryReport[] = [];
  workspace.subscribe((change) => {
    if (change.type === "delivered") reports.push(change.delivery);
  });
  const { app, stop } = await CONNECT[transport](withLostAcks(workspace, options.lostAcks ?? 0));
  options.configure?.(app);
  return {
    workspace,
    app,
    reports,
    channel: (name) => workspace.reading.channels(ADA).find((channel) => channel.name === name)?.id ?? "",
    advance(ms) {
      offsetMs += ms;
    },
    async stop() {
      await workspace.stop();
      await stop();
    },
  };
}

interface Connected {
  readonly app: App;
  readonly stop: () => Promise<unknown>;
}

const CONNECT: Record<Transport, (workspace: LocalWorkspace) => Promise<Connected>> = {
  async "in-process"(workspace) {
    const receiver = createInProcessReceiver(workspace);
    const app = createApp(workspace, receiver, {
      slackApiUrl: "https://slack.com/api/",
      fetch: createInProcessFetch(workspace),
    });
    await receiver.start();
    return { app, stop: () => receiver.stop() };
  },

  async http(workspace) {
    const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, logLevel: LogLevel.ERROR });
    const server = createServer((request, response) => receiver.requestListener(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const eventsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
    const slack = await serveSlackOverHttp(workspace, { eventsUrl, signingSecret: SIGNING_SECRET });
    const stop = async () => {
      await slack.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { app: createApp(workspace, receiver, { slackApiUrl: slack.apiUrl }), stop };
  },

  async socket(workspace) {
    const slack = await serveSlackOverSockets(workspace);
    const receiver = new SocketModeReceiver({
      appToken: workspace.identity.appToken,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
    });
    const app = createApp(workspace, receiver, { slackApiUrl: slack.apiUrl });
    await receiver.start();
    const stop = async () => {
      await receiver.stop();
      await slack.close();
    };
    return { app, stop };
  },
};

function createApp(
  workspace: LocalWorkspace,
  receiver: Receiver,
  client: { slackApiUrl: string; fetch?: typeof fetch },
): App {
  return new App({
    token: workspace.identity.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { ...client, retryConfig: { retries: 1, minTimeout: 1 } },
  });
}

/** Slack hears nothing of the first `count` acknowledgements, and so repeats what was delivered. */
function withLostAcks(workspace: LocalWorkspace, count: number): LocalWorkspace {
  let left = count;
  return {
    ...workspace,
    connect: (transport) =>
      workspace.connect({
        ...transport,
        async deliver(envelope, signal) {
          const outcome = await transport.deliver(envelope, signal);
          return left-- > 0 ? { ok: false, reason: "http_timeout" } : outcome;
        },
      }),
  };
}
