import { z } from "zod";
import { readRuleWords } from "../../planning/index.ts";
import {
  draftRule,
  findRule,
  listRules,
  makeRule,
  mayRemove,
  type RuleDraft,
  type RuleRow,
  removeRule,
  type Setting,
} from "../../policy/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { type PersonOf, personOfIn } from "../people-names.ts";
import { authorOf, settingOf, wouldHave } from "../policy-setting.ts";
import { conflict, noSuch, notYours, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { id } from "../shapes/common.ts";
import { previewShape, ruleInput, ruleShape } from "../shapes/rule.ts";

const aRule = z.strictObject({ ruleId: id });

function viewOf(rule: RuleRow, { caller, personOf }: { caller: Caller; personOf: PersonOf }) {
  const { kind: verdict } = rule.effect;
  return { ...rule, verdict, madeBy: personOf(rule.madeBy), mayChange: mayRemove(rule, authorOf(caller)) };
}

/** The rule in force of an id. @throws ApiProblem 404, and 403 where it is not the caller's to change */
async function ruleIn(
  deps: ApiDeps,
  caller: Caller,
  { ruleId, toChange }: { ruleId: string; toChange: boolean },
) {
  const rule = await findRule(deps.db, caller.member.workspaceId, ruleId);
  if (!rule || rule.removedAt) throw noSuch("rule");
  if (toChange && !mayRemove(rule, authorOf(caller)))
    throw notYours("Only the person who made this rule, or an admin, may change it.");
  return rule;
}

/** The rule that is meant. @throws ApiProblem 422 with what is wrong */
function draftOf(input: z.output<typeof ruleInput>, setting: Setting): RuleDraft {
  const { verdict, words, ...rest } = input;
  const read =
    verdict === undefined
      ? readRuleWords(words ?? "", setting.catalogue)
      : ({ ok: true, input: { ...rest, verdict } } as const);
  if (!read.ok) throw unprocessable(read.fault);
  const drafted = draftRule({ ...read.input, words }, setting);
  if (!drafted.ok) throw unprocessable(drafted.fault);
  return drafted.draft;
}

const list = defineRoute({
  method: "get",
  path: "/rules",
  operationId: "listRules",
  tag: "rules",
  summary: "List the rules in force",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(ruleShape),
  async handle(deps, caller, { query }) {
    const { workspaceId } = caller.member;
    const [rules, personOf] = await Promise.all([
      listRules(deps.db, workspaceId),
      personOfIn(deps, workspaceId),
    ]);
    const page = pageOfAll(rules, query, (rule) => rule.id);
    return { body: { ...page, items: page.items.map((rule) => viewOf(rule, { caller, personOf })) } };
  },
});

const get = defineRoute({
  method: "get",
  path: "/rules/{ruleId}",
  operationId: "getRule",
  tag: "rules",
  summary: "Read a rule",
  who: "member",
  params: aRule,
  answer: ruleShape,
  async handle(deps, caller, { params }) {
    const rule = await ruleIn(deps, caller, { ...params, toChange: false });
    const personOf = await personOfIn(deps, rule.workspaceId);
    return { body: viewOf(rule, { caller, personOf }) };
  },
});

const preview = defineRoute({
  method: "post",
  path: "/rules/preview",
  operationId: "previewRule",
  tag: "rules",
  summary: "What a rule would say, and how many of the last 30 days' calls it would have caught",
  who: "member",
  isAct: false,
  body: ruleInput,
  answer: previewShape,
  async handle(deps, caller, { body }) {
    const setting = await settingOf(deps, caller);
    const { predicate, effect, described } = draftOf(body, setting);
    const isAllowing = effect.kind === "allow";
    const tried = { predicate, isAllowing, verb: isAllowing ? "let ahead" : "caught" };
    const { workspaceId } = caller.member;
    return { body: { described, note: await wouldHave(deps, { setting, workspaceId }, tried) } };
  },
});

const create = defineRoute({
  method: "post",
  path: "/rules",
  operationId: "createRule",
  tag: "rules",
  summary: "Make a rule; one of a member holds for the member's own calls",
  who: "member",
  status: 201,
  body: ruleInput,
  answer: ruleShape,
  handle: async (deps, caller, { body }) => ({ body: await make(deps, caller, { input: body }) }),
});

const replace = defineRoute({
  method: "put",
  path: "/rules/{ruleId}",
  operationId: "replaceRule",
  tag: "rules",
  summary: "Make a rule in the place of another",
  who: "member",
  params: aRule,
  body: ruleInput,
  answer: ruleShape,
  async handle(deps, caller, { params, body }) {
    const { id: replaces } = await ruleIn(deps, caller, { ...params, toChange: true });
    return { body: await make(deps, caller, { input: body, replaces }) };
  },
});

async function make(
  deps: ApiDeps,
  caller: Caller,
  { input, replaces }: { input: z.output<typeof ruleInput>; replaces?: string },
) {
  const draft = draftOf(input, await settingOf(deps, caller));
  const change = changeBy(deps, caller);
  const made = await deps.db.transaction(async (tx) => {
    if (replaces && !(await removeRule(tx, replaces, change))) throw noLonger();
    return makeRule(tx, draft, change);
  });
  const personOf = await personOfIn(deps, made.workspaceId);
  return viewOf(made, { caller, personOf });
}

const noLonger = () => conflict("api.moved", "Somebody else has changed this rule meanwhile.");

function changeBy({ clock }: ApiDeps, caller: Caller) {
  return { workspaceId: caller.member.workspaceId, by: authorOf(caller), now: clock() };
}

const remove = defineRoute({
  method: "delete",
  path: "/rules/{ruleId}",
  operationId: "removeRule",
  tag: "rules",
  summary: "Take a rule out of force",
  who: "member",
  status: 204,
  params: aRule,
  async handle(deps, caller, { params }) {
    const rule = await ruleIn(deps, caller, { ...params, toChange: true });
    const change = changeBy(deps, caller);
    if (!(await deps.db.transaction((tx) => removeRule(tx, rule.id, change)))) throw noLonger();
    return { body: undefined };
  },
});

export const RULE_ROUTES: readonly Route[] = [list, get, preview, create, replace, remove];
