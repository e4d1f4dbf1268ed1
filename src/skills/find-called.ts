import type { Action } from "../actions/index.ts";
import type { Catalogue } from "../integrations/index.ts";

/** The enabled action that `integration-slug.action-name` means. */
export function findCalled(catalogue: Catalogue, name: string): Action | undefined {
  const [slug = "", ...rest] = name.split(".");
  const integration = catalogue.integrations.find((one) => one.slug === slug);
  if (!integration) return undefined;
  return catalogue.actionsOf(integration.id).find((action) => action.name === rest.join("."));
}
