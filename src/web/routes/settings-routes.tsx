import { type Request, type Response, Router } from "express";
import { type ApiToken, makeToken, revokeToken, tokensSeenBy } from "../../api/index.ts";
import { getWorkspace, listMemberNames, type Member } from "../../people/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { SettingsPage } from "../pages/settings/settings-page.tsx";
import { LIFETIMES, type TokenLine, type TokensProps } from "../pages/settings/tokens-section.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const LONGEST_NAME = 80;
const DAY_MS = 86_400_000;

/** Members, API tokens, the model and the limits: everybody may look and have tokens, admins see and end all of them. */
export function settingsRoutes(deps: WebDeps, { membersOnly }: Gate): Router {
  const router = Router();
  const small = formBody({ maxBytes: 10_000 });
  router.get(paths.settings, membersOnly, (request, response) => show(deps, [request, response]));
  router.post(paths.makeToken, membersOnly, small, (request, response) => make(deps, request, response));
  router.post("/settings/tokens/:id/revoke", membersOnly, async (request: Request, response: Response) => {
    const isEnded = await revokeToken(deps, visitorOf(request), String(request.params["id"]));
    if (!isEnded) throw notFound("token");
    response.redirect(303, paths.settings);
  });
  return router;
}

async function show(
  deps: WebDeps,
  exchange: [Request, Response],
  told: Pick<TokensProps, "made" | "fault"> = {},
): Promise<void> {
  const visitor = visitorOf(exchange[0]);
  const { workspaceId } = visitor;
  const [workspace, members, tokens] = await Promise.all([
    getWorkspace(deps.db, workspaceId),
    listMemberNames(deps.db, workspaceId),
    tokensSeenBy(deps, visitor),
  ]);
  const people = [...members.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const children = (
    <SettingsPage
      workspace={workspace.name}
      people={people}
      tokens={tokens.map((token) => lineOf(token, members))}
      isAdmin={visitor.role === "admin"}
      now={deps.clock()}
      model={deps.model}
      callsPerMinute={deps.callsPerMinute ?? 0}
      requestsPerMinute={deps.requestsPerMinute}
      {...told}
    />
  );
  const page = { title: "Settings", section: "settings", children } as const;
  await showPage(deps, exchange, page, told.fault === undefined ? 200 : 422);
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
async function make(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const form = await readForm(request);
  const name = form.text("name");
  if (name === "" || name.length > LONGEST_NAME)
    return show(deps, [request, response], { fault: "Give it a name of up to 80 characters" });
  const days = LIFETIMES.find((one) => String(one.days) === form.text("days"))?.days ?? 90;
  const expiresAt = days === 0 ? null : new Date(deps.clock().getTime() + days * DAY_MS);
  const role = form.text("role") === "admin" ? "admin" : "member";
  const { secret } = await makeToken(deps, visitorOf(request), { name, role, expiresAt });
  await show(deps, [request, response], { made: { name, secret } });
}
