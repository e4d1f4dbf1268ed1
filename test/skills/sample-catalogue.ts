import { type ActionDraft, importOpenApi } from "../../src/actions/index.ts";
import type { Catalogue } from "../../src/integrations/index.ts";
import { ordersDocument } from "../../src/local/sample-apis/orders/document.ts";
import { wmsDocument } from "../../src/local/sample-apis/wms/document.ts";
import { catalogueWith, integrationOf } from "../planning/commands/fixtures.ts";

/** The catalogue of a workspace that connected the two sample APIs by their own documents. */
export async function sampleCatalogue(): Promise<Catalogue> {
  const orders = integrationOf("Internal Orders API");
  const wms = integrationOf("WMS API");
  return catalogueWith([
    { integration: orders, actions: await actionsOf(ordersDocument("http://127.0.0.1:4101")) },
    { integration: wms, actions: await actionsOf(wmsDocument("http://127.0.0.1:4102")) },
  ]);
}

async function actionsOf(document: object): Promise<readonly ActionDraft[]> {
  const outcome = await importOpenApi(JSON.stringify(document));
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.operations;
}
