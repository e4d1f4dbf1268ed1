import { type Request, type Response, Router } from "express";
import { safeReturnTo } from "../http/safe-return-to.ts";
import { SignInPage } from "../pages/sign-in-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import type { Gate } from "./visitor.ts";

/** Signing in by the printed link, and signing out. Anybody may come here. */
export function signInRoutes(deps: WebDeps, gate: Gate): Router {
  const { renderer } = deps;
  const router = Router();
  const show = (response: Response, problem?: string) =>
    renderer.page(
      response,
      { title: "Sign in", children: <SignInPage by={{ kind: "link" }} problem={problem} /> },
      problem ? 403 : 200,
    );

  router.get(paths.signIn, async (request: Request, response: Response) => {
    const { token } = request.query;
    if (typeof token !== "string") return show(response);
    const member = await gate.claimLink(token);
    if (!member)
      return show(response, "This link was already used or is too old. Restart Chief for a new one.");
    await gate.signIn(response, member);
    response.redirect(
      303,
      request.query["return_to"] === undefined && deps.slack.local
        ? paths.chat
        : safeReturnTo(request.query["return_to"]),
    );
  });

  router.post(paths.signOut, async (request: Request, response: Response) => {
    await gate.signOut(request, response);
    response.redirect(303, paths.signIn);
  });
  return router;
}
