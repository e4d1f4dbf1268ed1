import { type Request, type Response, Router } from "express";
import { getApprovalSettings, saveApprovalSettings } from "../../approvals/index.ts";
import { recordAct } from "../../audit/index.ts";
import { type JsonObject, newId } from "../../kernel/index.ts";
import { deleteGroup, insertGroup, listGroups, listMemberNames, updateGroup } from "../../people/index.ts";
import { type ApproverScope, demandsOf, listRules } from "../../policy/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { ApproversPage, type ApproversPageProps } from "../pages/approvals/approvers-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

/** Who is asked for approvals: everybody may look, admins change it. */
export function approverRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const body = formBody({ maxBytes: 100_000 });
  router.get(paths.approvers, gate.membersOnly, (request, response) => show(deps, [request, response]));
  router.post(paths.approvers, gate.membersOnly, gate.adminsOnly, body, (request, response) =>
    saveSettings(deps, request, response),
  );
  router.post(paths.addGroup, gate.membersOnly, gate.adminsOnly, body, (request, response) =>
    addGroup(deps, request, response),
  );
  router.post("/approvers/groups/:id", gate.membersOnly, gate.adminsOnly, body, (request, response) =>
    saveGroup(deps, request, response),
  );
  return router;
}

type Fault = Pick<ApproversPageProps, "fault" | "kept">;

async function show(deps: WebDeps, exchange: [Request, Response], fault: Fault = {}): Promise<void> {
  const { workspaceId, role } = visitorOf(exchange[0]);
  const [groups, members, settings] = await Promise.all([
    listGroups(deps.db, workspaceId),
    listMemberNames(deps.db, workspaceId),
    getApprovalSettings(deps.db, workspaceId),
  ]);
  const people = [...members.values()].filter(({ active }) => active).map(({ id, name }) => ({ id, name }));
  const children = (
    <ApproversPage
      groups={groups}
      people={people}
      settings={{ ...settings, fallback: fallbackText(settings.fallback) }}
      canEdit={role === "admin"}
      {...fault}
    />
  );
  const isFault = fault.fault !== undefined || fault.kept !== undefined;
  const page = { title: "Approvers", section: "approvals", children } as const;
  await showPage(deps, exchange, page, isFault ? 422 : 200);
}

function fallbackText(scope: ApproverScope | null): string {
  if (!scope) return "";
  if (scope.groups?.[0]) return `group:${scope.groups[0]}`;
  return scope.members?.[0] ? `member:${scope.members[0]}` : "admins";
}

function fallbackScope(text: string): ApproverScope | null {
  const [kind, id] = text.split(":");
  if (kind === "admins") return { admins: true, requester: false };
  if (kind === "group" && id) return { admins: false, requester: false, groups: [id] };
  return kind === "member" && id ? { admins: false, requester: false, members: [id] } : null;
}

const percentIn = (text: string) => Math.min(99, Math.max(0, Math.round(Number(text) || 0)));

async function saveSettings(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const { workspaceId, id: actor } = visitorOf(request);
  const settings = {
    remindAfterPercent: percentIn(form.text("remind")),
    escalateAfterPercent: percentIn(form.text("escalate")),
    fallback: fallbackScope(form.text("fallback")),
  };
  await deps.db.transaction(async (tx) => {
    await saveApprovalSettings(tx, workspaceId, { ...settings, now: deps.clock() });
    await recordAct(
      tx,
      {
        workspaceId,
        actor,
        act: "approvers.settings",
        subject: workspaceId,
        detail: { ...settings } as JsonObject,
      },
      deps.clock(),
    );
  });
  response.redirect(303, paths.approvers);
}

async function addGroup(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const { workspaceId, id: actor } = visitorOf(request);
  const name = form.text("name").replace(/^@/, "").slice(0, 60);
  const group = { id: newId("grp"), workspaceId, name, memberIds: [], createdAt: deps.clock() };
  const isStored =
    name !== "" &&
    (await deps.db.transaction(async (tx) => {
      if (!(await insertGroup(tx, group))) return false;
      const act = { workspaceId, actor, act: "approvers.group_added", subject: group.id, detail: { name } };
      await recordAct(tx, act, deps.clock());
      return true;
    }));
  if (isStored) return response.redirect(303, paths.approvers);
  const fault = name === "" ? "Give the group a name" : `There is a group ${name} already`;
  await show(deps, [request, response], { fault });
}

async function saveGroup(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const { workspaceId, id: actor } = visitorOf(request);
  const id = String(request.params["id"]);
  const why = form.isOn("delete") ? await reasonToKeep(deps, { workspaceId, id }) : undefined;
  if (why !== undefined) return show(deps, [request, response], { kept: { groupId: id, why } });
  const members = await listMemberNames(deps.db, workspaceId);
  const memberIds = form.texts("members").filter((member) => members.has(member));
  await deps.db.transaction(async (tx) => {
    if (form.isOn("delete")) {
      await deleteGroup(tx, { id, workspaceId });
      const act = { workspaceId, actor, act: "approvers.group_removed", subject: id, detail: {} };
      await recordAct(tx, act, deps.clock());
    } else if (await updateGroup(tx, { id, workspaceId, memberIds })) {
      const act = { workspaceId, actor, act: "approvers.group_changed", subject: id, detail: { memberIds } };
      await recordAct(tx, act, deps.clock());
    }
  });
  response.redirect(303, paths.approvers);
}

/** A rule that asks a group which is gone could be satisfied by nobody; so could a question to that fallback. */
async function reasonToKeep(
  deps: WebDeps,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<string | undefined> {
  const asks = ({ groups = [] }: ApproverScope) => groups.includes(id);
  const rules = (await listRules(deps.db, workspaceId)).filter(
    ({ effect }) => effect.kind === "ask" && demandsOf(effect.approvers).some(asks),
  );
  if (rules.length > 0)
    return `Rule ${rules.map(({ number }) => number).join(" and ")} asks this group. Change or remove that first.`;
  const { fallback } = await getApprovalSettings(deps.db, workspaceId);
  return fallback && asks(fallback)
    ? "This group is asked when nobody answers. Choose somebody else below first."
    : undefined;
}
