import { and, eq, gt } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { policyProposals } from "./tables.ts";

export type PolicyProposal = typeof policyProposals.$inferSelect;

/** Stores a proposal. Proposing twice under one id keeps the first, which is given. */
export async function insertProposal(
  db: Queryable,
  proposal: typeof policyProposals.$inferInsert,
): Promise<PolicyProposal> {
  const [row] = await db.insert(policyProposals).values(proposal).onConflictDoNothing().returning();
  const stored = row ?? (await findProposal(db, proposal.workspaceId, proposal.id));
  if (!stored) throw new Error(`proposal ${proposal.id} could not be stored`);
  return stored;
}

export async function findProposal(
  db: Queryable,
  workspaceId: string,
  id: string,
): Promise<PolicyProposal | undefined> {
  const [row] = await db
    .select()
    .from(policyProposals)
    .where(and(eq(policyProposals.workspaceId, workspaceId), eq(policyProposals.id, id)));
  return row;
}

/** Answers a pending proposal, at most once. Undefined when it was answered before, or its time is up. */
export async function answerProposal(
  db: Queryable,
  answer: { workspaceId: string; id: string; by: string; state: "confirmed" | "cancelled" },
  now: Date,
): Promise<PolicyProposal | undefined> {
  const [row] = await db
    .update(policyProposals)
    .set({ state: answer.state, answeredBy: answer.by, answeredAt: now })
    .where(
      and(
        eq(policyProposals.workspaceId, answer.workspaceId),
        eq(policyProposals.id, answer.id),
        eq(policyProposals.state, "pending"),
        gt(policyProposals.expiresAt, now),
      ),
    )
    .returning();
  return row;
}

/** Notes that what was confirmed could not be done, and why. */
export async function failProposal(
  db: Queryable,
  proposal: PolicyProposal,
  failure: string,
): Promise<PolicyProposal> {
  await db
    .update(policyProposals)
    .set({ state: "impossible", failure })
    .where(and(eq(policyProposals.workspaceId, proposal.workspaceId), eq(policyProposals.id, proposal.id)));
  return { ...proposal, state: "impossible", failure };
}

/** Remembers where the card of a proposal stands. */
export async function saveProposalPlace(
  db: Queryable,
  proposal: Pick<PolicyProposal, "id" | "workspaceId">,
  place: { channel: string; ts: string },
): Promise<void> {
  await db
    .update(policyProposals)
    .set({ cardChannel: place.channel, cardTs: place.ts })
    .where(and(eq(policyProposals.workspaceId, proposal.workspaceId), eq(policyProposals.id, proposal.id)));
}
