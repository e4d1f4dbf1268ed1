import { type Answerer, type Approval, demandsMetBy, mayAnswer } from "../approvals/index.ts";
import { listGroups, listMemberNames, type Member, type MemberGroup } from "../people/index.ts";
import { demandsOf } from "../policy/index.ts";
import type { ConversationDeps } from "./deps.ts";

/** More people than this are not written to; the others find the question on the dashboard. */
const MOST_ASKED = 10;

/**
 * To whom a question is brought in direct messages: everybody who may answer it, but for whoever asked. Nobody, when
 * the person who asked can settle it alone and nobody else was called in: they sit in the thread.
 */
export async function peopleToAsk(deps: ConversationDeps, approval: Approval): Promise<readonly Member[]> {
  const [members, groups] = await Promise.all([
    listMemberNames(deps.db, approval.workspaceId),
    listGroups(deps.db, approval.workspaceId),
  ]);
  const requester = members.get(approval.requestedBy);
  if (requester && approval.escalatedTo === null && settlesAlone(approval, answererOf(requester, groups)))
    return [];
  return [...members.values()]
    .filter((member) => member.id !== approval.requestedBy && mayAnswer(approval, answererOf(member, groups)))
    .slice(0, MOST_ASKED);
}

function settlesAlone(approval: Approval, requester: Answerer): boolean {
  const demands = demandsOf(approval.approvers);
  return (
    demandsMetBy(approval, requester).length === demands.length &&
    demands.every(({ needed }) => (needed ?? 1) <= 1)
  );
}

/** A member with the groups that they belong to. */
function answererOf(member: Member, groups: readonly MemberGroup[]): Answerer {
  const groupIds = groups.filter(({ memberIds }) => memberIds.includes(member.id)).map(({ id }) => id);
  return { ...member, groupIds };
}
