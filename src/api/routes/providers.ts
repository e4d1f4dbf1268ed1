import { z } from "zod";
import {
  listProviders,
  type OfferedProvider,
  redirectUriOf,
  saveProviderClient,
} from "../../integrations/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { noSuch, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { id } from "../shapes/common.ts";
import { providerShape } from "../shapes/integration.ts";

function viewOf({ publicUrl }: ApiDeps, { provider, isReady, clientId }: OfferedProvider) {
  return {
    id: provider.id,
    name: provider.name,
    isReady,
    clientId: clientId ?? null,
    registrationUrl: provider.registration.url,
    redirectUri: redirectUriOf(publicUrl, provider),
    connectUrl: `${publicUrl}/connect/${encodeURIComponent(provider.id)}`,
  };
}

/** The provider of an id, as the caller's workspace sees it now. @throws ApiProblem 404 */
async function offeredIn(deps: ApiDeps, { member }: Caller, providerId: string): Promise<OfferedProvider> {
  const offered = await listProviders(deps, member.workspaceId);
  const found = offered.find(({ provider }) => provider.id === providerId);
  if (!found) throw noSuch("provider");
  return found;
}

const list = defineRoute({
  method: "get",
  path: "/providers",
  operationId: "listProviders",
  tag: "integrations",
  summary: "List the well-known APIs that are connected by consent in a browser",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(providerShape),
  async handle(deps, { member }, { query }) {
    const offered = await listProviders(deps, member.workspaceId);
    const page = pageOfAll(offered, query, ({ provider }) => provider.id);
    return { body: { ...page, items: page.items.map((one) => viewOf(deps, one)) } };
  },
});

const setClient = defineRoute({
  method: "put",
  path: "/providers/{providerId}/client",
  operationId: "setProviderClient",
  tag: "integrations",
  summary: "Set the OAuth client that was registered at a provider, so that one click connects it",
  who: "admin",
  params: z.strictObject({ providerId: id }),
  body: z.strictObject({
    clientId: z.string().max(500),
    clientSecret: z.string().max(2_000).describe("Stored encrypted, and never given again."),
  }),
  answer: providerShape,
  async handle(deps, caller, { params: { providerId }, body }) {
    const { provider } = await offeredIn(deps, caller, providerId);
    const { workspaceId, id: by } = caller.member;
    const faults = await saveProviderClient(deps, { provider, workspaceId, by }, body);
    if (faults.length > 0) throw unprocessable("This is no client of the provider.", faults);
    return { body: viewOf(deps, await offeredIn(deps, caller, providerId)) };
  },
});

export const PROVIDER_ROUTES: readonly Route[] = [list, setClient];
