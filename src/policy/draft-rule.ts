import type { Catalogue } from "../integrations/index.ts";
import type { Member } from "../people/index.ts";
import { ADMINS } from "./approvers.ts";
import { type Author, faultOfRule } from "./check-draft.ts";
import type { Condition } from "./condition.ts";
import { describeRule, type Names } from "./describe-rule.ts";
import type { ActionRef, Predicate } from "./predicate.ts";
import type { RuleDraft } from "./proposal.ts";
import type { RuleEffect } from "./rule.ts";
import type { ApproverScope, Effect } from "./verdict.ts";

/** What the calls do, as people say it: to change includes to remove. */
export type Deed = "read" | "change" | "remove";

/** The calls that somebody describes, by the names that people use. */
export interface CallsInput {
  /** A slug or a name. */
  readonly integration?: string | undefined;
  /** Names of actions. */
  readonly actions?: readonly string[] | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly path?: string | undefined;
  readonly does?: Deed | undefined;
  readonly where?: readonly Condition[] | undefined;
  /** `me`, `@name`, `<@U123>` or a name. */
  readonly askedBy?: string | undefined;
}

export interface RuleInput extends CallsInput {
  readonly verdict: "ask" | "refuse" | "allow";
  /** `me`, `admins`, `requester`, `@name`, `<@U123>` or a name; any of them may approve. An admin where there are none. */
  readonly approvers?: readonly string[] | undefined;
  /** How many of them have to. */
  readonly needed?: number | undefined;
  /** What the person wrote. */
  readonly words?: string | undefined;
}

/** What names mean in this workspace, and who is speaking. */
export interface Setting {
  readonly catalogue: Catalogue;
  readonly members: ReadonlyMap<string, Member>;
  readonly author: Author;
}

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
export function namesIn({ catalogue, members }: Pick<Setting, "catalogue" | "members">): Names {
  return {
    integration: (id) => catalogue.integration(id)?.name,
    member: (id) => members.get(id)?.name,
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
  const owners = actions && !integration ? [...new Set(actions.map((one) => one.integrationId))] : [];
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

/** The id of the member that `me`, `@name`, `<@U123>` or a name means; undefined for nobody, or for several. */
function memberNamed(given: string, { members, author }: Setting): string | undefined {
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

function findEffect(input: RuleInput, setting: Setting): RuleEffect | { fault: string } {
  if (input.verdict !== "ask") return { kind: input.verdict };
  const given = input.approvers ?? [];
  if (given.length === 0) return { kind: "ask", approvers: withNeeded(ADMINS, input.needed) };
  const isAdmins = (one: string) => /^(?:(?:an?|any|the|our)\s+)?admins?(?:['’]s?)?$/i.test(one.trim());
  const isRequester = (one: string) =>
    /^(?:the\s+)?(?:requester|asker|person who asked|whoever asked)(?:['’]s)?$/i.test(one.trim());
  const named = given.filter((one) => !isAdmins(one) && !isRequester(one));
  const members = named.map((one) => ({ one, id: memberNamed(one, setting) }));
  const unknown = members.find(({ id }) => id === undefined);
  if (unknown) return { fault: `I know nobody called “${unknown.one}” here, or more than one.` };
  const ids = members.flatMap(({ id }) => id ?? []);
  const scope: ApproverScope = {
    admins: given.some(isAdmins),
    requester: given.some(isRequester),
    ...(ids.length > 0 ? { members: ids } : {}),
  };
  return { kind: "ask", approvers: withNeeded(scope, input.needed) };
}

function withNeeded(scope: ApproverScope, needed: number | undefined): ApproverScope {
  return needed !== undefined && needed > 1 ? { ...scope, needed } : scope;
}
