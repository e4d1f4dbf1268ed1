/** The acts that change the policy. Each is stored, audited and told to the replicas in one transaction. */
import { recordAct } from "../audit/index.ts";
import type { Tx } from "../database/index.ts";
import { type Json, newId } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import type { Author } from "./check-draft.ts";
import { endGrant, type GrantRow, insertGrant } from "./grants-store.ts";
import type { GrantDraft, RuleDraft } from "./proposal.ts";
import { endRule, insertRule, type RuleRow } from "./rules-store.ts";

/** Who changes the policy of which workspace, and when. */
export interface Change {
  readonly workspaceId: string;
  readonly by: Author;
  readonly now: Date;
}

/** Makes a rule that was checked with `faultOfRule`. */
export async function makeRule(tx: Tx, draft: RuleDraft, change: Change): Promise<RuleRow> {
  const id = newId("rule", change.now);
  await record(tx, change, { act: "rule.made", subject: id, detail: detailOfRule(draft) });
  return insertRule(tx, {
    ...draft,
    id,
    workspaceId: change.workspaceId,
    madeBy: change.by.id,
    byAdmin: change.by.isAdmin,
    madeAt: change.now,
  });
}

/** Removes a rule. Undefined when it is not in force. Whether the person may is asked with `mayRemove`. */
export async function removeRule(tx: Tx, ruleId: string, change: Change): Promise<RuleRow | undefined> {
  const removed = await endRule(tx, { workspaceId: change.workspaceId, id: ruleId }, endOf(change));
  if (!removed) return undefined;
  const { number, described } = removed;
  await record(tx, change, { act: "rule.removed", subject: ruleId, detail: { number, described } });
  return removed;
}

/** An admin may remove any rule, a member the member's own. */
export function mayRemove(rule: Pick<RuleRow, "madeBy" | "byAdmin">, person: Author): boolean {
  return person.isAdmin || (rule.madeBy === person.id && !rule.byAdmin);
}

/** Gives a grant that was checked with `faultOfGrant`. */
export async function giveGrant(tx: Tx, draft: GrantDraft, change: Change): Promise<GrantRow> {
  const id = newId("grant", change.now);
  const { described, mostUses, mostAmount, expiresAt } = draft;
  const detail = { described, mostUses, mostAmount, expiresAt };
  await record(tx, change, { act: "grant.given", subject: id, detail });
  return insertGrant(tx, {
    ...draft,
    id,
    workspaceId: change.workspaceId,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    grantedBy: change.by.id,
    grantedAt: change.now,
  });
}

/** Revokes a grant. Undefined when it had been. */
export async function revokeGrant(tx: Tx, grantId: string, change: Change): Promise<GrantRow | undefined> {
  const revoked = await endGrant(tx, { workspaceId: change.workspaceId, id: grantId }, endOf(change));
  if (!revoked) return undefined;
  const { number, described, uses, amount } = revoked;
  await record(tx, change, {
    act: "grant.revoked",
    subject: grantId,
    detail: { number, described, uses, amount },
  });
  return revoked;
}

/** An admin may revoke any grant, and who gave one may take it back. */
export function mayRevoke(grant: Pick<GrantRow, "grantedBy">, person: Author): boolean {
  return person.isAdmin || grant.grantedBy === person.id;
}

const endOf = ({ by, now }: Change) => ({ by: by.id, now });

function detailOfRule({ described, words, predicate, effect }: RuleDraft) {
  return JSON.parse(JSON.stringify({ described, words, predicate, effect })) as Record<string, Json>;
}

async function record(
  tx: Tx,
  { workspaceId, by, now }: Change,
  act: { act: string; subject: string; detail: Record<string, Json> },
): Promise<void> {
  await recordAct(tx, { workspaceId, actor: by.id, ...act }, now);
  await bumpCatalogueVersion(tx, workspaceId);
}
