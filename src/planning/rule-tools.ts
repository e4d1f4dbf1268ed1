/** The tools that change the policy. What they loosen or tighten is proposed; a person confirms it with a button. */
import { backTest } from "../execution/index.ts";
import { listMemberNames } from "../people/index.ts";
import {
  describeBackTest,
  draftRule,
  type GrantRow,
  listGrants,
  listRules,
  mayRemove,
  mayRevoke,
  type ProposalContent,
  type RuleRow,
  revokeGrant,
  stateOfGrant,
} from "../policy/index.ts";
import { joined, type PolicyPort, propose, settingOf } from "./policy-port.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

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

async function ruleNumbered({ db }: PolicyPort, { call }: ToolContext, number: number) {
  const rules = await listRules(db, call.workspaceId);
  return rules.find((rule) => rule.number === number);
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
