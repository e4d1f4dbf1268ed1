import type { Catalogue } from "../integrations/index.ts";
import { faultOfRule } from "./check-draft.ts";
import { describeRule, type Names } from "./describe-rule.ts";
import { findApprovers, memberNamed } from "./find-approvers.ts";
import type { ActionRef, Predicate } from "./predicate.ts";
import type { RuleDraft } from "./proposal.ts";
import type { RuleEffect } from "./rule.ts";
import type { CallsInput, Deed, RuleInput, Setting } from "./rule-request.ts";
import type { Effect } from "./verdict.ts";

/** `fault` says what was wrong and what would be accepted. */
export type Drafted =
  | { readonly ok: true; readonly draft: RuleDraft; readonly isOwnOnly: boolean }
  | { readonly ok: false; readonly fault: string };

const EFFECTS: Record<Deed, readonly Effect[]> = {
  read: ["read"],
  change: ["write", "destroy"],
  remove: ["destroy"],
};

/**
 * Makes the predicate and the effect that a person means. One of a member is about the member's own calls, whatever it
 * says; `isOwnOnly` tells that it was narrowed so.
 */
export function draftRule(input: RuleInput, setting: Setting): Drafted {
  const found = findCalls(input, setting);
  if ("fault" in found) return { ok: false, fault: found.fault };
  const effect = findEffect(input, setting);
  if ("fault" in effect) return { ok: false, fault: effect.fault };
  const { author } = setting;
  const isOwnOnly = !author.isAdmin && found.predicate.askedBy?.[0] !== author.id;
  const predicate = author.isAdmin ? found.predicate : { ...found.predicate, askedBy: [author.id] };
  const described = describeRule({ predicate, effect }, namesIn(setting));
  const draft = { predicate, effect, described, words: input.words?.slice(0, 500) ?? null };
  const fault = faultOfRule(draft, author);
  return fault ? { ok: false, fault: sentence(fault) } : { ok: true, draft, isOwnOnly };
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** How things are called in a workspace. */
export function namesIn({ catalogue, members, groups }: Omit<Setting, "author">): Names {
  return {
    integration: (id) => catalogue.integration(id)?.name,
    member: (id) => members.get(id)?.name,
    group: (id) => groups.find((group) => group.id === id)?.name,
  };
}

/** The predicate of the calls that somebody describes, or what is wrong with the description. */
export function findCalls(input: CallsInput, setting: Setting): { predicate: Predicate } | { fault: string } {
  const integration = input.integration ? integrationNamed(input.integration, setting.catalogue) : undefined;
  if (input.integration && !integration) {
    const names = setting.catalogue.integrations.map(({ name }) => name).join(", ") || "none";
    return { fault: `There is no integration “${input.integration}”. Connected are: ${names}.` };
  }
  const actions = input.actions?.length ? actionsNamed(input.actions, setting, integration?.id) : undefined;
  if (typeof actions === "string") return { fault: actions };
  const asker = input.askedBy ? memberNamed(input.askedBy, setting) : undefined;
  if (input.askedBy && !asker) return { fault: `I know nobody called “${input.askedBy}” here.` };
  const owners = (actions ?? []).map((one) => one.integrationId);
  const integrations = integration
    ? [integration]
    : setting.catalogue.integrations.filter(({ id }) => owners.includes(id));
  return {
    predicate: {
      ...(integrations.length > 0
        ? { integrations: integrations.map(({ id, slug }) => ({ id, slug })) }
        : {}),
      ...(actions ? { actions: actions.map(({ integrationId: _, ...ref }) => ref) } : {}),
      ...(input.methods?.length
        ? { methods: [...new Set(input.methods.map((name) => name.toUpperCase()))] }
        : {}),
      ...(input.path ? { paths: [input.path] } : {}),
      ...(input.does ? { effects: EFFECTS[input.does] } : {}),
      ...(asker ? { askedBy: [asker] } : {}),
      ...(input.where?.length ? { where: input.where } : {}),
    },
  };
}

function integrationNamed(given: string, catalogue: Catalogue) {
  const wanted = given.toLowerCase().replace(/^#/, "");
  return catalogue.integrations.find(
    ({ slug, name, id }) => slug === wanted || name.toLowerCase() === wanted || id === given,
  );
}

function actionsNamed(
  names: readonly string[],
  { catalogue }: Setting,
  integrationId: string | undefined,
): (ActionRef & { integrationId: string })[] | string {
  const within = catalogue.integrations.filter(
    ({ id }) => integrationId === undefined || id === integrationId,
  );
  const found = names.map((given) => {
    const [name = "", slug] = given.toLowerCase().replace(/^#/, "").split(".").reverse();
    return within
      .filter((integration) => slug === undefined || integration.slug === slug)
      .flatMap(({ id }) => catalogue.actionsOf(id))
      .filter((action) => action.name === name || action.id === given);
  });
  const missing = names.find((_, at) => found[at]?.length === 0);
  if (missing) return `There is no enabled action “${missing}”.`;
  return found.flat().map(({ id, name, method, request, integrationId: owner }) => ({
    ...{ id, name, method, integrationId: owner },
    path: request.path,
  }));
}

function findEffect(input: RuleInput, setting: Setting): RuleEffect | { fault: string } {
  if (input.verdict !== "ask") return { kind: input.verdict };
  const found = findApprovers(input, setting);
  return "fault" in found ? found : { kind: "ask", approvers: found.scope };
}
