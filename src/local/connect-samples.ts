import type { Db } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import { connectIntegration, listIntegrations, slugOf, updateIntegration } from "../integrations/index.ts";
import { ChiefError, type Clock } from "../kernel/index.ts";
import type { Vault } from "../vault/index.ts";
import type { SampleApis } from "./sample-apis/index.ts";
import type { SampleKeys } from "./sample-keys.ts";

interface Deps {
  readonly db: Db;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly clock: Clock;
}

/**
 * Connects the sample APIs as an admin would: once. They listen on a private address, which is allowed for these
 * two. An admin who disconnected one keeps it disconnected only until the next start in local mode.
 */
export async function connectSamples(
  deps: Deps,
  samples: { apis: SampleApis; keys: SampleKeys; workspaceId: string; by: string },
): Promise<void> {
  const { apis, keys, workspaceId, by } = samples;
  const wanted = [
    {
      name: "Internal Orders API",
      baseUrl: apis.orders.baseUrl,
      document: apis.orders.document,
      credential: { method: "bearer", token: keys.ordersToken },
    },
    {
      name: "WMS API",
      baseUrl: apis.wms.baseUrl,
      document: apis.wms.document,
      credential: { method: "api_key", keys: [{ in: "header", name: "X-Api-Key", value: keys.wmsKey }] },
    },
  ];
  const connected = await listIntegrations(deps.db, workspaceId);
  for (const { document, ...sample } of wanted) {
    const known = connected.find(({ slug }) => slug === slugOf(sample.name));
    if (!known) {
      const input = { ...sample, allowPrivateNetwork: true, openapi: JSON.stringify(document) };
      const outcome = await connectIntegration(deps, { workspaceId, by, input });
      if (!outcome.ok)
        throw new ChiefError("local.sample_refused", { message: JSON.stringify(outcome.faults) });
    } else if (known.baseUrl !== sample.baseUrl) {
      await updateIntegration(deps.db, known, { baseUrl: sample.baseUrl });
    }
  }
}
