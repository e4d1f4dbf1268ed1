import { type Request, type Response, Router } from "express";
import {
  type ApiToken,
  admitOutsiders,
  changeRole,
  makeToken,
  NO_ROLE_CHANGE,
  revokeToken,
  tokensSeenBy,
} from "../../api/index.ts";
import { getWorkspace, listMemberNames, type Member } from "../../people/index.ts";
import { formBody, readForm } from "../http/form.ts";
import type { MembersProps } from "../pages/settings/members-section.tsx";
import { SettingsPage } from "../pages/settings/settings-page.tsx";
import { LIFETIMES, type TokenLine, type TokensProps } from "../pages/settings/tokens-section.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const LONGEST_NAME = 80;
const DAY_MS = 86_400_000;

/**
 * Sessions, members, API tokens, the model and the limits. Everybody may look, have tokens and end own sessions; admins see and end
 * all tokens, and choose roles.
 */
export function settingsRoutes(deps: WebDeps, gate: Gate): Router {
  const { membersOnly, adminsOnly } = gate;
  const router = Router();
  const small = formBody({ maxBytes: 10_000 });
  router.get(paths.settings, membersOnly, (request, response) => show(deps, gate, [request, response]));
  router.post(paths.makeToken, membersOnly, small, (request, response) =>
    make(deps, gate, [request, response]),
  );
  router.post("/settings/sessions/:id/end", membersOnly, async (request: Request, response: Response) => {
    const { workspaceId, id: memberId } = visitorOf(request);
    const ended = await gate.sessions.endOf({ workspaceId, memberId }, String(request.params["id"]));
    if (ended === 0) throw notFound("session");
    response.redirect(303, paths.settings);
  });
  router.post(paths.outsiders, membersOnly, adminsOnly, small, (request, response) =>
    setOutsiders(deps, request, response),
  );
  router.post("/settings/members/:id/role", membersOnly, adminsOnly, small, (request, response) =>
    setRole(deps, gate, [request, response]),
  );
  router.post("/settings/tokens/:id/revoke", membersOnly, async (request: Request, response: Response) => {
    const isEnded = await revokeToken(deps, visitorOf(request), String(request.params["id"]));
    if (!isEnded) throw notFound("token");
    response.redirect(303, paths.settings);
  });
  return router;
}

async function setRole(deps: WebDeps, gate: Gate, exchange: [Request, Response]): Promise<void> {
  const [request, response] = exchange;
  const asked = (await readForm(request)).text("role");
  const choice = (["admin", "member", "slack"] as const).find((one) => one === asked);
  const memberId = String(request.params["id"]);
  const { people } = await membersOf(deps, visitorOf(request).workspaceId);
  if (!people.some(({ id }) => id === memberId)) throw notFound("member");
  const changed = choice && (await changeRole(deps, visitorOf(request), { memberId, role: choice }));
  if (changed) return response.redirect(303, paths.settings);
  const roleFault = choice ? NO_ROLE_CHANGE : "Choose admin, member, or what Slack says.";
  await show(deps, gate, exchange, { roleFault });
}

async function membersOf({ db }: WebDeps, workspaceId: string) {
  const members = await listMemberNames(db, workspaceId);
  return { members, people: [...members.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

async function show(
  deps: WebDeps,
  gate: Gate,
  exchange: [Request, Response],
  told: Pick<TokensProps, "made" | "fault"> & Pick<MembersProps, "roleFault"> = {},
): Promise<void> {
  const visitor = visitorOf(exchange[0]);
  const { workspaceId } = visitor;
  const [workspace, { members, people }, tokens, sessions, current] = await Promise.all([
    getWorkspace(deps.db, workspaceId),
    membersOf(deps, workspaceId),
    tokensSeenBy(deps, visitor),
    gate.sessions.listOf({ workspaceId, memberId: visitor.id }),
    gate.sessionOf(exchange[0]),
  ]);
  const children = (
    <SettingsPage
      workspace={workspace.name}
      people={people}
      sessions={sessions.map((session) => ({ ...session, isThis: session.id === current?.id }))}
      tokens={tokens.map((token) => lineOf(token, members))}
      isAdmin={visitor.role === "admin"}
      now={deps.clock()}
      model={deps.model}
      callsPerMinute={deps.callsPerMinute ?? 0}
      requestsPerMinute={deps.requestsPerMinute}
      allowsOutsiders={workspace.allowsOutsiders}
      createSlackAppUrl={deps.createSlackAppUrl}
      {...told}
    />
  );
  const page = { title: "Settings", section: "settings", children } as const;
  await showPage(deps, exchange, page, (told.fault ?? told.roleFault) === undefined ? 200 : 422);
}

async function setOutsiders(deps: WebDeps, request: Request, response: Response): Promise<void> {
  await admitOutsiders(deps, visitorOf(request), (await readForm(request)).text("allow") === "yes");
  response.redirect(303, paths.settings);
}

function lineOf(
  { id, name, role, memberId, lastUsedAt, expiresAt }: ApiToken,
  members: ReadonlyMap<string, Member>,
): TokenLine {
  return {
    ...{ id, name, role },
    of: memberId === null ? undefined : (members.get(memberId)?.name ?? "somebody"),
    lastUsedAt: lastUsedAt ?? undefined,
    expiresAt: expiresAt ?? undefined,
  };
}

/** The page that answers shows the token: it is stored nowhere, so there is no other that could. */
async function make(deps: WebDeps, gate: Gate, exchange: [Request, Response]): Promise<void> {
  const [request] = exchange;
  const form = await readForm(request);
  const name = form.text("name");
  if (name === "" || name.length > LONGEST_NAME)
    return show(deps, gate, exchange, { fault: "Give it a name of up to 80 characters" });
  const days = LIFETIMES.find((one) => String(one.days) === form.text("days"))?.days ?? 90;
  const expiresAt = days === 0 ? null : new Date(deps.clock().getTime() + days * DAY_MS);
  const role = form.text("role") === "admin" ? "admin" : "member";
  const { secret } = await makeToken(deps, visitorOf(request), { name, role, expiresAt });
  await show(deps, gate, exchange, { made: { name, secret } });
}
