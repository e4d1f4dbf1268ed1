import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { listGroups, listMemberNames } from "../people/index.ts";
import { insertProposal, type PolicyProposal, type ProposalContent, type Setting } from "../policy/index.ts";
import { done, type ToolContext, type ToolOutcome } from "./tool-context.ts";

/** Where proposals are kept and shown. */
export interface PolicyPort {
  readonly db: Db;
  readonly clock: Clock;
  /** Shows a proposal in the thread with its buttons, once. */
  show(proposal: PolicyProposal): Promise<void>;
}

const PROPOSAL_TTL_MS = 7 * 86_400_000;

/** Sentences, one after the other; empty ones are left out. */
export const joined = (sentences: readonly string[]) => sentences.filter((one) => one !== "").join(" ");

/** What names mean in the workspace of a call, and who is speaking. */
export async function settingOf(
  { db }: PolicyPort,
  { call, catalogue, actsAsMember }: ToolContext,
): Promise<Setting> {
  const members = await listMemberNames(db, call.workspaceId);
  return {
    catalogue,
    members,
    groups: await listGroups(db, call.workspaceId),
    author: { id: call.memberId, isAdmin: !actsAsMember && members.get(call.memberId)?.role === "admin" },
  };
}

/** Stores a change to the policy and shows it, to be confirmed with a button. */
export async function propose(
  port: PolicyPort,
  content: ProposalContent,
  { call, callId }: ToolContext,
): Promise<ToolOutcome> {
  const now = port.clock();
  const proposal = await insertProposal(port.db, {
    id: `${callId}.proposal`,
    workspaceId: call.workspaceId,
    runId: call.runId,
    content,
    proposedBy: call.memberId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + PROPOSAL_TTL_MS),
  });
  await port.show(proposal);
  return done("It is on the card above, and holds once it is confirmed there.");
}
