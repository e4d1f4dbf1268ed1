/**
 * The Home tabs. One is drawn when its person opens it, and again when something that it shows has changed. What is on
 * it are sections; each is a function of its own, in the order in which they are given.
 */
import { findApproval } from "../../approvals/index.ts";
import type { Db } from "../../database/index.ts";
import type { Clock, Logger } from "../../kernel/index.ts";
import { getMember, groupIdsOf, type Member } from "../../people/index.ts";
import type { SlackConnections } from "../connection.ts";
import { platformError } from "../profile.ts";
import { isOf } from "./approvals-section.ts";
import { listHomeViewers, noteHomeOpened } from "./home-tabs-store.ts";
import { type HomeSection, homeView } from "./home-view.ts";

export interface Homes {
  /** Draws the Home tab of a person who has just opened it. */
  open(member: Member): Promise<void>;
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
      await noteHomeOpened(db, { workspaceId: member.workspaceId, memberId: member.id }, clock());
      await publish(deps, member);
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
