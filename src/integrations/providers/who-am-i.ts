import type { Egress } from "../../egress/index.ts";
import type { Json } from "../../kernel/index.ts";
import type { Vault } from "../../vault/index.ts";
import type { Integration } from "../integrations-store.ts";
import { judgeProbe, type ProbeResult, refusedProbe } from "../judge-probe.ts";
import { accountIn, jsonIn, valueAt } from "../read-account.ts";
import { signAndSend, type UnsignedRequest } from "../sign-and-send.ts";
import type { Provider } from "./provider.ts";

const TIMEOUT_MS = 10_000;

/** Asks a provider whose account a connection is (PRODUCT C9), and judges its health by the answer. Never throws. */
export async function askWhoAmI(
  deps: { readonly egress: Egress; readonly vault: Vault },
  integration: Integration,
  provider: Provider,
): Promise<ProbeResult> {
  const request = questionTo(provider, integration.baseUrl);
  const sent = await signAndSend(deps, integration, { request, limits: { timeoutMs: TIMEOUT_MS } });
  if (!sent.signed) return refusedProbe(sent.refusal);
  const judged = judgeProbe(sent.answer);
  const body = judged.health === "healthy" ? jsonIn(sent.answer) : undefined;
  if (body === undefined) return judged;
  if (provider.okMember !== undefined && valueAt(body, provider.okMember) === false)
    return { ...judged, health: "failing", note: toldFailure(body, provider.name) };
  const account = accountIn(body, provider.whoAmI.names);
  return account === undefined ? judged : { ...judged, note: `Chief acts as ${account} at ${provider.name}` };
}

function questionTo({ whoAmI, headers }: Provider, baseUrl: string): UnsignedRequest {
  const url = baseUrl + whoAmI.path;
  const common = { accept: "application/json", ...headers };
  if (whoAmI.document === undefined) return { method: "GET", url, headers: common };
  const body = JSON.stringify({ query: whoAmI.document });
  return { method: "POST", url, headers: { ...common, "content-type": "application/json" }, body };
}

/** What a provider says that refuses with status 200. */
function toldFailure(body: Json, name: string): string {
  const error = valueAt(body, "error");
  const code = typeof error === "string" ? ` (${error.replace(/[^\w.:-]/g, "").slice(0, 60)})` : "";
  return `${name} refused the credential${code}. Reconnect with a fresh one`;
}
