import type { Egress, EgressAnswer } from "../../egress/index.ts";
import { isJsonObject, type Json, storableText } from "../../kernel/index.ts";
import type { Vault } from "../../vault/index.ts";
import type { Integration } from "../integrations-store.ts";
import { judgeProbe, type ProbeResult, refusedProbe } from "../judge-probe.ts";
import { signAndSend, type UnsignedRequest } from "../sign-and-send.ts";
import type { Provider } from "./provider.ts";

const TIMEOUT_MS = 10_000;
const LONGEST_NAME = 120;

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
  const body = judged.health === "healthy" ? bodyOf(sent.answer) : undefined;
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

function bodyOf(answer: EgressAnswer): Json | undefined {
  if (!answer.ok || answer.status > 299) return undefined;
  try {
    return JSON.parse(answer.body.toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}

/** What a provider says that refuses with status 200. */
function toldFailure(body: Json, name: string): string {
  const error = valueAt(body, "error");
  const code = typeof error === "string" ? ` (${error.replace(/[^\w.:-]/g, "").slice(0, 60)})` : "";
  return `${name} refused the credential${code}. Reconnect with a fresh one`;
}

function accountIn(body: Json, names: readonly string[]): string | undefined {
  const found = names
    .map((name) => valueAt(body, name))
    .find((value) => (typeof value === "string" && value !== "") || typeof value === "number");
  return found === undefined ? undefined : storableText(String(found)).slice(0, LONGEST_NAME);
}

/** What is at a dotted path of an answer. */
function valueAt(body: Json, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>(
      (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      body,
    );
}
