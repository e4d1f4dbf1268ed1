import { eq } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { Approval } from "./approval.ts";
import { approvalSettings } from "./tables.ts";

/** How the questions of a workspace are pursued: see `approval_settings`. */
export type ApprovalSettings = Pick<
  typeof approvalSettings.$inferSelect,
  "remindAfterPercent" | "escalateAfterPercent" | "fallback"
>;

/** One reminder after a quarter of the time, and nobody else to ask. */
const DEFAULTS: ApprovalSettings = { remindAfterPercent: 25, escalateAfterPercent: 0, fallback: null };

export async function getApprovalSettings(db: Queryable, workspaceId: string): Promise<ApprovalSettings> {
  const [found] = await db
    .select()
    .from(approvalSettings)
    .where(eq(approvalSettings.workspaceId, workspaceId));
  return found ?? DEFAULTS;
}

export async function saveApprovalSettings(
  db: Queryable,
  workspaceId: string,
  { now, ...settings }: ApprovalSettings & { now: Date },
): Promise<void> {
  const row = { ...settings, updatedAt: now };
  await db
    .insert(approvalSettings)
    .values({ workspaceId, ...row })
    .onConflictDoUpdate({ target: approvalSettings.workspaceId, set: row });
}

/** When a question that is asked now is brought up again and put to the fallback, by what the workspace wants. */
export function dueTimes(
  settings: ApprovalSettings,
  { createdAt, expiresAt }: Pick<Approval, "createdAt" | "expiresAt">,
): Pick<Approval, "remindAt" | "escalateAt"> {
  const at = (percent: number) =>
    percent > 0 && percent < 100
      ? new Date(createdAt.getTime() + ((expiresAt.getTime() - createdAt.getTime()) * percent) / 100)
      : null;
  return {
    remindAt: at(settings.remindAfterPercent),
    escalateAt: settings.fallback === null ? null : at(settings.escalateAfterPercent),
  };
}
