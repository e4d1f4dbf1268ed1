/** “Approve this and the next 20 like it”: an answer to a question, and a grant made from its call. */
import type { Approval } from "../approvals/index.ts";
import { amountArgumentOf, type CallRow, findCall, type GrantWish, grantLike } from "../execution/index.ts";
import { listGroups, listMemberNames } from "../people/index.ts";
import {
  createRuleBooks,
  describePredicate,
  giveGrant,
  namesIn,
  type RuleBook,
  type Setting,
} from "../policy/index.ts";
import type { ConversationDeps } from "./deps.ts";
import { type EnteredLimits, readLimits } from "./read-limits.ts";
import { type ClickOutcome, catalogueNow, type OnQuestion, openQuestion, takeClick } from "./take-click.ts";

type NotTaken = Exclude<ClickOutcome, { kind: "accepted" }>;

/** What a grant made from a question would cover. */
export interface GrantOffer {
  readonly approval: Approval;
  /** In words, which calls: “any call of refund-order to Internal Orders API asked for by Bob”. */
  readonly covers: string;
  /** The argument whose sum can be limited, where the call states an amount. */
  readonly amountArgument: string | null;
}

/** `field` of a wrong outcome is one of the names of what was entered. */
export interface MoreClick extends OnQuestion {
  readonly entered: EnteredLimits;
}

const ANY_LIMIT: GrantWish = { uses: 1, mostAmount: null, amountArgument: null, until: null };

/** What this person could give a yes ahead for; otherwise why not. */
export async function grantOffer(deps: ConversationDeps, on: OnQuestion): Promise<GrantOffer | NotTaken> {
  const found = await findGrantable(deps, on);
  if ("kind" in found) return found;
  const { approval, row, setting } = found;
  const like = grantLike(row, { ...found, now: deps.clock() }, ANY_LIMIT);
  if (!like.ok) return { kind: "wrong", approval, message: like.fault };
  return {
    approval,
    covers: describePredicate(like.draft.predicate, namesIn(setting)),
    amountArgument: amountArgumentOf(row, setting.catalogue) ?? null,
  };
}

/** Says yes to a question and gives the grant, both or neither. */
export async function approveMore(deps: ConversationDeps, click: MoreClick): Promise<ClickOutcome> {
  const found = await findGrantable(deps, click);
  if ("kind" in found) return found;
  const { workspaceId, approvalId, person, entered } = click;
  const now = deps.clock();
  const read = readLimits(entered, { now, timeZone: person.timeZone });
  if (!read.ok) return { kind: "wrong", approval: found.approval, message: read.message, field: read.field };
  const like = grantLike(found.row, { ...found, now }, read.wish);
  if (!like.ok) {
    const field = like.field === undefined ? {} : { field: like.field };
    return { kind: "wrong", approval: found.approval, message: like.fault, ...field };
  }
  const yes = { workspaceId, approvalId, person, verdict: "approved", drawLater: true } as const;
  const given: { number: number; described: string }[] = [];
  const taken = await takeClick(deps, yes, async (tx, { state }) => {
    if (state !== "approved") return;
    given.push(await giveGrant(tx, like.draft, { workspaceId, by: found.setting.author, now }));
  });
  const [grant] = given;
  return taken.kind === "accepted" && grant ? { ...taken, grant } : taken;
}

interface Grantable {
  readonly approval: Approval;
  readonly row: CallRow;
  readonly setting: Setting;
  readonly book: RuleBook;
}

async function findGrantable(deps: ConversationDeps, on: OnQuestion): Promise<Grantable | NotTaken> {
  const asked = await openQuestion(deps, on);
  if ("kind" in asked) return asked;
  const { approval } = asked;
  const row = await findCall(deps.db, on.workspaceId, approval.callId);
  if (approval.kind !== "send" || approval.state !== "pending" || row?.state !== "waiting")
    return { kind: "too_late", approval };
  const catalogue = await catalogueNow(deps, on.workspaceId);
  const [members, groups, book] = await Promise.all([
    listMemberNames(deps.db, on.workspaceId),
    listGroups(deps.db, on.workspaceId),
    createRuleBooks(deps).at(on.workspaceId, catalogue.version),
  ]);
  const author = { id: on.person.id, isAdmin: on.person.role === "admin" };
  return { approval, row, book, setting: { catalogue, members, groups, author } };
}
