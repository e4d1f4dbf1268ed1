import { z } from "zod";
import {
  addGroup,
  changeApprovalSettings,
  changeGroup,
  getApprovalSettings,
  removeGroup,
} from "../../approvals/index.ts";
import { listGroups, listMemberNames, type MemberGroup } from "../../people/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { changeRole, NO_ROLE_CHANGE } from "../change-role.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { conflict, noSuch, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { id, person } from "../shapes/common.ts";

const MOST_MEMBERS = 1_000;

const memberShape = z
  .object({
    id: z.string(),
    name: z.string(),
    slackUserId: z.string(),
    role: z.enum(["admin", "member"]),
    timeZone: z.string(),
    active: z.boolean(),
  })
  .meta({ id: "Member" });

const whoAmI = defineRoute({
  method: "get",
  path: "/me",
  operationId: "whoAmI",
  tag: "people",
  summary: "For whom this token acts, and with which role",
  who: "member",
  answer: z.object({ member: memberShape, token: z.object({ id: z.string(), name: z.string() }) }),
  async handle(_deps, { member, tokenId, tokenName }) {
    return { body: { member, token: { id: tokenId, name: tokenName } } };
  },
});

const listMembers = defineRoute({
  method: "get",
  path: "/members",
  operationId: "listMembers",
  tag: "people",
  summary: "List the members whom Chief knows, with their roles; Slack says who is an admin",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(memberShape),
  async handle(deps, { member }, { query }) {
    const known = [...(await listMemberNames(deps.db, member.workspaceId)).values()];
    const byName = known.toSorted((a, b) => (`${a.name} ${a.id}` < `${b.name} ${b.id}` ? -1 : 1));
    return { body: pageOfAll(byName, query, (one) => one.id) };
  },
});

const setMemberRole = defineRoute({
  method: "put",
  path: "/members/{memberId}/role",
  operationId: "setMemberRole",
  tag: "people",
  summary: "Make somebody an admin or a member, or leave it to Slack again",
  who: "admin",
  params: z.strictObject({ memberId: id }),
  body: z.strictObject({
    role: z.enum(["admin", "member", "slack"]).describe("slack: what the person is in the Slack workspace."),
  }),
  answer: memberShape,
  async handle(deps, { member }, { params, body }) {
    const known = await listMemberNames(deps.db, member.workspaceId);
    if (!known.has(params.memberId)) throw noSuch("member");
    const changed = await changeRole(deps, member, { ...params, ...body });
    if (!changed) throw conflict("api.last_admin", NO_ROLE_CHANGE);
    return { body: changed };
  },
});

const groupShape = z
  .object({ id: z.string(), name: z.string(), members: z.array(person) })
  .meta({ id: "ApproverGroup" });

async function viewsOf(deps: ApiDeps, workspaceId: string, groups: readonly MemberGroup[]) {
  const members = await listMemberNames(deps.db, workspaceId);
  return groups.map(({ id: groupId, name, memberIds }) => ({
    id: groupId,
    name,
    members: memberIds.map((one) => ({ id: one, name: members.get(one)?.name ?? "somebody" })),
  }));
}

const listAllGroups = defineRoute({
  method: "get",
  path: "/approver-groups",
  operationId: "listApproverGroups",
  tag: "people",
  summary: "List the groups that may be asked for approvals",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(groupShape),
  async handle(deps, { member }, { query }) {
    const { workspaceId } = member;
    const page = pageOfAll(await listGroups(deps.db, workspaceId), query, (group) => group.id);
    return { body: { ...page, items: await viewsOf(deps, workspaceId, page.items) } };
  },
});

const memberIds = z.array(id).max(MOST_MEMBERS).describe("Ids of members.");

async function refuseStrangers(deps: ApiDeps, { member }: Caller, ids: readonly string[]): Promise<void> {
  const known = await listMemberNames(deps.db, member.workspaceId);
  const unknown = ids.find((one) => !known.has(one));
  if (unknown === undefined) return;
  const message = `${unknown} is no member here; GET /members lists them`;
  throw unprocessable("A group is made of members.", [{ field: "memberIds", message }]);
}

async function groupIn(deps: ApiDeps, caller: Caller, groupId: string) {
  const { workspaceId } = caller.member;
  const group = (await listGroups(deps.db, workspaceId)).find((one) => one.id === groupId);
  const [view] = group ? await viewsOf(deps, workspaceId, [group]) : [];
  if (!view) throw noSuch("group");
  return view;
}

const byOf = ({ member }: Caller) => ({ workspaceId: member.workspaceId, by: member.id });

const createGroup = defineRoute({
  method: "post",
  path: "/approver-groups",
  operationId: "createApproverGroup",
  tag: "people",
  summary: "Make a group",
  who: "admin",
  status: 201,
  body: z.strictObject({
    name: z.string().trim().min(1).max(60).regex(/^[^@]/, "Leave out the @"),
    memberIds: memberIds.default([]),
  }),
  answer: groupShape,
  async handle(deps, caller, { body }) {
    await refuseStrangers(deps, caller, body.memberIds);
    const added = await addGroup(deps, { ...byOf(caller), ...body });
    if (!added) throw unprocessable(`There is a group ${body.name} already.`);
    return { body: await groupIn(deps, caller, added.id) };
  },
});

const aGroup = z.strictObject({ groupId: id });

const updateGroup = defineRoute({
  method: "put",
  path: "/approver-groups/{groupId}",
  operationId: "updateApproverGroup",
  tag: "people",
  summary: "Set who belongs to a group",
  who: "admin",
  params: aGroup,
  body: z.strictObject({ memberIds }),
  answer: groupShape,
  async handle(deps, caller, { params, body }) {
    await refuseStrangers(deps, caller, body.memberIds);
    const change = { ...byOf(caller), groupId: params.groupId, memberIds: body.memberIds };
    if (!(await changeGroup(deps, change))) throw noSuch("group");
    return { body: await groupIn(deps, caller, params.groupId) };
  },
});

const deleteGroup = defineRoute({
  method: "delete",
  path: "/approver-groups/{groupId}",
  operationId: "deleteApproverGroup",
  tag: "people",
  summary: "Delete a group",
  who: "admin",
  status: 204,
  params: aGroup,
  async handle(deps, caller, { params }) {
    await groupIn(deps, caller, params.groupId);
    const why = await removeGroup(deps, { ...byOf(caller), groupId: params.groupId });
    if (why !== undefined) throw conflict("api.in_use", why);
    return { body: undefined };
  },
});

const fallback = z
  .strictObject({
    admins: z.boolean().default(false),
    requester: z.boolean().default(false),
    members: z.array(id).max(MOST_MEMBERS).optional(),
    groups: z.array(id).max(MOST_MEMBERS).optional(),
  })
  .nullable();

const approvalSettings = z.strictObject({
  remindAfterPercent: z.number().int().min(0).max(99).describe("Of the time of an approval; 0 for never."),
  escalateAfterPercent: z.number().int().min(0).max(99).describe("Of the time of an approval; 0 for never."),
  fallback: fallback.describe("Who is asked besides when nobody answered by then."),
});

const getSettings = defineRoute({
  method: "get",
  path: "/approval-settings",
  operationId: "getApprovalSettings",
  tag: "approvals",
  summary: "How approvals that wait are brought up again",
  who: "member",
  answer: approvalSettings,
  handle: async (deps, caller) => ({ body: await settingsIn(deps, caller) }),
});

async function settingsIn({ db }: ApiDeps, { member }: Caller): Promise<z.input<typeof approvalSettings>> {
  const {
    remindAfterPercent,
    escalateAfterPercent,
    fallback: asked,
  } = await getApprovalSettings(db, member.workspaceId);
  const { admins = false, requester = false, members, groups } = asked ?? {};
  const scope = {
    ...{ admins, requester },
    ...(members ? { members: [...members] } : {}),
    ...(groups ? { groups: [...groups] } : {}),
  };
  return { remindAfterPercent, escalateAfterPercent, fallback: asked ? scope : null };
}

const putSettings = defineRoute({
  method: "put",
  path: "/approval-settings",
  operationId: "updateApprovalSettings",
  tag: "approvals",
  summary: "Set how approvals that wait are brought up again",
  who: "admin",
  body: approvalSettings,
  answer: approvalSettings,
  async handle(deps, caller, { body }) {
    const { members, groups, admins = false, requester = false } = body.fallback ?? {};
    const scope = { admins, requester, ...(members ? { members } : {}), ...(groups ? { groups } : {}) };
    await changeApprovalSettings(deps, {
      ...byOf(caller),
      settings: { ...body, fallback: body.fallback ? scope : null },
    });
    return { body: await settingsIn(deps, caller) };
  },
});

export const PEOPLE_ROUTES: readonly Route[] = [
  whoAmI,
  listMembers,
  setMemberRole,
  listAllGroups,
  createGroup,
  updateGroup,
  deleteGroup,
  getSettings,
  putSettings,
];
