import type { Request, Response } from "express";
import type { Integration } from "../../integrations/index.ts";
import type { Revoked } from "../../vault/index.ts";
import { ErrorPage } from "../pages/error-page.tsx";
import type { WebDeps } from "../web-deps.ts";
import { showPage } from "./show-page.ts";

/**
 * Says that a provider did not end an access. The integration is disconnected all the same, but who cares about the
 * access has to end it there.
 */
export async function tellUnrevoked(
  deps: WebDeps,
  [request, response]: [Request, Response],
  { integration, revoked }: { integration: Integration; revoked: Extract<Revoked, { kind: "failed" }> },
): Promise<void> {
  const { name } = integration;
  const text = `Its credential is destroyed here, but its access could not be ended at the provider: ${revoked.message}. End it in your account there.`;
  const children = <ErrorPage title={`${name} is disconnected`} text={text} />;
  if (request.get("hx-request") !== "true")
    return showPage(deps, [request, response], { title: "Disconnected", section: "integrations", children });
  response.setHeader("HX-Retarget", "#main");
  response.setHeader("HX-Reswap", "innerHTML");
  deps.renderer.fragment(response, children);
}
