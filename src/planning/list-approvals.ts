import { type Answerer, type Approval, listApprovals, mayAnswer } from "../approvals/index.ts";
import { countOf } from "../kernel/index.ts";
import { getMember, groupIdsOf } from "../people/index.ts";
import type { PolicyPort } from "./policy-port.ts";
import { done, type ToolContext, type ToolOutcome } from "./tool-context.ts";

const MOST_LOOKED_AT = 100;
const MOST_LISTED = 10;

/** Tells what waits for an answer of the person who asks, and what of theirs waits for others. */
export async function tellApprovals(
  { db, clock }: Pick<PolicyPort, "db" | "clock">,
  { call, actsAsMember }: ToolContext,
): Promise<ToolOutcome> {
  const member = await getMember(db, call.workspaceId, call.memberId);
  const answerer: Answerer = {
    ...member,
    role: actsAsMember ? "member" : member.role,
    groupIds: await groupIdsOf(db, member),
  };
  const { workspaceId } = call;
  const waiting = await listApprovals(db, { workspaceId, state: "pending", limit: MOST_LOOKED_AT });
  const forYou = waiting.filter((one) => mayAnswer(one, answerer));
  const forOthers = waiting.filter((one) => one.requestedBy === member.id && !forYou.includes(one));
  const text = [
    forYou.length === 0 ? "Nothing waits for your answer." : "**Waiting for you**",
    ...linesOf(forYou, clock()),
    ...(forOthers.length > 0 ? ["**Asked by you, waiting for others**", ...linesOf(forOthers, clock())] : []),
    "The cards are in their threads, on my Home tab and on the dashboard under Approvals.",
  ].join("\n");
  return done(text);
}

function linesOf(approvals: readonly Approval[], now: Date): string[] {
  const lines = approvals.slice(0, MOST_LISTED).map(({ request, expiresAt }) => {
    const hours = Math.max(1, Math.round((expiresAt.getTime() - now.getTime()) / 3_600_000));
    return `• \`${request.method}\` ${request.title} in ${request.integration}, for another ${countOf(hours, "hour")}`;
  });
  const more = approvals.length - lines.length;
  return more > 0 ? [...lines, `• and ${more} more`] : lines;
}
