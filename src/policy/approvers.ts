/** Who has to say yes when several demand it, and whether one person's yes would be enough. */
import { canonicalJson } from "../kernel/index.ts";
import type { ApproverScope } from "./verdict.ts";

/** An admin. */
export const ADMINS: ApproverScope = { admins: true, requester: false };
/** The person who asked, or an admin. */
export const ADMINS_OR_REQUESTER: ApproverScope = { admins: true, requester: true };

/**
 * One scope that demands everything that `scopes` demand. A demand that another one implies is left out, and the order
 * of the scopes makes no difference.
 */
export function strictest(scopes: readonly ApproverScope[]): ApproverScope {
  const demands = [...new Map(scopes.flatMap(demandsOf).map((one) => [canonicalJson(one), one])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
  const kept = demands.filter(
    (one, at) =>
      !demands.some((other, otherAt) => implies(other, one) && (!implies(one, other) || otherAt < at)),
  );
  const [first = ADMINS, ...also] = kept;
  return also.length > 0 ? { ...first, also } : first;
}

/** A scope and its further demands, each by itself. */
export function demandsOf(scope: ApproverScope): ApproverScope[] {
  const { also = [], ...own } = scope;
  return [own, ...also.flatMap(demandsOf)];
}

/** Whether everybody who can meet `a` alone meets `b` with it. */
function implies(a: ApproverScope, b: ApproverScope): boolean {
  const isSubset = (one: readonly string[] = [], other: readonly string[] = []) =>
    one.every((id) => other.includes(id));
  return (
    (a.needed ?? 1) >= (b.needed ?? 1) &&
    (!a.admins || b.admins) &&
    (!a.requester || b.requester) &&
    isSubset(a.members, b.members) &&
    isSubset(a.groups, b.groups) &&
    (!b.requesterMayNotApprove || a.requesterMayNotApprove === true)
  );
}

export interface Approver {
  readonly id: string;
  readonly isAdmin: boolean;
}

/** Whether the yes of this person alone is enough for `scope`. A group, or more than one person, is not decided here. */
export function isEnough(scope: ApproverScope, person: Approver, requesterId: string): boolean {
  return demandsOf(scope).every((demand) => {
    const isRequester = person.id === requesterId;
    if ((demand.needed ?? 1) > 1 || (demand.requesterMayNotApprove && isRequester)) return false;
    return (
      (demand.admins && person.isAdmin) ||
      (demand.requester && isRequester) ||
      (demand.members ?? []).includes(person.id)
    );
  });
}

/** Whether a yes that met `before` meets `now` as well: every demand of now is implied by one that was met. */
export function isNoStricter(now: ApproverScope, before: ApproverScope): boolean {
  return demandsOf(now).every((demand) => demandsOf(before).some((met) => implies(met, demand)));
}
