/** What time does to questions: they are brought up again, put to somebody else, and expire. All of it is rows. */
import {
  type Approval,
  claimEscalation,
  claimReminder,
  endReminder,
  expireApprovals,
  getApprovalSettings,
  listDueApprovals,
} from "../approvals/index.ts";
import { countOf, messageOf } from "../kernel/index.ts";
import { showNow } from "./cards.ts";
import { sayOnce } from "./deliver.ts";
import type { ConversationDeps } from "./deps.ts";
import { peopleToAsk } from "./people-to-ask.ts";
import { letRunGoOn } from "./take-click.ts";

/** Expires questions whose time is up, and lets their runs tell so. */
export async function expireQuestions(deps: ConversationDeps): Promise<number> {
  const expired = await deps.db.transaction(async (tx) => {
    const approvals = await expireApprovals(tx, deps.clock());
    for (const approval of approvals) await letRunGoOn(tx, approval);
    return approvals;
  });
  for (const approval of expired) await showNow(deps, approval);
  return expired.length;
}

/** Brings up again what waits for long, and asks somebody else where the workspace wants that. */
export async function pursueQuestions(deps: ConversationDeps): Promise<void> {
  const now = deps.clock();
  for (const approval of await listDueApprovals(deps.db, now)) {
    try {
      if (approval.escalateAt && approval.escalateAt <= now) await escalate(deps, approval, now);
      if (approval.remindAt && approval.remindAt <= now) await remind(deps, approval, now);
    } catch (error) {
      deps.logger.warn(
        { approvalId: approval.id, error: messageOf(error) },
        "a question could not be pursued",
      );
    }
  }
}

async function escalate(deps: ConversationDeps, approval: Approval, now: Date): Promise<void> {
  const { fallback } = await getApprovalSettings(deps.db, approval.workspaceId);
  const escalated = await claimEscalation(deps.db, approval.id, { escalatedTo: fallback, now });
  if (escalated) await showNow(deps, escalated);
}

/** The claim holds for some minutes: when this process dies meanwhile, another one takes the reminder up. */
async function remind(deps: ConversationDeps, approval: Approval, now: Date): Promise<void> {
  if (!(await claimReminder(deps.db, approval.id, now))) return;
  const run = { id: approval.runId, workspaceId: approval.workspaceId };
  const people = await peopleToAsk(deps, approval);
  const requester = await deps.roster.member(approval.workspaceId, approval.requestedBy);
  for (const person of people.length > 0 ? people : [requester]) {
    const channelId = await deps.messenger.directChannel(approval.workspaceId, person.slackUserId);
    if (channelId === undefined) continue;
    const place = { workspaceId: approval.workspaceId, channelId, threadTs: null };
    const key = `${approval.id}.remind.${person.id}`;
    await sayOnce(deps, run, place, { kind: "note", text: wordsFor(deps, approval), key });
  }
  await endReminder(deps.db, approval.id);
}

function wordsFor(deps: ConversationDeps, { request, expiresAt }: Approval): string {
  const hours = Math.max(1, Math.round((expiresAt.getTime() - deps.clock().getTime()) / 3_600_000));
  return `A request still waits for an answer: ${request.method} on ${request.integration}. It expires in ${countOf(hours, "hour")}. [See it](${deps.publicUrl}/approvals)`;
}
