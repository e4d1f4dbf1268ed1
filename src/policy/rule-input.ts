import type { Catalogue } from "../integrations/index.ts";
import { demandsOf } from "./approvers.ts";
import type { Predicate } from "./predicate.ts";
import type { RuleEffect } from "./rule.ts";
import type { Deed, RuleInput } from "./rule-request.ts";

/** What would have to be entered to get this rule: for a form that changes it. */
export function inputOfRule(
  rule: { predicate: Predicate; effect: RuleEffect; words: string | null },
  catalogue: Catalogue,
): RuleInput {
  const { integrations = [], actions, methods, paths, effects, askedBy, where } = rule.predicate;
  const [integration, another] = integrations;
  const slugOf = (actionId: string) => {
    const action = catalogue.action(actionId);
    return action && catalogue.integration(action.integrationId)?.slug;
  };
  return {
    ...(integration && !another ? { integration: integration.slug } : {}),
    ...(actions
      ? { actions: actions.map(({ id, name }) => (slugOf(id) ? `${slugOf(id)}.${name}` : name)) }
      : {}),
    ...(methods ? { methods } : {}),
    ...(paths?.[0] ? { path: paths[0] } : {}),
    ...(effects ? { does: deedOf(effects) } : {}),
    ...(askedBy?.[0] ? { askedBy: askedBy[0] } : {}),
    ...(where ? { where } : {}),
    ...verdictOf(rule.effect),
    ...(rule.words ? { words: rule.words } : {}),
  };
}

function deedOf(effects: readonly string[]): Deed {
  if (effects.includes("read")) return "read";
  return effects.includes("write") ? "change" : "remove";
}

function verdictOf(
  effect: RuleEffect,
): Pick<RuleInput, "verdict" | "approvers" | "needed" | "each" | "notRequester"> {
  if (effect.kind !== "ask") return { verdict: effect.kind };
  const demands = demandsOf(effect.approvers);
  const approvers = demands.flatMap(({ admins, requester, members = [], groups = [] }) => [
    ...(admins ? ["admins"] : []),
    ...(requester ? ["requester"] : []),
    ...members,
    ...groups.map((id) => `group:${id}`),
  ]);
  const needed = Math.max(...demands.map((demand) => demand.needed ?? 1));
  return {
    verdict: "ask",
    approvers,
    ...(needed > 1 ? { needed } : {}),
    ...(demands.length > 1 ? { each: true } : {}),
    ...(demands.some(({ requesterMayNotApprove }) => requesterMayNotApprove) ? { notRequester: true } : {}),
  };
}
