import type { Action } from "../actions/index.ts";
import type { Catalogue, Integration } from "../integrations/index.ts";
import { isJsonObject, type Json } from "../kernel/index.ts";
import type { ToolCall } from "../model/index.ts";

/** The integration of that slug, name or id. */
export function integrationIn(catalogue: Catalogue, given: string): Integration | undefined {
  const wanted = given.toLowerCase().replace(/^#/, "");
  return catalogue.integrations.find(
    ({ slug, name, id }) => slug === wanted || name.toLowerCase() === wanted || id === given,
  );
}

/** The enabled action that `slug.name` names. */
export function actionNamed(catalogue: Catalogue, fullName: string): Action | undefined {
  const [slug = "", ...rest] = fullName.replace(/^#/, "").split(".");
  const integration = integrationIn(catalogue, slug);
  const name = rest.join(".");
  return integration && catalogue.actionsOf(integration.id).find((action) => action.name === name);
}

/** The action that a tool call would call, or did: by its name, or by the method and path that were described. */
export function actionOfToolCall(catalogue: Catalogue, toolCall: ToolCall): Action | undefined {
  const input = parsed(toolCall.arguments);
  if (!isJsonObject(input)) return undefined;
  const { action, integration, method, path } = input;
  if (toolCall.name === "call_action" && typeof action === "string") return actionNamed(catalogue, action);
  if (toolCall.name !== "call_http" || typeof integration !== "string") return undefined;
  if (typeof method !== "string" || typeof path !== "string") return undefined;
  const owner = integrationIn(catalogue, integration);
  const known = owner && catalogue.operationAt(owner.id, method.toUpperCase(), path.split("?")[0] ?? "/");
  return known?.action.enabled ? known.action : undefined;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
