import { desc, eq } from "drizzle-orm";
import type { Queryable, Tx } from "../database/index.ts";
import { type Act, GENESIS, hashOfEntry } from "./chain.ts";
import { auditEntries, auditHeads } from "./tables.ts";

export type AuditEntry = typeof auditEntries.$inferSelect;

/**
 * Appends an act to its workspace's chain, inside the transaction that does what it records: either both happen
 * or neither. The head row is locked, so entries of one workspace are written one after the other.
 */
export async function recordAct(tx: Tx, recorded: Act, at: Date): Promise<void> {
  const { workspaceId, actor, act, subject, detail } = recorded;
  await tx.insert(auditHeads).values({ workspaceId, seq: 0, hash: GENESIS }).onConflictDoNothing();
  const [head] = await tx
    .select()
    .from(auditHeads)
    .where(eq(auditHeads.workspaceId, workspaceId))
    .for("update");
  const previousHash = head?.hash ?? GENESIS;
  const seq = (head?.seq ?? 0) + 1;
  const hash = hashOfEntry(recorded, { seq, at, previousHash });
  await tx
    .insert(auditEntries)
    .values({ workspaceId, actor, act, subject, detail, seq, at, previousHash, hash });
  await tx.update(auditHeads).set({ seq, hash }).where(eq(auditHeads.workspaceId, workspaceId));
}

/** The newest acts of a workspace, newest first. */
export async function listActs(db: Queryable, workspaceId: string, limit: number): Promise<AuditEntry[]> {
  return db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.workspaceId, workspaceId))
    .orderBy(desc(auditEntries.seq))
    .limit(limit);
}
