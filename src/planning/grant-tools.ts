/** The tool that gives a yes ahead, within limits: for calls like one that was asked about, or for calls in words. */
import { backTest, findLastAsked, type GrantWish, grantLike } from "../execution/index.ts";
import {
  createRuleBooks,
  describeBackTest,
  draftGrant,
  faultOfGrant,
  findCalls,
  namesIn,
  type Setting,
} from "../policy/index.ts";
import { joined, type PolicyPort, propose, settingOf } from "./policy-port.ts";
import { failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

const LIMITS_OF_A_YES =
  "It never stands in for a yes that a rule demands of somebody else, or against a rule that refuses.";

/** Proposes a grant, for the calls that `input` describes, or for calls like the last of the thread that was asked about. */
export async function giveGrant(
  port: PolicyPort,
  input: ToolInput<"give_grant">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const wish = wishOf(input);
  if (typeof wish === "string") return failed(wish);
  const setting = await settingOf(port, context);
  return input.calls
    ? grantInWords(port, { calls: input.calls, wish, setting }, context)
    : grantLikeTheLast(port, { wish, setting }, context);
}

function wishOf(input: ToolInput<"give_grant">): GrantWish | string {
  const until = input.until ? new Date(input.until) : null;
  if (until && Number.isNaN(until.getTime()))
    return `“${input.until}” is no time; give one such as 2026-12-01T18:00:00Z.`;
  return {
    uses: input.uses ?? null,
    mostAmount: input.most_amount ?? null,
    amountArgument: input.amount_argument ?? null,
    until,
  };
}

async function grantLikeTheLast(
  port: PolicyPort,
  { wish, setting }: { wish: GrantWish; setting: Setting },
  context: ToolContext,
): Promise<ToolOutcome> {
  const { workspaceId, threadId } = context.call;
  const row = threadId ? await findLastAsked(port.db, workspaceId, threadId) : undefined;
  if (!row)
    return failed(
      "There is no call in this thread that had to be approved, so I do not know what “these” are. Say it under the card of one, or say which calls.",
    );
  const book = await createRuleBooks(port).at(workspaceId, context.catalogue.version);
  const found = grantLike(row, { setting, book, now: port.clock() }, wish);
  if (!found.ok) return failed(`${found.fault}.`);
  const waits = row.state === "waiting" ? "The call that waits now still needs its own answer." : "";
  const note = joined([waits, LIMITS_OF_A_YES]);
  return propose(port, { kind: "give_grant", draft: found.draft, note }, context);
}

async function grantInWords(
  port: PolicyPort,
  given: { calls: NonNullable<ToolInput<"give_grant">["calls"]>; wish: GrantWish; setting: Setting },
  context: ToolContext,
): Promise<ToolOutcome> {
  const { calls, wish, setting } = given;
  const found = findCalls(calls, setting);
  if ("fault" in found) return failed(found.fault);
  const { predicate } = found;
  const { uses, mostAmount, amountArgument, until } = wish;
  const limits = {
    mostUses: uses,
    mostAmount,
    amountArgument: mostAmount === null ? null : amountArgument,
    expiresAt: until,
  };
  const draft = draftGrant(predicate, limits, namesIn(setting));
  const fault = faultOfGrant(draft, setting.author);
  if (fault)
    return failed(
      `I cannot propose that: ${fault}.${setting.author.isAdmin ? "" : " For calls in general that is an admin; for your own, say it under the card of one."}`,
    );
  const of = {
    workspaceId: context.call.workspaceId,
    catalogue: context.catalogue,
    predicate,
    isAllowing: true,
  };
  const tested = await backTest(port.db, of, port.clock());
  const nameOf = (id: string) => setting.members.get(id)?.name ?? "somebody";
  const note = joined([describeBackTest(tested, { verb: "covered", nameOf }), LIMITS_OF_A_YES]);
  return propose(port, { kind: "give_grant", draft, note }, context);
}
