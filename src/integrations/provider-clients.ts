import { recordAct } from "../audit/index.ts";
import { Secret } from "../kernel/index.ts";
import type { FieldFault } from "./connect-integration.ts";
import type { ConsentDeps } from "./consents.ts";
import { clientProviderOf, type Provider } from "./providers/provider.ts";

/** What an admin enters to let people connect a provider with one click. */
export interface ProviderClientInput {
  readonly clientId: string;
  readonly clientSecret: string;
}

const PRINTABLE = /^[\x21-\x7e]+$/;

/** Keeps the client that was registered at a provider. Gives what is wrong with what was entered; nothing, if it was kept. */
export async function saveProviderClient(
  deps: Pick<ConsentDeps, "db" | "vault" | "clock">,
  { provider, workspaceId, by }: { provider: Provider; workspaceId: string; by: string },
  input: ProviderClientInput,
): Promise<readonly FieldFault[]> {
  const clientId = input.clientId.trim();
  const clientSecret = input.clientSecret.trim();
  const faults = [
    ...faultOf("clientId", clientId, "the client id"),
    ...faultOf("clientSecret", clientSecret, "the client secret"),
  ];
  if (faults.length > 0) return faults;
  const client = { workspaceId, provider: clientProviderOf(provider), clientId, by };
  const secret = new Secret(clientSecret);
  await deps.vault.oauth.readyToSave(workspaceId);
  await deps.db.transaction(async (tx) => {
    await deps.vault.oauth.saveClient(tx, { ...client, clientSecret: secret });
    const detail = { clientId };
    const act = { workspaceId, actor: by, act: "provider.client_saved", subject: client.provider, detail };
    await recordAct(tx, act, deps.clock());
  });
  return [];
}

function faultOf(field: string, text: string, what: string): FieldFault[] {
  if (text === "") return [{ field, message: `Enter ${what} that the provider shows` }];
  return PRINTABLE.test(text) ? [] : [{ field, message: "Use printable characters without spaces" }];
}

/** A provider as one workspace sees it. */
export interface OfferedProvider {
  readonly provider: Provider;
  /** Whether an admin has set the client, so that one click connects it. */
  readonly isReady: boolean;
  readonly clientId: string | undefined;
}

/** The providers of the catalogue, and whether this workspace is set up for them. */
export async function listProviders(
  deps: Pick<ConsentDeps, "db" | "vault" | "providers">,
  workspaceId: string,
): Promise<OfferedProvider[]> {
  const clients = await deps.vault.oauth.listClients(deps.db, workspaceId);
  return deps.providers.map((provider) => {
    const own = clients.find((client) => client.provider === clientProviderOf(provider));
    return { provider, isReady: own !== undefined, clientId: own?.clientId };
  });
}
