import { type Request, type Response, Router } from "express";
import { listMemberNames, type Member } from "../../people/index.ts";
import { readRuleWords } from "../../planning/index.ts";
import {
  draftRule,
  findRule,
  type GrantRow,
  giveGrant,
  inputOfRule,
  listGrants,
  listRules,
  makeRule,
  mayRemove,
  mayRevoke,
  type RuleRow,
  removeRule,
  revokeGrant,
  type Setting,
  stateOfGrant,
} from "../../policy/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { type EnteredRule, NOTHING_ENTERED } from "../pages/rules/calls-fields.tsx";
import { GrantFormPage } from "../pages/rules/grant-form.tsx";
import { enteredFrom, readRuleForm } from "../pages/rules/read-rule-form.ts";
import { Preview, RuleFormPage, type Shown } from "../pages/rules/rule-form.tsx";
import { type GrantSummary, type RuleSummary, RulesPage } from "../pages/rules/rules-page.tsx";
import { paths } from "../paths.ts";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { choicesOf, settingOf, tryGrant, tryRule } from "./rule-drafts.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const MOST_GRANTS = 200;
const SMALL = { maxBytes: 50_000 };

/** The rules and grants: everybody sees them and may restrict their own calls; the rest is for admins. */
export function ruleRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const { membersOnly, adminsOnly } = gate;
  router.get(paths.rules, membersOnly, (request, response) => showAll(deps, request, response));
  router.get(paths.newRule, membersOnly, (request, response) => showForm(deps, request, response));
  router.post(paths.previewRule, membersOnly, formBody(SMALL), (request, response) =>
    preview(deps, request, response),
  );
  router.post(paths.makeRule, membersOnly, formBody(SMALL), (request, response) =>
    make(deps, request, response),
  );
  router.get(paths.newGrant, membersOnly, adminsOnly, (request, response) =>
    showGrantForm(deps, [request, response], NOTHING_ENTERED, undefined),
  );
  router.post(paths.previewGrant, membersOnly, adminsOnly, formBody(SMALL), async (request, response) => {
    const { shown } = await grantIn(deps, request);
    deps.renderer.fragment(response, <Preview shown={shown} />);
  });
  router.post(paths.giveGrant, membersOnly, adminsOnly, formBody(SMALL), (request, response) =>
    give(deps, request, response),
  );
  router.post("/rules/grants/:id/revoke", membersOnly, (request, response) =>
    revoke(deps, request, response),
  );
  router.post("/rules/:id/remove", membersOnly, (request, response) => remove(deps, request, response));
  return router;
}

const authorOf = ({ id, role }: Visitor) => ({ id, isAdmin: role === "admin" });

async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const { workspaceId } = visitor;
  const [rules, grants, members] = await Promise.all([
    listRules(deps.db, workspaceId),
    listGrants(deps.db, workspaceId, MOST_GRANTS),
    listMemberNames(deps.db, workspaceId),
  ]);
  const children = (
    <RulesPage
      rules={rules.map((rule) => ruleSummary(rule, members, visitor))}
      grants={grants.map((grant) => grantSummary(grant, members, { visitor, now: deps.clock() }))}
      isAdmin={visitor.role === "admin"}
      now={deps.clock()}
    />
  );
  await showPage(deps, [request, response], { title: "Rules", section: "rules", children });
}

function ruleSummary(rule: RuleRow, members: ReadonlyMap<string, Member>, visitor: Visitor): RuleSummary {
  return {
    id: rule.id,
    number: rule.number,
    kind: rule.effect.kind,
    described: rule.described,
    words: rule.words ?? undefined,
    madeBy: members.get(rule.madeBy)?.name ?? "somebody",
    madeAt: rule.madeAt,
    mayChange: mayRemove(rule, authorOf(visitor)),
  };
}

function grantSummary(
  grant: GrantRow,
  members: ReadonlyMap<string, Member>,
  { visitor, now }: { visitor: Visitor; now: Date },
): GrantSummary {
  const { uses, mostUses, amount, mostAmount, amountArgument } = grant;
  const count = (n: number) => n.toLocaleString("en-US");
  return {
    id: grant.id,
    number: grant.number,
    described: grant.described,
    state: stateOfGrant(grant, now),
    used: [
      mostUses === null ? `${count(uses)} used` : `${count(uses)} of ${count(mostUses)} used`,
      ...(mostAmount === null ? [] : [`${count(amount)} of ${count(mostAmount)} ${amountArgument} spent`]),
    ],
    expiresAt: grant.expiresAt ?? undefined,
    grantedBy: members.get(grant.grantedBy)?.name ?? "somebody",
    grantedAt: grant.grantedAt,
    mayRevoke: mayRevoke(grant, authorOf(visitor)),
  };
}

/** The rule that `id` names, if the visitor may change it. */
async function ruleToChange(deps: WebDeps, visitor: Visitor, id: string): Promise<RuleRow> {
  const rule = await findRule(deps.db, visitor.workspaceId, id);
  if (!rule || rule.removedAt || !mayRemove(rule, authorOf(visitor))) throw notFound("rule");
  return rule;
}

async function showForm(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const setting = { ...(await settingOf(deps, visitor)), workspaceId: visitor.workspaceId };
  const [edit, words] = [
    String(request.query["edit"] ?? ""),
    String(request.query["words"] ?? "").slice(0, 500),
  ];
  const replaces = edit ? await ruleToChange(deps, visitor, edit) : undefined;
  const { entered, shown } = words
    ? await fromWords(deps, words, setting)
    : replaces
      ? await fromRule(deps, replaces, setting)
      : { entered: NOTHING_ENTERED, shown: undefined };
  await showRuleForm(deps, [request, response], { entered, shown, replaces, setting });
}

interface Formed {
  readonly entered: EnteredRule;
  readonly shown: Shown | undefined;
}

async function fromWords(
  deps: WebDeps,
  words: string,
  setting: Setting & { workspaceId: string },
): Promise<Formed> {
  const onlyWords: EnteredRule = { text: (name) => (name === "words" ? words : ""), texts: () => [] };
  const read = readRuleWords(words, setting.catalogue);
  if (!read.ok) return { entered: onlyWords, shown: { ok: false, fault: read.fault } };
  const { shown, draft } = await tryRule(deps, { ...read.input, words }, setting);
  return { shown, entered: draft ? enteredFrom(inputOfRule(draft, setting.catalogue)) : onlyWords };
}

async function fromRule(
  deps: WebDeps,
  rule: RuleRow,
  setting: Setting & { workspaceId: string },
): Promise<Formed> {
  const input = inputOfRule(rule, setting.catalogue);
  const { shown } = await tryRule(deps, input, setting);
  return { shown, entered: enteredFrom(input) };
}

async function showRuleForm(
  deps: WebDeps,
  exchange: [Request, Response],
  form: Formed & { replaces: RuleRow | undefined; setting: Setting },
  status = 200,
): Promise<void> {
  const { entered, shown, replaces, setting } = form;
  const children = (
    <RuleFormPage
      entered={entered}
      choices={choicesOf(setting)}
      isAdmin={setting.author.isAdmin}
      shown={shown}
      replaces={replaces && { id: replaces.id, number: replaces.number }}
    />
  );
  const title = replaces ? `Change rule ${replaces.number}` : "Add a rule";
  await showPage(deps, exchange, { title, section: "rules", children }, status);
}

async function preview(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const setting = { ...(await settingOf(deps, visitor)), workspaceId: visitor.workspaceId };
  const { shown } = await tryRule(deps, readRuleForm(await readForm(request)), setting);
  deps.renderer.fragment(response, <Preview shown={shown} />);
}

async function make(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const setting = await settingOf(deps, visitor);
  const form = await readForm(request);
  const replaces = form.text("replaces")
    ? await ruleToChange(deps, visitor, form.text("replaces"))
    : undefined;
  const drafted = draftRule(readRuleForm(form), setting);
  if (!drafted.ok)
    return showRuleForm(deps, [request, response], { entered: form, shown: drafted, replaces, setting }, 422);
  const change = { workspaceId: visitor.workspaceId, by: authorOf(visitor), now: deps.clock() };
  await deps.db.transaction(async (tx) => {
    if (replaces && !(await removeRule(tx, replaces.id, change))) throw notFound("rule");
    await makeRule(tx, drafted.draft, change);
  });
  response.redirect(303, paths.rules);
}

async function remove(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const rule = await ruleToChange(deps, visitor, String(request.params["id"]));
  const change = { workspaceId: visitor.workspaceId, by: authorOf(visitor), now: deps.clock() };
  await deps.db.transaction((tx) => removeRule(tx, rule.id, change));
  backToRules(request, response);
}

async function grantIn(deps: WebDeps, request: Request) {
  const visitor = visitorOf(request);
  const setting = { ...(await settingOf(deps, visitor)), workspaceId: visitor.workspaceId };
  const entered = await readForm(request);
  return { entered, ...(await tryGrant(deps, { entered, timeZone: visitor.timeZone }, setting)) };
}

async function give(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const { entered, shown, draft } = await grantIn(deps, request);
  if (!draft) return showGrantForm(deps, [request, response], entered, shown, 422);
  const change = { workspaceId: visitor.workspaceId, by: authorOf(visitor), now: deps.clock() };
  await deps.db.transaction((tx) => giveGrant(tx, draft, change));
  response.redirect(303, paths.rules);
}

async function showGrantForm(
  deps: WebDeps,
  exchange: [Request, Response],
  entered: EnteredRule,
  shown: Shown | undefined,
  status = 200,
): Promise<void> {
  const visitor = visitorOf(exchange[0]);
  const choices = choicesOf(await settingOf(deps, visitor));
  const children = (
    <GrantFormPage entered={entered} choices={choices} shown={shown} timeZone={visitor.timeZone} />
  );
  await showPage(deps, exchange, { title: "Give a grant", section: "rules", children }, status);
}

async function revoke(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const id = String(request.params["id"]);
  const all = await listGrants(deps.db, visitor.workspaceId, 10_000);
  const grant = all.find((one) => one.id === id);
  if (!grant || !mayRevoke(grant, authorOf(visitor))) throw notFound("grant");
  const change = { workspaceId: visitor.workspaceId, by: authorOf(visitor), now: deps.clock() };
  await deps.db.transaction((tx) => revokeGrant(tx, id, change));
  backToRules(request, response);
}

/** A browser without scripts is sent back; htmx is told to go there. */
function backToRules(request: Request, response: Response): void {
  if (request.get("hx-request") === "true") {
    response.setHeader("HX-Redirect", paths.rules);
    response.sendStatus(204);
  } else response.redirect(303, paths.rules);
}
