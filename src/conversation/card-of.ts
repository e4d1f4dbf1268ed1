import { type Approval, describeApprovers, type KnownNames } from "../approvals/index.ts";
import { type CallRow, findCall } from "../execution/index.ts";
import { canonicalJson, sha256Hex } from "../kernel/index.ts";
import { listGroups, listMemberNames } from "../people/index.ts";
import type { ConversationDeps } from "./deps.ts";
import { mayBecomeGrant } from "./may-become-grant.ts";
import type { Card } from "./messenger.ts";
import { undoTargetOf } from "./undo-call.ts";

/** The cards of questions of one workspace, with what became of their calls. */
export async function cardsOf(
  deps: Pick<ConversationDeps, "db" | "publicUrl">,
  questions: readonly Approval[],
): Promise<Card[]> {
  const [first] = questions;
  if (!first) return [];
  const names = await namesIn(deps, first.workspaceId);
  return Promise.all(questions.map((approval) => cardOf(deps, approval, names)));
}

async function cardOf(
  deps: Pick<ConversationDeps, "db" | "publicUrl">,
  approval: Approval,
  names: KnownNames,
): Promise<Card> {
  const nameOf = (id: string) => names.member(id) ?? "somebody who left";
  const call =
    approval.usedAt === null ? undefined : await findCall(deps.db, approval.workspaceId, approval.callId);
  return {
    approval,
    askedBy: nameOf(approval.requestedBy),
    answeredBy: approval.answeredBy ? nameOf(approval.answeredBy) : null,
    editedBy: approval.editedBy ? nameOf(approval.editedBy) : null,
    yesBy: approval.yeses.map(({ by }) => nameOf(by)),
    approvers: describeApprovers(approval.approvers, names),
    alsoAsked: approval.escalatedTo ? describeApprovers(approval.escalatedTo, names) : null,
    sent: call ? sentOf(call) : null,
    mayUndo: call !== undefined && (await undoTargetOf(deps, { approval, call })) !== undefined,
    mayGrant: mayBecomeGrant(approval),
    dashboardUrl: `${deps.publicUrl}/approvals`,
  };
}

function sentOf({ state, status, failure, confirmedBy }: CallRow): Card["sent"] {
  if (state === "unknown") return "unknown";
  if (state !== "settled") return null;
  if (failure === null) return confirmedBy ? "told to have happened" : `done (${status ?? "answered"})`;
  return failure === "execution.did_not_happen"
    ? "told not to have happened"
    : `failed${status ? ` (${status})` : ""}`;
}

async function namesIn(deps: Pick<ConversationDeps, "db">, workspaceId: string): Promise<KnownNames> {
  const [members, groups] = await Promise.all([
    listMemberNames(deps.db, workspaceId),
    listGroups(deps.db, workspaceId),
  ]);
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]));
  return { member: (id) => members.get(id)?.name, group: (id) => groupNames.get(id) };
}

/** What a message with these cards shows, in one word. */
export function digestOf(cards: readonly Card[]): string {
  return sha256Hex(
    canonicalJson(
      cards.map(({ approval, ...shown }) => ({
        ...shown,
        id: approval.id,
        state: approval.state,
        reason: approval.reason,
      })),
    ),
  ).slice(0, 32);
}
