import { isJsonObject } from "../../kernel/index.ts";
import type { ConsentDeps } from "../consents.ts";
import { type Integration, updateIntegration } from "../integrations-store.ts";
import { signAndSend } from "../sign-and-send.ts";
import type { Provider } from "./provider.ts";

const TIMEOUT_MS = 10_000;

/**
 * Where a provider keeps several sites behind one address: asks which one was consented to, and makes its address the
 * integration's. Gives the integration as it was where the provider has no sites or does not tell; the probe then says so.
 */
export async function atItsSite(
  deps: ConsentDeps,
  integration: Integration,
  provider: Provider | undefined,
): Promise<Integration> {
  if (!provider?.site) return integration;
  const { site } = provider;
  const request = {
    method: "GET",
    url: provider.baseUrl + site.path,
    headers: { accept: "application/json" },
  };
  const sent = await signAndSend(deps, integration, { request, limits: { timeoutMs: TIMEOUT_MS } });
  if (!sent.signed || !sent.answer.ok) return integration;
  const id = firstIdIn(sent.answer.body.toString("utf8"), site.id);
  if (id === undefined) return integration;
  const baseUrl = provider.baseUrl + site.basePath.replace("{{id}}", id);
  if (baseUrl !== integration.baseUrl) await updateIntegration(deps.db, integration, { baseUrl });
  return { ...integration, baseUrl };
}

/** The id of the first site in a list. It becomes a part of an address, so it may hold nothing that leads elsewhere. */
function firstIdIn(text: string, name: string): string | undefined {
  try {
    const list: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(list) ? list[0] : undefined;
    const id = isJsonObject(first) ? first[name] : undefined;
    return typeof id === "string" && /^[A-Za-z0-9_-]{1,100}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
