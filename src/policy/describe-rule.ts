import { demandsOf } from "./approvers.ts";
import type { Condition } from "./condition.ts";
import type { Predicate } from "./predicate.ts";
import type { RuleEffect } from "./rule.ts";
import type { ApproverScope } from "./verdict.ts";

/** How things are called. What is not known is called by its id. */
export interface Names {
  integration(id: string): string | undefined;
  member(id: string): string | undefined;
  group(id: string): string | undefined;
}

/** A rule as one sentence: “any DELETE call to Internal Orders API needs Ada's approval”. */
export function describeRule(rule: { predicate: Predicate; effect: RuleEffect }, names: Names): string {
  return `${describePredicate(rule.predicate, names)} ${describeEffect(rule.effect, names)}`;
}

/** The calls that a predicate means: “any DELETE call to Internal Orders API under /orders where amount > 100”. */
export function describePredicate(predicate: Predicate, names: Names): string {
  const { integrations, actions, methods, paths, effects, askedBy, where } = predicate;
  const parts = [
    methods ? `any ${listed(methods)} call` : "any call",
    actions ? `of ${listed(actions.map(({ name }) => name))}` : "",
    integrations ? `to ${listed(integrations.map(({ id, slug }) => names.integration(id) ?? slug))}` : "",
    paths ? `at ${listed(paths)}` : "",
    effects ? `that ${describeEffects(effects)}` : "",
    askedBy ? `asked for by ${listed(askedBy.map((id) => names.member(id) ?? id))}` : "",
    where && where.length > 0 ? `where ${where.map(describeCondition).join(" and ")}` : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

const listed = (words: readonly string[]) => words.join(" or ");

function describeEffects(effects: readonly string[]): string {
  const verbs: Record<string, string> = { read: "only reads", write: "changes", destroy: "removes" };
  const words = listed(effects.map((effect) => verbs[effect] ?? effect));
  return effects.includes("read") ? words : `${words} something`;
}

function describeCondition({ argument, operator, value }: Condition): string {
  const shown = (Array.isArray(value) ? value : [value]).map((one) => JSON.stringify(one)).join(", ");
  return `${argument} ${operator === "!=" ? "≠" : operator === ">=" ? "≥" : operator === "<=" ? "≤" : operator} ${shown}`;
}

function describeEffect(effect: RuleEffect, names: Names): string {
  switch (effect.kind) {
    case "allow":
      return "goes ahead without asking";
    case "refuse":
      return "is refused";
    case "ask":
      return `needs ${describeScope(effect.approvers, names)}`;
  }
}

/** “Ada's approval”, “an admin's approval”, “the approval of the person who asked or of an admin”. */
function describeScope(scope: ApproverScope, names: Names): string {
  return demandsOf(scope)
    .map((demand) => describeDemand(demand, names))
    .join(" and ");
}

function describeDemand(scope: ApproverScope, names: Names): string {
  const members = (scope.members ?? []).map((id) => names.member(id) ?? id);
  const people = [
    ...members,
    ...(scope.requester ? ["the person who asked"] : []),
    ...(scope.admins ? ["an admin"] : []),
    ...(scope.groups ?? []).map((id) => `the group ${names.group(id) ?? "that was removed"}`),
  ];
  const needed = scope.needed ?? 1;
  const except = scope.requesterMayNotApprove ? ", not the person who asked" : "";
  if (needed > 1) return `${needed} approvals of ${listed(people)}${except}`;
  const [only] = people;
  if (people.length === 1 && only) return `${only}'s approval${except}`;
  return `the approval of ${listed(people)}${except}`;
}
