import type { Credential } from "../credential.ts";
import type { TokenCredential } from "../oauth/token-credential.ts";
import { type AccessTokenToSign, signAccessToken } from "./sign-access-token.ts";
import { signApiKey } from "./sign-api-key.ts";
import { signBasic } from "./sign-basic.ts";
import { signBearer } from "./sign-bearer.ts";
import type { SignableRequest, SignedRequest } from "./signable-request.ts";

/** What signs by itself; other credentials have to get an access token first. */
export type SigningCredential = Exclude<Credential, TokenCredential> | AccessTokenToSign;

/** `request` signed the way `credential` says. */
export function signWith(credential: SigningCredential, request: SignableRequest): SignedRequest {
  switch (credential.method) {
    case "none":
      return { ...request, credentialHeaders: [] };
    case "bearer":
      return signBearer(credential, request);
    case "api_key":
      return signApiKey(credential, request);
    case "basic":
      return signBasic(credential, request);
    case "access_token":
      return signAccessToken(credential, request);
  }
}
