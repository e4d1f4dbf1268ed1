import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Db } from "../database/index.ts";
import { ChiefError, type Secret } from "../kernel/index.ts";
import { saveWorkspace, type Workspace } from "../people/index.ts";

/** Who Chief is in a Slack workspace. */
export interface Identity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

/** The line to one Slack workspace: its Web API, who Chief is there, and its row. */
export interface SlackConnection {
  readonly client: WebClient;
  readonly identity: Identity;
  readonly workspace: Workspace;
}

/** Where something came from, as Slack says it. In an organisation-wide install the team may be missing. */
export interface TeamRef {
  readonly teamId?: string | undefined;
  readonly enterpriseId?: string | undefined;
}

/** The lines to the workspaces that Chief is installed in: one by its token, or any number by OAuth. */
export interface SlackConnections {
  /** @throws ChiefError `slack.not_installed` when Chief is not, or not any more, in that workspace */
  to(workspaceId: string): Promise<SlackConnection>;
  /** The line to the workspace that something came from; undefined where Chief is not installed. */
  ofTeam(team: TeamRef): Promise<SlackConnection | undefined>;
  /** The workspace of the token that the operator configured; undefined where workspaces install Chief themselves. */
  own(): Promise<SlackConnection | undefined>;
}

export interface ClientSettings {
  readonly slackApiUrl?: string;
  /** Reaches the Web API; the in-process local workspace brings its own. */
  readonly fetch?: typeof fetch;
}

/** The fetch under it knows what may be sent again and when, and how long to wait (`delivery/sound-fetch.ts`). */
const CLIENT_OPTIONS: WebClientOptions = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

/** The Web API options that the connections and Bolt share. */
export function clientOptions({ slackApiUrl, fetch }: ClientSettings): WebClientOptions {
  return {
    ...CLIENT_OPTIONS,
    ...(slackApiUrl ? { slackApiUrl } : {}),
    ...(fetch ? { fetch } : {}),
  };
}

/** Says that Chief is not in a workspace. */
export function notInstalled(workspaceId: string): ChiefError {
  return new ChiefError("slack.not_installed", {
    message: `Chief is not installed in the Slack workspace of ${workspaceId}`,
    toldToUser: "Chief is not installed in this Slack workspace any more.",
  });
}

/** The connections of an installation that serves the one workspace of its bot token. */
export function createTokenConnections(
  options: ClientSettings & { readonly db: Db; readonly token: Secret; readonly kind: Workspace["kind"] },
): SlackConnections {
  const client = new WebClient(options.token.reveal(), clientOptions(options));
  const connected = once(async (): Promise<SlackConnection> => {
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
    return { client, identity: { teamId, botUserId, botId }, workspace };
  });
  return {
    own: connected,
    async to(workspaceId) {
      const connection = await connected();
      if (connection.workspace.id === workspaceId) return connection;
      throw notInstalled(workspaceId);
    },
    async ofTeam({ teamId }) {
      const connection = await connected();
      return connection.identity.teamId === teamId ? connection : undefined;
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
