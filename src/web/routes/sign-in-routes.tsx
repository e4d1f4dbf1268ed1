import { type Request, type Response, Router } from "express";
import { createFailedAttempts } from "../http/failed-attempts.ts";
import { safeReturnTo } from "../http/safe-return-to.ts";
import { SignInPage } from "../pages/sign-in-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { slackSignInRoutes } from "./slack-sign-in-routes.tsx";
import { type Gate, visitorOf } from "./visitor.ts";

/** Shows the sign-in page; with a problem it counts as a failure of who asked. */
export type ShowSignIn = (request: Request, response: Response, problem?: string) => void;

/** Signing in by the printed link or with Slack, and signing out. Anybody may come here. */
export function signInRoutes(deps: WebDeps, gate: Gate): Router {
  const { renderer, clock } = deps;
  const { signIn } = deps.slack;
  const router = Router();
  const failed = createFailedAttempts({ clock });
  const from = (request: Request) => request.ip ?? "";
  const page = (request: Request, response: Response, { problem, status }: Shown) => {
    const back = safeReturnTo(request.query["return_to"]);
    const href = `${paths.signInWithSlack}?return_to=${encodeURIComponent(back)}`;
    const by = signIn ? ({ kind: "slack", href } as const) : ({ kind: "link" } as const);
    renderer.page(response, { title: "Sign in", children: <SignInPage by={by} problem={problem} /> }, status);
  };
  const show: ShowSignIn = (request, response, problem) => {
    if (problem !== undefined) failed.note(from(request));
    page(request, response, { problem, status: problem === undefined ? 200 : 403 });
  };

  router.use(paths.signIn, (request, response, next) => {
    const seconds = failed.secondsToWait(from(request));
    if (seconds === 0) return next();
    response.setHeader("Retry-After", String(seconds));
    const problem = `Too many attempts failed. Try again in ${seconds} seconds.`;
    page(request, response, { problem, status: 429 });
  });

  router.get(paths.signIn, async (request: Request, response: Response) => {
    const { token } = request.query;
    if (typeof token !== "string") return show(request, response);
    const member = await gate.claimLink(token);
    if (!member)
      return show(
        request,
        response,
        "This link was already used or is too old. Restart Chief for a new one.",
      );
    await gate.signIn(request, response, member);
    response.redirect(
      303,
      request.query["return_to"] === undefined && deps.slack.local
        ? paths.chat
        : safeReturnTo(request.query["return_to"]),
    );
  });
  if (signIn) router.use(slackSignInRoutes(deps, gate, { signIn, show }));

  router.post(paths.signOut, async (request: Request, response: Response) => {
    await gate.signOut(request, response);
    response.redirect(303, paths.signIn);
  });

  router.post(paths.signOutEverywhere, gate.membersOnly, async (request, response) => {
    const { workspaceId, id: memberId } = visitorOf(request);
    await gate.sessions.endOf({ workspaceId, memberId });
    await gate.signOut(request, response);
    response.redirect(303, paths.signIn);
  });
  return router;
}

interface Shown {
  readonly problem: string | undefined;
  readonly status: number;
}
