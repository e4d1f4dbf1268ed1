import type { Request, Response } from "express";
import type { Begun, Consenter } from "../../integrations/index.ts";
import { ChiefError, newToken } from "../../kernel/index.ts";
import { consentCookie } from "../http/session-cookie.ts";
import { WayOutPage } from "../pages/consent/way-out-page.tsx";
import type { WebDeps } from "../web-deps.ts";
import { visitorOf } from "./visitor.ts";

/** The cookie lives a little longer than a consent does. */
const COOKIE_SECONDS = 15 * 60;

const cookieOf = (deps: Pick<WebDeps, "publicUrl">) =>
  consentCookie({ https: deps.publicUrl.startsWith("https:") });

/** The visitor in this browser, if a consent was begun in it. */
export function consenterOf(deps: WebDeps, request: Request): Consenter | undefined {
  const browserToken = cookieOf(deps).read(request.headers.cookie);
  const { workspaceId, id: by } = visitorOf(request);
  return browserToken === undefined ? undefined : { workspaceId, by, browserToken };
}

/**
 * Begins a consent in this browser and sends it to the provider. Consents that are begun in several tabs share the
 * browser's cookie.
 *
 * @throws a 409 whose text says why there is nowhere to send it
 */
export async function sendToProvider(
  deps: WebDeps,
  [request, response]: [Request, Response],
  begin: (consenter: Consenter) => Promise<Begun>,
): Promise<void> {
  const { workspaceId, id: by } = visitorOf(request);
  const browserToken = consenterOf(deps, request)?.browserToken ?? newToken();
  const begun = await begin({ workspaceId, by, browserToken });
  if (!begun.ok) {
    const error = new ChiefError("web.no_consent", { message: begun.message, toldToUser: begun.message });
    throw Object.assign(error, { status: 409 });
  }
  response.append("Set-Cookie", cookieOf(deps).store(browserToken, COOKIE_SECONDS));
  if (request.get("hx-request") === "true") {
    response.setHeader("HX-Redirect", begun.authorizationUrl);
    response.status(204).end();
    return;
  }
  showWayOut(deps, response, begun.authorizationUrl);
}

/** A browser does not follow its own form to another site here, so without scripts the person does. */
function showWayOut(deps: WebDeps, response: Response, url: string): void {
  const children = <WayOutPage url={url} />;
  deps.renderer.page(response, { title: "Continue at the provider", children });
}
