/**
 * The Home tabs. One is drawn when its person opens it, and again when something that it shows has changed. What is on
 * it are sections; each is a function of its own, in the order in which they are given.
 */
import { findApproval } from "../../approvals/index.ts";
import type { Db } from "../../database/index.ts";
import { listIntegrations } from "../../integrations/index.ts";
import { type Clock, type Logger, sha256Hex } from "../../kernel/index.ts";
import { getMember, getWorkspace, groupIdsOf, listWorkspaces, type Member } from "../../people/index.ts";
import { listSchedules } from "../../schedules/index.ts";
import type { SlackConnections } from "../connection.ts";
import { platformError } from "../profile.ts";
import { isOf } from "./approvals-section.ts";
import { claimOutdated, listHomeViewers, noteHomeOpened } from "./home-tabs-store.ts";
import { type HomeSection, homeView } from "./home-view.ts";

export interface Homes {
  /** Draws the Home tab of a person who has just opened it. */
  open(member: Member): Promise<void>;
  /** Draws the Home tab of a person anew, if they ever opened it lately. */
  redraw(member: Member): Promise<void>;
  /**
   * Draws anew the Home tabs of everybody who opened it lately and whose tab shows another state of the integrations,
   * skills and schedules than there is now. Called every few seconds; of several replicas, one draws.
   */
  refresh(): Promise<void>;
  /** Draws anew the Home tabs that show a question. */
  showApproval(question: { workspaceId: string; approvalId: string }): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly connections: SlackConnections;
  readonly sections: readonly HomeSection[];
}

export function createHomes(deps: Deps): Homes {
  const { db, clock } = deps;
  return {
    async open(member) {
      const viewer = { workspaceId: member.workspaceId, memberId: member.id };
      const stamp = await stampOf(db, member.workspaceId);
      await noteHomeOpened(db, viewer, { openedAt: clock(), stamp });
      await publish(deps, member);
    },
    redraw: (member) => publish(deps, member),
    async refresh() {
      for (const { id } of await listWorkspaces(db)) await refreshIn(deps, id);
    },
    async showApproval({ workspaceId, approvalId }) {
      const approval = await findApproval(db, workspaceId, approvalId);
      if (!approval) return;
      for (const memberId of await listHomeViewers(db, workspaceId, clock())) {
        const member = await getMember(db, workspaceId, memberId);
        const answerer = { ...member, groupIds: await groupIdsOf(db, member) };
        if (isOf(approval, answerer)) await publish(deps, member);
      }
    },
  };
}

async function refreshIn(deps: Deps, workspaceId: string): Promise<void> {
  const { db, clock } = deps;
  const viewers = await listHomeViewers(db, workspaceId, clock());
  if (viewers.length === 0) return;
  const stamp = await stampOf(db, workspaceId);
  for (const memberId of await claimOutdated(db, { workspaceId, viewers, stamp }))
    await publish(deps, await getMember(db, workspaceId, memberId));
}

/** What tells one state of all that every tab of a workspace shows from another; the approvals have news of their own. */
async function stampOf(db: Db, workspaceId: string): Promise<string> {
  const [workspace, integrations, schedules] = await Promise.all([
    getWorkspace(db, workspaceId),
    listIntegrations(db, workspaceId),
    listSchedules(db, workspaceId),
  ]);
  const state = [
    workspace.catalogueVersion,
    integrations.map(({ id, name, health, healthNote }) => [id, name, health, healthNote]),
    schedules.map(({ id, request, words, state, nextFireAt, pausedBecause }) => [
      ...[id, request, words, state, pausedBecause],
      nextFireAt?.getTime() ?? null,
    ]),
  ];
  return sha256Hex(JSON.stringify(state));
}

/** A person who cannot be reached is no trouble; the others still get theirs. */
async function publish({ connections, logger, sections }: Deps, member: Member): Promise<void> {
  const { workspaceId, id: memberId, slackUserId } = member;
  const drawn = await Promise.all(sections.map((section) => section({ workspaceId, memberId })));
  const { client } = await connections.to(workspaceId);
  try {
    await client.views.publish({ user_id: slackUserId, view: homeView(drawn) });
  } catch (error) {
    if (!platformError(error)) throw error;
    logger.warn({ memberId, error: platformError(error) }, "a Home tab could not be drawn");
  }
}
