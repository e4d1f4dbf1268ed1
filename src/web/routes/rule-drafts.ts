import { backTest } from "../../execution/index.ts";
import { getWorkspace, listGroups, listMemberNames } from "../../people/index.ts";
import {
  describeBackTest,
  draftGrant,
  draftRule,
  faultOfGrant,
  findCalls,
  type GrantDraft,
  namesIn,
  OPERATORS,
  type Predicate,
  type RuleDraft,
  type RuleInput,
  type Setting,
} from "../../policy/index.ts";
import type { Choices, EnteredRule } from "../pages/rules/calls-fields.tsx";
import { readCalls } from "../pages/rules/read-rule-form.ts";
import type { Shown } from "../pages/rules/rule-form.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { readLocalTime } from "./local-time.ts";

const MOST_PEOPLE = 60;

/** What the names in a form mean for this visitor. */
export async function settingOf(deps: WebDeps, visitor: Visitor): Promise<Setting> {
  const { workspaceId, id, role } = visitor;
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  return {
    catalogue: await deps.catalogues.at(workspaceId, catalogueVersion),
    members: await listMemberNames(deps.db, workspaceId),
    groups: await listGroups(deps.db, workspaceId),
    author: { id, isAdmin: role === "admin" },
  };
}

/** What a form lets choose from. */
export function choicesOf({ catalogue, members, groups }: Setting): Choices {
  const people = [...members.values()]
    .filter(({ active }) => active)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MOST_PEOPLE)
    .map(({ id, name }) => ({ id, name }));
  return { integrations: catalogue.integrations, people, groups, operators: OPERATORS };
}

/** A rule that was entered: what it says and what it would have caught, and the draft where it can be made. */
export async function tryRule(
  deps: WebDeps,
  input: RuleInput,
  setting: Setting & { workspaceId: string },
): Promise<{ shown: Shown; draft?: RuleDraft }> {
  const drafted = draftRule(input, setting);
  if (!drafted.ok) return { shown: drafted };
  const { draft } = drafted;
  const isAllowing = draft.effect.kind === "allow";
  const tested = await tested30Days(deps, { predicate: draft.predicate, isAllowing }, setting);
  const note = describeBackTest(tested, {
    verb: isAllowing ? "let ahead" : "caught",
    nameOf: (id) => setting.members.get(id)?.name ?? "somebody",
  });
  return { shown: { ok: true, described: `${sentence(draft.described)}`, note }, draft };
}

/** The same for a grant. */
export async function tryGrant(
  deps: WebDeps,
  { entered, timeZone }: { entered: EnteredRule; timeZone: string },
  setting: Setting & { workspaceId: string },
): Promise<{ shown: Shown; draft?: GrantDraft }> {
  const found = findCalls(readCalls(entered), setting);
  if ("fault" in found) return { shown: { ok: false, fault: found.fault } };
  const until = entered.text("until");
  const expiresAt = until ? readLocalTime(until, timeZone) : null;
  if (expiresAt === undefined)
    return { shown: { ok: false, fault: "The end is no time; choose one, or leave it empty." } };
  const numberIn = (name: string) => (entered.text(name) ? Number(entered.text(name)) : null);
  const limits = {
    mostUses: numberIn("uses"),
    mostAmount: numberIn("most_amount"),
    amountArgument: entered.text("amount_argument") || null,
    expiresAt,
  };
  const draft = draftGrant(found.predicate, limits, namesIn(setting));
  const fault = faultOfGrant(draft, setting.author);
  if (fault) return { shown: { ok: false, fault: `Not yet: ${fault}.` } };
  const tested = await tested30Days(deps, { predicate: draft.predicate, isAllowing: true }, setting);
  const note = describeBackTest(tested, {
    verb: "covered",
    nameOf: (id) => setting.members.get(id)?.name ?? "somebody",
  });
  return { shown: { ok: true, described: sentence(draft.described), note }, draft };
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function tested30Days(
  { db, clock }: WebDeps,
  of: { predicate: Predicate; isAllowing: boolean },
  { catalogue, workspaceId }: Setting & { workspaceId: string },
) {
  return backTest(db, { workspaceId, catalogue, ...of }, clock());
}
