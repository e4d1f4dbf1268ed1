/** The addresses of an authorization server, as its metadata says; what cannot be trusted is refused or left out. */
import type { OAuthServerInfo } from "@modelcontextprotocol/client";
import { type OAuth2Credential, standardRevocation } from "../vault/index.ts";

/** Something that a person has to mend; told as it is. */
export class AccessTrouble extends Error {
  readonly about: "url" | "client";

  constructor(message: string, about: "url" | "client" = "url") {
    super(message);
    this.about = about;
  }
}

type Endpoints = Pick<OAuth2Credential["server"], "authorizationUrl" | "tokenUrl">;

/** Where a person consents and where tokens are; by the names of the protocol's first version where nothing says. */
export function endpointsOf(
  found: OAuthServerInfo,
  { allowPrivateNetwork }: { readonly allowPrivateNetwork: boolean },
): Endpoints {
  const { authorizationServerMetadata: metadata, authorizationServerUrl: base } = found;
  const challenges = metadata?.code_challenge_methods_supported;
  if (challenges && !challenges.includes("S256"))
    throw new AccessTrouble(
      "its authorization server does not take PKCE by S256, without which I ask for nothing",
    );
  const authorizationUrl = metadata?.authorization_endpoint ?? new URL("/authorize", base).href;
  const tokenUrl = metadata?.token_endpoint ?? new URL("/token", base).href;
  for (const url of [authorizationUrl, tokenUrl]) {
    if (!isWebAddress(url, allowPrivateNetwork))
      throw new AccessTrouble(
        "its authorization server has an address that is not https, so nobody is sent there",
      );
  }
  return { authorizationUrl, tokenUrl };
}

function isWebAddress(url: string, allowHttp: boolean): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === "https:" || (protocol === "http:" && allowHttp)) && !username && !password;
}

/** Where an access is ended, and where it is told when it ends; both can be done without. */
export function furtherEndpoints(
  { authorizationServerMetadata: metadata }: OAuthServerInfo,
  { allowPrivateNetwork }: { readonly allowPrivateNetwork: boolean },
): Pick<OAuth2Credential["server"], "revocation" | "introspectionUrl"> {
  const told: Readonly<Record<string, unknown>> = { ...metadata };
  const usable = (name: string) => {
    const url = told[name];
    return typeof url === "string" && isWebAddress(url, allowPrivateNetwork) ? url : undefined;
  };
  const [revocationUrl, introspectionUrl] = [usable("revocation_endpoint"), usable("introspection_endpoint")];
  return {
    ...(revocationUrl ? { revocation: standardRevocation(revocationUrl) } : {}),
    ...(introspectionUrl ? { introspectionUrl } : {}),
  };
}
