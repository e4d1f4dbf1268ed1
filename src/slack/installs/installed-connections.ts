import { WebClient } from "@slack/web-api";
import { findWorkspaceByTeam, getWorkspace, saveWorkspace, type Workspace } from "../../people/index.ts";
import {
  clientOptions,
  notInstalled,
  type SlackConnection,
  type SlackConnections,
  type TeamRef,
} from "../connection.ts";
import { platformError } from "../profile.ts";
import { openTokens, shredTokens } from "./bot-tokens.ts";
import { deleteInstallation, findInstallation, type Installation } from "./installations-store.ts";
import { createRenewals, type InstallDeps, type Renewals } from "./renewals.ts";

/** The connections of an installation that workspaces join and leave by themselves. */
export interface InstalledConnections extends SlackConnections {
  readonly renewals: Pick<Renewals, "renewDue">;
  /** Forgets the line to a team or organisation, so that the next look finds what is stored now. */
  forget(id: string): void;
  /**
   * Hears that Slack took Chief out of a team or organisation. Slack may say so late, when it has been installed again
   * already; so the stored token is tried, and only one that Slack refuses is shredded.
   */
  removed(team: TeamRef): Promise<void>;
}

/** Other replicas learn of a new token or of an uninstall within this. */
const FRESH_MS = 10_000;
const REFUSED = new Set([
  "account_inactive",
  "token_revoked",
  "invalid_auth",
  "not_authed",
  "team_access_not_granted",
]);

export function createInstalledConnections(deps: InstallDeps): InstalledConnections {
  const { db, vault } = deps;
  const renewals = createRenewals(deps);
  const known = new Map<string, { at: number; installationId: string; connection: SlackConnection }>();

  async function connect(team: TeamRef): Promise<SlackConnection | undefined> {
    const key = `${team.teamId ?? ""} ${team.enterpriseId ?? ""}`;
    const fresh = known.get(key);
    if (fresh && performance.now() - fresh.at < FRESH_MS) return fresh.connection;
    known.delete(key);
    const found = await findInstallation(db, team);
    if (!found) return undefined;
    const installation = await renewals.live(found);
    const connection = await open(deps, installation, team);
    if (connection) known.set(key, { at: performance.now(), installationId: installation.id, connection });
    return connection;
  }

  const forget = (id: string) => {
    for (const [key, { installationId }] of known) if (installationId === id) known.delete(key);
  };

  return {
    renewals,
    own: async () => undefined,
    ofTeam: connect,
    async to(workspaceId) {
      const { slackTeamId: teamId, enterpriseId } = await getWorkspace(db, workspaceId);
      const connection = await connect({ teamId, enterpriseId: enterpriseId ?? undefined });
      if (connection) return connection;
      throw notInstalled(workspaceId);
    },
    forget,
    async removed(team) {
      const installation = await findInstallation(db, team);
      if (!installation || !(await isRefused(deps, installation))) return;
      const isGone = await db.transaction(async (tx) => {
        const deleted = await deleteInstallation(tx, installation);
        if (deleted) await shredTokens({ vault, tx }, installation.id);
        return deleted;
      });
      forget(installation.id);
      if (isGone)
        deps.logger.info({ installation: installation.id }, "Chief was removed from a Slack workspace");
    },
  };
}

async function isRefused(deps: InstallDeps, installation: Installation): Promise<boolean> {
  const { access } = await openTokens(deps, installation);
  try {
    await new WebClient(access, clientOptions(deps.client)).auth.test();
    return false;
  } catch (error) {
    const code = platformError(error);
    if (code === undefined) throw error;
    return REFUSED.has(code);
  }
}

async function open(
  deps: InstallDeps,
  installation: Installation,
  { teamId = installation.id }: TeamRef,
): Promise<SlackConnection | undefined> {
  const { access } = await openTokens(deps, installation);
  const isOrganisation = installation.id.startsWith("E");
  // Of an organisation-wide token, Slack asks which of its teams is meant.
  const client = new WebClient(access, {
    ...clientOptions(deps.client),
    ...(isOrganisation ? { teamId } : {}),
  });
  const workspace =
    (await findWorkspaceByTeam(deps.db, teamId)) ??
    (isOrganisation ? await meetTeam(deps, { client, teamId, installation }) : undefined);
  const { botUserId, botId } = installation;
  return workspace && { client, workspace, identity: { teamId, botUserId, botId } };
}

/** A team of an organisation that installed Chief as a whole, the first time that something comes from it. */
async function meetTeam(
  { db }: InstallDeps,
  { client, teamId, installation }: { client: WebClient; teamId: string; installation: Installation },
): Promise<Workspace | undefined> {
  if (!teamId.startsWith("T")) return undefined;
  const { team } = await client.team.info({ team: teamId });
  const { botUserId, id: enterpriseId } = installation;
  return saveWorkspace(db, {
    slackTeamId: teamId,
    kind: "slack",
    name: team?.name ?? teamId,
    botUserId,
    enterpriseId,
  });
}
