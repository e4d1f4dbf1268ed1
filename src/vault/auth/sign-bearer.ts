import type { CredentialOf } from "../credential.ts";
import { type SignableRequest, type SignedRequest, withHeader } from "./signable-request.ts";

/** `Authorization: Bearer …`, RFC 6750 section 2.1. */
export function signBearer(
  { token }: Pick<CredentialOf<"bearer">, "token">,
  request: SignableRequest,
): SignedRequest {
  return { ...withHeader(request, "authorization", `Bearer ${token}`), credentialHeaders: ["authorization"] };
}
