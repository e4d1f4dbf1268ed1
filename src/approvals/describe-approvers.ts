import { type ApproverScope, demandsOf } from "../policy/index.ts";

/** Names by id, of members and of groups. One that is missing was removed since. */
export interface KnownNames {
  readonly member: (id: string) => string | undefined;
  readonly group: (id: string) => string | undefined;
}

const NOBODY: KnownNames = { member: () => undefined, group: () => undefined };

/** In words, who may answer, and how many of them it takes. */
export function describeApprovers(scope: ApproverScope, names: KnownNames = NOBODY): string {
  return [...new Set(demandsOf(scope).map((demand) => describeDemand(demand, names)))].join("; and ");
}

function describeDemand(demand: ApproverScope, names: KnownNames): string {
  const who = [
    ...(demand.requester && !demand.requesterMayNotApprove ? ["the person who asked"] : []),
    ...(demand.members ?? []).map((id) => names.member(id) ?? "a person that the rule names"),
    ...(demand.groups ?? []).map((id) => `the group ${names.group(id) ?? "that was removed"}`),
    ...(demand.admins ? ["an admin"] : []),
  ];
  const people = who.length > 0 ? orOf(who) : "nobody";
  const except = demand.requesterMayNotApprove ? ", but not the person who asked" : "";
  const needed = demand.needed ?? 1;
  return `${people}${except}${needed > 1 ? ` (${needed} different people)` : ""}`;
}

function orOf(who: readonly string[]): string {
  const last = who.at(-1) ?? "";
  return who.length === 1 ? last : `${who.slice(0, -1).join(", ")}, or ${last}`;
}
