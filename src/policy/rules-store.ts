import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { rules } from "./tables.ts";

export type RuleRow = typeof rules.$inferSelect;

/** Stores a rule under the next number of its workspace. The caller holds the workspace's audit head, so numbers do not clash. */
export async function insertRule(
  db: Queryable,
  rule: Omit<typeof rules.$inferInsert, "number">,
): Promise<RuleRow> {
  const number = sql<number>`(select coalesce(max(number), 0) + 1 from ${rules} where workspace_id = ${rule.workspaceId})`;
  const [row] = await db
    .insert(rules)
    .values({ ...rule, number })
    .returning();
  if (!row) throw new Error("insert of a rule returned no row");
  return row;
}

/** The rules of a workspace that are in force, by number. */
export async function listRules(db: Queryable, workspaceId: string): Promise<RuleRow[]> {
  return db
    .select()
    .from(rules)
    .where(and(eq(rules.workspaceId, workspaceId), isNull(rules.removedAt)))
    .orderBy(asc(rules.number));
}

export async function findRule(
  db: Queryable,
  workspaceId: string,
  ruleId: string,
): Promise<RuleRow | undefined> {
  const [row] = await db
    .select()
    .from(rules)
    .where(and(eq(rules.workspaceId, workspaceId), eq(rules.id, ruleId)));
  return row;
}

/** Takes a rule out of force, at most once. Undefined when it was not in force. */
export async function endRule(
  db: Queryable,
  rule: { workspaceId: string; id: string },
  end: { by: string; now: Date },
): Promise<RuleRow | undefined> {
  const [row] = await db
    .update(rules)
    .set({ removedBy: end.by, removedAt: end.now })
    .where(and(eq(rules.workspaceId, rule.workspaceId), eq(rules.id, rule.id), isNull(rules.removedAt)))
    .returning();
  return row;
}
