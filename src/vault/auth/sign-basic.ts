import type { CredentialOf } from "../credential.ts";
import { type SignableRequest, type SignedRequest, withHeader } from "./signable-request.ts";

/** `Authorization: Basic …`, RFC 7617, with the pair in UTF-8. */
export function signBasic(
  { username, password }: Pick<CredentialOf<"basic">, "username" | "password">,
  request: SignableRequest,
): SignedRequest {
  const pair = Buffer.from(`${username}:${password}`, "utf8");
  const signed = withHeader(request, "authorization", `Basic ${pair.toString("base64")}`);
  pair.fill(0);
  return { ...signed, credentialHeaders: ["authorization"] };
}
