import { signBearer } from "./sign-bearer.ts";
import type { SignableRequest, SignedRequest } from "./signable-request.ts";

/** A token that was got for a credential, ready to sign with. */
export interface AccessTokenToSign {
  readonly method: "access_token";
  readonly accessToken: string;
}

/** `Authorization: Bearer …`: every token that is kept here is a bearer token or is declared to be sent like one. */
export function signAccessToken({ accessToken }: AccessTokenToSign, request: SignableRequest): SignedRequest {
  return signBearer({ token: accessToken }, request);
}
