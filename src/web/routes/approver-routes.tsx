import { type Request, type Response, Router } from "express";
import {
  addGroup,
  changeApprovalSettings,
  changeGroup,
  getApprovalSettings,
  removeGroup,
} from "../../approvals/index.ts";
import { listGroups, listMemberNames } from "../../people/index.ts";
import type { ApproverScope } from "../../policy/index.ts";
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
    add(deps, request, response),
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

const byOf = (request: Request) => {
  const { workspaceId, id: by } = visitorOf(request);
  return { workspaceId, by };
};

async function saveSettings(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const settings = {
    remindAfterPercent: percentIn(form.text("remind")),
    escalateAfterPercent: percentIn(form.text("escalate")),
    fallback: fallbackScope(form.text("fallback")),
  };
  await changeApprovalSettings(deps, { ...byOf(request), settings });
  response.redirect(303, paths.approvers);
}

async function add(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const name = form.text("name").replace(/^@/, "").slice(0, 60);
  const added = name === "" ? undefined : await addGroup(deps, { ...byOf(request), name, memberIds: [] });
  if (added) return response.redirect(303, paths.approvers);
  const fault = name === "" ? "Give the group a name" : `There is a group ${name} already`;
  await show(deps, [request, response], { fault });
}

async function saveGroup(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const change = { ...byOf(request), groupId: String(request.params["id"]) };
  if (form.isOn("delete")) {
    const why = await removeGroup(deps, change);
    if (why !== undefined) return show(deps, [request, response], { kept: { groupId: change.groupId, why } });
  } else {
    const members = await listMemberNames(deps.db, change.workspaceId);
    const memberIds = form.texts("members").filter((member) => members.has(member));
    await changeGroup(deps, { ...change, memberIds });
  }
  response.redirect(303, paths.approvers);
}
