import type { Action } from "../../actions/index.ts";
import type { Catalogue } from "../../integrations/index.ts";
import { attachmentsIn } from "../attachments.ts";
import { findNamedAction } from "./find-action.ts";
import { findMentionedIntegration } from "./find-integration.ts";
import { parseRequest } from "./request.ts";

/** What a request is read against. */
interface Standing {
  readonly catalogue: Catalogue;
  readonly now: Date;
  readonly timeZone: string;
}

/** The actions that a request names: attached by `#name`, by method and path, or in words beside the API's name. */
export function requestedActions(text: string, { catalogue, now, timeZone }: Standing): readonly Action[] {
  const attached = attachmentsIn(text, catalogue).attached.flatMap(({ action }) => action ?? []);
  if (attached.length > 0) return attached;
  const mentioned = findMentionedIntegration(text, catalogue.integrations);
  if (!mentioned) return [];
  const { integration, actionName, rest } = mentioned;
  const request = parseRequest(rest, now, timeZone);
  const named = request.http
    ? catalogue.operationAt(integration.id, request.http.method, request.http.path)?.action
    : findNamedAction(catalogue, integration, { ...request, ...(actionName ? { actionName } : {}) });
  return named ? [named] : [];
}
