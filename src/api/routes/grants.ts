import { z } from "zod";
import {
  draftGrant,
  faultOfGrant,
  findCalls,
  type GrantDraft,
  type GrantRow,
  giveGrant,
  listGrants,
  mayRevoke,
  namesIn,
  revokeGrant,
  type Setting,
  stateOfGrant,
} from "../../policy/index.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { type PersonOf, personOfIn } from "../people-names.ts";
import { authorOf, settingOf, wouldHave } from "../policy-setting.ts";
import { conflict, noSuch, notYours, unprocessable } from "../problem.ts";
import { defineRoute, type Route } from "../route.ts";
import { id } from "../shapes/common.ts";
import { grantInput, grantShape, previewShape } from "../shapes/rule.ts";

const MOST_GRANTS = 10_000;

function viewOf(grant: GrantRow, { personOf, now }: { personOf: PersonOf; now: Date }) {
  return { ...grant, state: stateOfGrant(grant, now), grantedBy: personOf(grant.grantedBy) };
}

/** The grant that is meant. @throws ApiProblem 422 with what is wrong */
function draftOf(input: z.output<typeof grantInput>, setting: Setting): GrantDraft {
  const { mostUses, mostAmount, amountArgument, expiresAt, ...calls } = input;
  const found = findCalls(calls, setting);
  if ("fault" in found) throw unprocessable(found.fault);
  const until = expiresAt === null ? null : new Date(expiresAt);
  const limits = { mostUses, mostAmount, amountArgument, expiresAt: until };
  const draft = draftGrant(found.predicate, limits, namesIn(setting));
  const fault = faultOfGrant(draft, setting.author);
  if (fault) throw unprocessable(`Not yet: ${fault}.`);
  return draft;
}

const list = defineRoute({
  method: "get",
  path: "/grants",
  operationId: "listGrants",
  tag: "rules",
  summary: "List the grants: yeses given ahead, within limits",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(grantShape),
  async handle(deps, { member }, { query }) {
    const { workspaceId } = member;
    const [grants, personOf] = await Promise.all([
      listGrants(deps.db, workspaceId, MOST_GRANTS),
      personOfIn(deps, workspaceId),
    ]);
    const page = pageOfAll(grants, query, (grant) => grant.id);
    const now = deps.clock();
    return { body: { ...page, items: page.items.map((grant) => viewOf(grant, { personOf, now })) } };
  },
});

const preview = defineRoute({
  method: "post",
  path: "/grants/preview",
  operationId: "previewGrant",
  tag: "rules",
  summary: "What a grant would cover, and how many of the last 30 days' calls it would have",
  who: "admin",
  isAct: false,
  body: grantInput,
  answer: previewShape,
  async handle(deps, caller, { body }) {
    const setting = await settingOf(deps, caller);
    const { predicate, described } = draftOf(body, setting);
    const tried = { predicate, isAllowing: true, verb: "covered" };
    const { workspaceId } = caller.member;
    return { body: { described, note: await wouldHave(deps, { setting, workspaceId }, tried) } };
  },
});

const give = defineRoute({
  method: "post",
  path: "/grants",
  operationId: "giveGrant",
  tag: "rules",
  summary: "Give a yes ahead, within limits",
  who: "admin",
  status: 201,
  body: grantInput,
  answer: grantShape,
  async handle(deps, caller, { body }) {
    const draft = draftOf(body, await settingOf(deps, caller));
    const now = deps.clock();
    const change = { workspaceId: caller.member.workspaceId, by: authorOf(caller), now };
    const given = await deps.db.transaction((tx) => giveGrant(tx, draft, change));
    return { body: viewOf(given, { personOf: await personOfIn(deps, given.workspaceId), now }) };
  },
});

const revoke = defineRoute({
  method: "delete",
  path: "/grants/{grantId}",
  operationId: "revokeGrant",
  tag: "rules",
  summary: "Take a grant back",
  who: "member",
  status: 204,
  params: z.strictObject({ grantId: id }),
  async handle(deps, caller, { params }) {
    const { workspaceId } = caller.member;
    const all = await listGrants(deps.db, workspaceId, MOST_GRANTS);
    const grant = all.find((one) => one.id === params.grantId);
    if (!grant) throw noSuch("grant");
    if (!mayRevoke(grant, authorOf(caller)))
      throw notYours("Only the person who gave this grant, or an admin, may take it back.");
    const change = { workspaceId, by: authorOf(caller), now: deps.clock() };
    const revoked = await deps.db.transaction((tx) => revokeGrant(tx, grant.id, change));
    if (!revoked) throw conflict("api.moved", "It was taken back already.");
    return { body: undefined };
  },
});

export const GRANT_ROUTES: readonly Route[] = [list, preview, give, revoke];
