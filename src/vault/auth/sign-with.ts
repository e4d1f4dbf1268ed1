import type { Credential } from "../credential.ts";
import { signApiKey } from "./sign-api-key.ts";
import { signBasic } from "./sign-basic.ts";
import { signBearer } from "./sign-bearer.ts";
import type { SignableRequest, SignedRequest } from "./signable-request.ts";

/** `request` signed the way `credential` says. */
export function signWith(credential: Credential, request: SignableRequest): SignedRequest {
  switch (credential.method) {
    case "none":
      return { ...request, credentialHeaders: [] };
    case "bearer":
      return signBearer(credential, request);
    case "api_key":
      return signApiKey(credential, request);
    case "basic":
      return signBasic(credential, request);
  }
}
