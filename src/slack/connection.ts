import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Db } from "../database/index.ts";
import { ChiefError, type Secret } from "../kernel/index.ts";
import { findWorkspaceByTeam, saveWorkspace, type Workspace } from "../people/index.ts";

/** Who Chief is in a Slack workspace. */
export interface Identity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

/** The line to one Slack workspace: its Web API and who Chief is there. */
export interface SlackConnection {
  readonly client: WebClient;
  /** Asks Slack who we are, the first time; the answer is kept. */
  identity(): Promise<Identity>;
  /** The row of the connected workspace. */
  workspace(): Promise<Workspace>;
  /** The workspace of a Slack team id, or undefined when it is not the connected one. */
  workspaceOfTeam(teamId: string): Promise<Workspace | undefined>;
}

export interface ConnectionOptions {
  readonly db: Db;
  readonly token: Secret;
  readonly kind: Workspace["kind"];
  readonly slackApiUrl?: string;
  /** Reaches the Web API; the in-process local workspace brings its own. */
  readonly fetch?: typeof fetch;
}

/** A few quick retries; what takes longer is tried again by the job that wanted it. */
const CLIENT_OPTIONS: WebClientOptions = {
  retryConfig: { retries: 3, factor: 2, minTimeout: 300 },
  timeout: 15_000,
};

/** The Web API options that the connection and Bolt share. */
export function clientOptions(options: Pick<ConnectionOptions, "slackApiUrl" | "fetch">): WebClientOptions {
  return {
    ...CLIENT_OPTIONS,
    ...(options.slackApiUrl ? { slackApiUrl: options.slackApiUrl } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
  };
}

export function createSlackConnection(options: ConnectionOptions): SlackConnection {
  const client = new WebClient(options.token.reveal(), clientOptions(options));
  const connected = once(async () => {
    const who = await client.auth.test();
    const { team_id: teamId, user_id: botUserId, bot_id: botId, team } = who;
    if (!teamId || !botUserId || !botId) {
      throw new ChiefError("slack.not_a_bot", { message: "SLACK_BOT_TOKEN is not a bot token (xoxb-…)" });
    }
    const workspace = await saveWorkspace(options.db, {
      slackTeamId: teamId,
      kind: options.kind,
      name: team ?? teamId,
      botUserId,
    });
    return { identity: { teamId, botUserId, botId }, workspace };
  });
  return {
    client,
    identity: async () => (await connected()).identity,
    workspace: async () => (await connected()).workspace,
    async workspaceOfTeam(teamId) {
      const { workspace } = await connected();
      return workspace.slackTeamId === teamId ? workspace : findWorkspaceByTeam(options.db, teamId);
    },
  };
}

/** `make` run once; a failure is forgotten, so that the next caller tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
