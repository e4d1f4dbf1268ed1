/** Who is meant by the names that people use for those who may approve. */
import { ADMINS } from "./approvers.ts";
import type { RuleInput, Setting } from "./rule-request.ts";
import type { ApproverScope } from "./verdict.ts";

const ADMIN = /^(?:(?:an?|any|the|our)\s+)?admins?(?:['’]s?)?$/i;
const REQUESTER = /^(?:the\s+)?(?:requester|asker|person who asked|whoever asked)(?:['’]s)?$/i;
/** “the ops group”, “somebody from finance”, “a member of the group ops”. */
const FROM_GROUP =
  /^(?:(?:some|any)(?:one|body)|an?\s+(?:member|person)|members|people|one)\s+(?:of|from|in)\s+(?=\S)/i;
const GROUP_WORD = /^(?:group|team)\s+|\s+(?:group|team)$/g;

const NOBODY: ApproverScope = { admins: false, requester: false };

/** The scope that `approvers`, `needed`, `each` and `notRequester` mean, or who of them is not known here. */
export function findApprovers(
  input: Pick<RuleInput, "approvers" | "needed" | "each" | "notRequester">,
  setting: Setting,
): { scope: ApproverScope } | { fault: string } {
  const scopes: ApproverScope[] = [];
  for (const given of input.approvers ?? []) {
    const scope = scopeOf(given, setting);
    if (!scope) return { fault: unknownName(given, setting) };
    scopes.push(scope);
  }
  const demands = scopes.length === 0 ? [ADMINS] : input.each ? scopes : [anyOf(scopes)];
  const [first = ADMINS, ...also] = demands.map((scope) => withOptions(scope, input));
  return { scope: also.length > 0 ? { ...first, also } : first };
}

function unknownName(given: string, { groups }: Setting): string {
  const names = groups.map(({ name }) => name).join(", ");
  const known = names
    ? ` The groups are: ${names}.`
    : " There are no groups yet; admins make them on the dashboard.";
  return `I know nobody and no group called “${given}” here, or more than one.${known}`;
}

function withOptions(
  scope: ApproverScope,
  { needed = 1, notRequester }: Pick<RuleInput, "needed" | "notRequester">,
): ApproverScope {
  return {
    ...scope,
    ...(needed > 1 ? { needed } : {}),
    ...(notRequester ? { requesterMayNotApprove: true } : {}),
  };
}

function anyOf(scopes: readonly ApproverScope[]): ApproverScope {
  const members = scopes.flatMap((scope) => scope.members ?? []);
  const groups = scopes.flatMap((scope) => scope.groups ?? []);
  return {
    admins: scopes.some(({ admins }) => admins),
    requester: scopes.some(({ requester }) => requester),
    ...(members.length > 0 ? { members } : {}),
    ...(groups.length > 0 ? { groups } : {}),
  };
}

function scopeOf(given: string, setting: Setting): ApproverScope | undefined {
  const name = given.trim();
  if (ADMIN.test(name)) return ADMINS;
  if (REQUESTER.test(name)) return { ...NOBODY, requester: true };
  const member = memberNamed(name, setting);
  if (member !== undefined) return { ...NOBODY, members: [member] };
  const group = groupNamed(name, setting);
  return group === undefined ? undefined : { ...NOBODY, groups: [group] };
}

function groupNamed(given: string, { groups }: Setting): string | undefined {
  const id = /^group:(.+)$/.exec(given)?.[1];
  if (id !== undefined) return groups.find((group) => group.id === id)?.id;
  const bare = given
    .replace(/['’]s?$/i, "")
    .replace(FROM_GROUP, "")
    .replace(/^@/, "")
    .replace(/^the\s+/i, "")
    .toLowerCase();
  const wanted = [bare, bare.replace(GROUP_WORD, "")];
  return groups.find(({ name }) => wanted.includes(name.toLowerCase()))?.id;
}

/** The id of the member that `me`, `@name`, `<@U123>` or a name means; undefined for nobody, or for several. */
export function memberNamed(given: string, { members, author }: Setting): string | undefined {
  const name = given.trim().replace(/['’]s?$/i, "");
  if (/^(me|my|mine|i|myself)$/i.test(name)) return author.id;
  const slackId = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(name)?.[1];
  const wanted = name.replace(/^@/, "").toLowerCase();
  const active = [...members.values()].filter((member) => member.active);
  const exact = active.filter(
    (member) => member.id === name || member.slackUserId === slackId || member.name.toLowerCase() === wanted,
  );
  const close = active.filter((member) => member.name.toLowerCase().split(/\s+/)[0] === wanted);
  const [only, another] = exact.length > 0 ? exact : close;
  return another ? undefined : only?.id;
}
