import type { Egress, EgressAnswer } from "../egress/index.ts";
import type { SignOutcome, Vault } from "../vault/index.ts";
import { destinationOf } from "./destination.ts";
import type { Integration } from "./integrations-store.ts";

/** A request of an integration, as it shall leave but for the credential. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Limits {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly largestBytes?: number;
  readonly largeTimeoutMs?: number;
  readonly takesCompressed?: boolean;
  readonly signal?: AbortSignal;
}

/** Either it could not be signed and nothing was sent, or what came of sending it. */
export type SignedAndSent =
  | { readonly signed: false; readonly refusal: Extract<SignOutcome, { ok: false }> }
  | { readonly signed: true; readonly answer: EgressAnswer };

/**
 * Signs one request with the integration's credential and sends it.
 *
 * A 401 says that nothing was done (RFC 9110 §15.5.2). Where the credential can get another token, it gets one then, and
 * the request is sent once more.
 */
export async function signAndSend(
  deps: { readonly vault: Vault; readonly egress: Egress },
  integration: Integration,
  { request, limits }: { request: UnsignedRequest; limits: Limits },
): Promise<SignedAndSent> {
  const signed = await sign(deps.vault, integration, request);
  if (!signed.ok) return { signed: false, refusal: signed };
  const answer = await send(deps.egress, integration, { request, limits, signed });
  if (!answer.ok || answer.status !== 401 || signed.renewable === undefined) return { signed: true, answer };
  answer.rest?.abandon();
  const again = await sign(deps.vault, integration, { ...request, refusedToken: signed.renewable });
  if (!again.ok) return { signed: false, refusal: again };
  return { signed: true, answer: await send(deps.egress, integration, { request, limits, signed: again }) };
}

function sign(
  vault: Vault,
  { workspaceId, id: integrationId, credentialVersion }: Integration,
  { url, headers, refusedToken }: UnsignedRequest & { readonly refusedToken?: number },
): Promise<SignOutcome> {
  const ask = { workspaceId, integrationId, credentialVersion, url, headers };
  return vault.signRequest(refusedToken === undefined ? ask : { ...ask, refusedToken });
}

function send(
  egress: Egress,
  integration: Integration,
  {
    request,
    limits,
    signed,
  }: { request: UnsignedRequest; limits: Limits; signed: Extract<SignOutcome, { ok: true }> },
): Promise<EgressAnswer> {
  const { url, headers, credentialHeaders } = signed;
  const { method, body } = request;
  return egress.send({
    method,
    url,
    headers,
    credentialHeaders,
    destination: destinationOf(integration),
    ...limits,
    ...(body === undefined ? {} : { body }),
  });
}
