import type { RunView } from "../planner.ts";
import { findMentionedIntegration } from "./find-integration.ts";
import { type ParsedRequest, parseRequest } from "./request.ts";

/** Takes a request apart without the name of the integration, which may be made of words that mean something: “our Sales”. */
export function readRequest(
  text: string,
  view: Pick<RunView, "catalogue" | "timeZone" | "startedAt">,
  at: Date = view.startedAt,
): ParsedRequest {
  const mentioned = findMentionedIntegration(text, view.catalogue.integrations);
  return parseRequest(mentioned?.rest ?? text, at, view.timeZone);
}
