/** The tools that change the policy. What they loosen or tighten is proposed; a person confirms it with a button. */
import type { Db } from "../database/index.ts";
import { backTest, findLastAsked, pastCall } from "../execution/index.ts";
import type { Clock } from "../kernel/index.ts";
import { listGroups, listMemberNames } from "../people/index.ts";
import {
  amountIn,
  createRuleBooks,
  decide,
  describeBackTest,
  draftGrant,
  draftRule,
  factsOf,
  faultOfGrant,
  type GrantRow,
  insertProposal,
  listGrants,
  listRules,
  mayRemove,
  mayRevoke,
  namesIn,
  type PastCall,
  type PolicyProposal,
  type ProposalContent,
  predicateLike,
  type RuleRow,
  revokeGrant,
  type Setting,
  stateOfGrant,
} from "../policy/index.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

/** Where proposals are kept and shown. */
export interface PolicyPort {
  readonly db: Db;
  readonly clock: Clock;
  /** Shows a proposal in the thread with its buttons, once. */
  show(proposal: PolicyProposal): Promise<void>;
}

const PROPOSAL_TTL_MS = 7 * 86_400_000;
const MOST_GRANTS_LISTED = 20;

/** Proposes a rule, with how many of the last calls it would have caught. */
export async function setRule(
  port: PolicyPort,
  input: ToolInput<"set_rule">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const setting = await settingOf(port, context);
  const { replaces, ...rest } = input;
  const old = replaces === undefined ? undefined : await ruleNumbered(port, context, replaces);
  if (replaces !== undefined && !old) return failed(`There is no rule ${replaces}. \`rules\` lists them.`);
  if (old && !mayRemove(old, setting.author))
    return failed(`Rule ${old.number} was made by an admin; only an admin can change it.`);
  const drafted = draftRule(rest, setting);
  if (!drafted.ok) return failed(drafted.fault);
  const { draft } = drafted;
  const isAllowing = draft.effect.kind === "allow";
  const { workspaceId } = context.call;
  const of = { workspaceId, catalogue: context.catalogue, predicate: draft.predicate, isAllowing };
  const tested = await backTest(port.db, of, port.clock());
  const nameOf = (id: string) => setting.members.get(id)?.name ?? "somebody";
  const note = [
    describeBackTest(tested, { verb: isAllowing ? "let ahead" : "caught", nameOf }),
    drafted.isOwnOnly ? "It holds for your own calls, since rules for everybody are made by admins." : "",
    old ? `It takes the place of rule ${old.number}: ${old.described}.` : "",
  ];
  const content: ProposalContent = old
    ? { kind: "replace_rule", ruleId: old.id, draft, note: joined(note) }
    : { kind: "make_rule", draft, note: joined(note) };
  return propose(port, content, context);
}

const joined = (sentences: readonly string[]) => sentences.filter((one) => one !== "").join(" ");

async function settingOf(
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

async function ruleNumbered({ db }: PolicyPort, { call }: ToolContext, number: number) {
  const rules = await listRules(db, call.workspaceId);
  return rules.find((rule) => rule.number === number);
}

async function propose(
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

/** Proposes a yes given ahead for calls like the last one of the thread that had to be approved. */
export async function giveGrant(
  port: PolicyPort,
  input: ToolInput<"give_grant">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { workspaceId, threadId } = context.call;
  const row = threadId ? await findLastAsked(port.db, workspaceId, threadId) : undefined;
  const past = row && pastCall(row, context.catalogue);
  if (!row || !past)
    return failed(
      "There is no call in this thread that had to be approved, so I do not know what “these” are. Say it under the card of one.",
    );
  const setting = await settingOf(port, context);
  const limits = limitsOf(input, past);
  if (typeof limits === "string") return failed(limits);
  const action = row.actionId === null ? undefined : context.catalogue.action(row.actionId);
  const ref = action && {
    id: action.id,
    name: action.name,
    method: action.method,
    path: action.request.path,
  };
  const predicate = predicateLike({ ...past, action: ref, method: row.request.method, url: row.request.url });
  const draft = draftGrant(predicate, limits, namesIn(setting));
  const book = await createRuleBooks(port).at(workspaceId, context.catalogue.version);
  const verdict = decide(
    { ...past, foreign: [], requiresConfirmation: action?.requiresConfirmation ?? false },
    book,
    port.clock(),
  );
  if (verdict.kind !== "ask")
    return failed(
      verdict.kind === "refuse"
        ? `Such calls are refused (${verdict.because}); no grant changes that.`
        : "Such calls go ahead without asking already.",
    );
  const fault = faultOfGrant(draft, setting.author, {
    approvers: verdict.approvers,
    requesterId: row.memberId,
  });
  if (fault) return failed(`I cannot propose that: ${fault}.`);
  const waits = row.state === "waiting" ? "The call that waits now still needs its own answer." : "";
  const note = joined([
    waits,
    "It never stands in for a yes that a rule demands of somebody else, or against a rule that refuses.",
  ]);
  return propose(port, { kind: "give_grant", draft, note }, context);
}

const AMOUNTS = ["amount", "total", "total_amount", "price", "sum", "value", "cost"];

function limitsOf(input: ToolInput<"give_grant">, past: PastCall) {
  const expiresAt = input.until ? new Date(input.until) : null;
  if (expiresAt && Number.isNaN(expiresAt.getTime()))
    return `“${input.until}” is no time; give one such as 2026-12-01T18:00:00Z.`;
  const mostAmount = input.most_amount ?? null;
  const facts = factsOf(past);
  const named = input.amount_argument ?? AMOUNTS.find((name) => amountIn(facts, name) !== undefined);
  if (mostAmount !== null && (!named || amountIn(facts, named) === undefined))
    return `Such calls have no argument ${named ? `“${named}” ` : ""}with an amount in it, so I cannot limit their sum. Give a number of calls, or a date.`;
  return {
    mostUses: input.uses ?? null,
    mostAmount,
    amountArgument: mostAmount === null ? null : (named ?? null),
    expiresAt,
  };
}

/** Lists rules and grants, proposes to remove a rule, revokes a grant. */
export async function manageRules(
  port: PolicyPort,
  input: ToolInput<"rules">,
  context: ToolContext,
): Promise<ToolOutcome> {
  if (input.do === "list") return done(await listed(port, context));
  if (input.number === undefined) return failed("Which one? Give its number; `rules` lists them.");
  return input.do === "remove_rule"
    ? proposeRemoval(port, input.number, context)
    : revoke(port, input.number, context);
}

async function listed(port: PolicyPort, { call: { workspaceId } }: ToolContext): Promise<string> {
  const members = await listMemberNames(port.db, workspaceId);
  const nameOf = (id: string) => members.get(id)?.name ?? "somebody";
  const rules = await listRules(port.db, workspaceId);
  const now = port.clock();
  const grants = (await listGrants(port.db, workspaceId, MOST_GRANTS_LISTED)).filter(
    (grant) => stateOfGrant(grant, now) === "usable",
  );
  return [
    rules.length > 0
      ? "**Rules**"
      : "There are no rules beside the default: every write and every DELETE asks first.",
    ...rules.map((rule) => ruleLine(rule, nameOf)),
    grants.length > 0 ? "**Grants**" : "There are no grants in force.",
    ...grants.map((grant) => grantLine(grant, nameOf)),
    "`remove rule 1`, `change rule 1: …` and `revoke grant 1` change them.",
  ].join("\n");
}

const ruleLine = (rule: RuleRow, nameOf: (id: string) => string) =>
  `• rule ${rule.number}: ${rule.described} (made by ${nameOf(rule.madeBy)})`;

function grantLine(grant: GrantRow, nameOf: (id: string) => string): string {
  const used = `${grant.uses} used${grant.mostAmount === null ? "" : `, ${grant.amount} of ${grant.mostAmount} spent`}`;
  return `• grant ${grant.number}: ${grant.described} (given by ${nameOf(grant.grantedBy)}; ${used})`;
}

async function proposeRemoval(port: PolicyPort, number: number, context: ToolContext): Promise<ToolOutcome> {
  const rule = await ruleNumbered(port, context, number);
  if (!rule) return failed(`There is no rule ${number}. \`rules\` lists them.`);
  const { author } = await settingOf(port, context);
  if (!mayRemove(rule, author))
    return failed(`Rule ${number} was made by an admin; only an admin can remove it.`);
  const note = "What asked or was refused because of it goes by the other rules and the default again.";
  const described = `Rule ${number} is removed: ${rule.described}`;
  return propose(port, { kind: "remove_rule", ruleId: rule.id, described, note }, context);
}

async function revoke(port: PolicyPort, number: number, context: ToolContext): Promise<ToolOutcome> {
  const { workspaceId } = context.call;
  const all = await listGrants(port.db, workspaceId, 10_000);
  const grant = all.find((one) => one.number === number);
  if (!grant) return failed(`There is no grant ${number}. \`rules\` lists them.`);
  const { author } = await settingOf(port, context);
  if (!mayRevoke(grant, author)) return failed(`Grant ${number} is for its giver or an admin to revoke.`);
  const change = { workspaceId, by: author, now: port.clock() };
  const revoked = await port.db.transaction((tx) => revokeGrant(tx, grant.id, change));
  return done(
    revoked ? `Grant ${number} is revoked. Such calls ask again.` : `Grant ${number} was revoked before.`,
  );
}
