import { type Request, type Response, Router } from "express";
import { newToken } from "../../kernel/index.ts";
import type { Member } from "../../people/index.ts";
import type { SlackSignIn } from "../../slack/index.ts";
import { safeReturnTo } from "../http/safe-return-to.ts";
import { signInCookie } from "../http/session-cookie.ts";
import { returnToIn, signInState } from "../http/sign-in-state.ts";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import type { ShowSignIn } from "./sign-in-routes.tsx";
import type { Gate } from "./visitor.ts";

const ON_THE_WAY_SECONDS = 600;
const AGAIN = "Begin again from here.";

/**
 * Signing in with Slack: there with a random token in a cookie, and back. Who is a member of a workspace that Chief is
 * installed in gets a session; the role is Slack's, or the one that an admin chose.
 */
export function slackSignInRoutes(
  deps: WebDeps,
  gate: Gate,
  { signIn, show }: { signIn: SlackSignIn; show: ShowSignIn },
): Router {
  const router = Router();
  const cookie = signInCookie({ https: deps.publicUrl.startsWith("https:") });
  const redirectUri = deps.publicUrl + paths.signInCallback;

  router.get(paths.signInWithSlack, async (request: Request, response: Response) => {
    const token = newToken();
    const asked = signInState(token, safeReturnTo(request.query["return_to"]));
    const own = await deps.slack.connections.own().catch(() => undefined);
    const teamId = own?.workspace.slackTeamId;
    response.append("Set-Cookie", cookie.store(token, ON_THE_WAY_SECONDS));
    response.redirect(303, signIn.authorizationUrl({ redirectUri, ...asked, ...(teamId ? { teamId } : {}) }));
  });

  router.get(paths.signInCallback, async (request: Request, response: Response) => {
    response.append("Set-Cookie", cookie.remove);
    const { state, code, error } = request.query;
    const token = cookie.read(request.headers.cookie);
    const returnTo = token && typeof state === "string" ? returnToIn(state, token) : undefined;
    if (!token || returnTo === undefined)
      return show(request, response, `This sign-in was begun in another browser, or too long ago. ${AGAIN}`);
    if (error !== undefined || typeof code !== "string")
      return show(request, response, `Slack did not sign you in. ${AGAIN}`);
    const { nonce } = signInState(token, returnTo);
    const found = await signIn.identify({ code, redirectUri, nonce });
    if (!found.ok) {
      deps.logger.warn({ reason: found.message }, "a sign-in with Slack failed");
      return show(request, response, `Slack's answer could not be used. ${AGAIN}`);
    }
    const member = await memberOf(deps, found);
    if (typeof member === "string") return show(request, response, member);
    await gate.signIn(request, response, { workspaceId: member.workspaceId, memberId: member.id });
    response.redirect(303, safeReturnTo(returnTo));
  });
  return router;
}

/** The member that Slack named, or in words why there is none. */
async function memberOf(
  { slack, roster }: WebDeps,
  { teamId, userId }: { teamId: string; userId: string },
): Promise<Member | string> {
  const connection = await slack.connections.ofTeam({ teamId });
  if (!connection) return "Chief is not installed in that Slack workspace. Choose another one there.";
  const member = await roster.meet(connection.workspace.id, userId);
  return member?.active ? member : "Slack says that this account is not active any more.";
}
