import type { Egress, EgressAnswer } from "../../egress/index.ts";
import { isJsonObject, storableText } from "../../kernel/index.ts";
import type { Vault } from "../../vault/index.ts";
import type { Integration } from "../integrations-store.ts";
import { judgeProbe, type ProbeResult, refusedProbe } from "../judge-probe.ts";
import { signAndSend } from "../sign-and-send.ts";
import type { Provider } from "./provider.ts";

const TIMEOUT_MS = 10_000;
const LONGEST_NAME = 120;

/** Asks a provider whose account a connection is (PRODUCT C9), and judges its health by the answer. Never throws. */
export async function askWhoAmI(
  deps: { readonly egress: Egress; readonly vault: Vault },
  integration: Integration,
  { whoAmI, name }: Provider,
): Promise<ProbeResult> {
  const request = {
    method: "GET",
    url: integration.baseUrl + whoAmI.path,
    headers: { accept: "application/json" },
  };
  const sent = await signAndSend(deps, integration, { request, limits: { timeoutMs: TIMEOUT_MS } });
  if (!sent.signed) return refusedProbe(sent.refusal);
  const judged = judgeProbe(sent.answer);
  const account = judged.health === "healthy" ? accountIn(sent.answer, whoAmI.names) : undefined;
  return account === undefined ? judged : { ...judged, note: `Chief acts as ${account} at ${name}` };
}

function accountIn(answer: EgressAnswer, names: readonly string[]): string | undefined {
  if (!answer.ok || answer.status > 299) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isJsonObject(body)) return undefined;
  const found = names.map((name) => body[name]).find((value) => typeof value === "string" && value !== "");
  return typeof found === "string" ? storableText(found).slice(0, LONGEST_NAME) : undefined;
}
