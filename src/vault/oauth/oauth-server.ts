/** How a provider's token endpoint differs from RFC 6749. Declared with the provider, never guessed. */
export interface Quirks {
  /** Requests are sent as JSON instead of forms (Notion). */
  readonly jsonRequests?: boolean;
  /** It knows no PKCE and refuses parameters that it does not know; the consent then rests on `state` and the client's secret. */
  readonly noPkce?: boolean;
  /** The member that lists what was granted, where it is not `scope` (HubSpot's `scopes`). */
  readonly scopeMember?: string;
  /** Answers may be form-encoded (`access_token=…&scope=…`), as GitHub's are when not asked for JSON. */
  readonly form?: boolean;
  /** What a missing `token_type` stands for. */
  readonly defaultTokenType?: "bearer";
  /** Further token types that are sent like `bearer`, in lower case (Slack's `bot` and `user`). */
  readonly bearerTokenTypes?: readonly string[];
  /** Where in the answer the token's object is, as a dotted path (`authed_user`); its top when absent. */
  readonly tokenPath?: string;
  /** ID tokens are left out unread: nothing here signs anybody in with them. */
  readonly dropIdToken?: boolean;
  /** The scopes in its answers are separated by commas. */
  readonly commaScopes?: boolean;
  /** Error codes that mean the same as `invalid_grant`: the grant is dead, and only a new consent helps. */
  readonly deadGrantCodes?: readonly string[];
  /** Further members of the answer to keep with the token, for the request that revokes it. */
  readonly keep?: readonly string[];
}

/**
 * The request that ends a grant. In `url` and the values of `fields`, `{{access_token}}`, `{{refresh_token}}`,
 * `{{token}}` (the refresh token, or the access token where there is none), `{{client_id}}` and the names in
 * `Quirks.keep` are filled in; a field whose value is not known is left out.
 */
export interface Revocation {
  readonly url: string;
  readonly method: "POST" | "DELETE";
  readonly encoding: "form" | "json";
  readonly fields: Readonly<Record<string, string>>;
  /** How the client says who it is: as at the token endpoint, with its secret as a bearer token, or not at all. */
  readonly clientAuth: "same" | "basic" | "bearer" | "none";
}

/** An authorization server, as much of it as one connection needs. */
export interface OAuthServer {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** What `iss` in its answers must be (RFC 9207); the origin of `authorizationUrl` when absent. */
  readonly issuer?: string;
  /** Whether it promises to send `iss`; an answer without it is refused then. */
  readonly sendsIssuer?: boolean;
  readonly revocation?: Revocation;
  /** Where it tells what a token is good for, and until when (RFC 7662). */
  readonly introspectionUrl?: string;
  /** How the client authenticates at the token endpoint. */
  readonly clientAuth: "basic" | "post";
  /** A space unless given. */
  readonly scopeSeparator?: " " | ",";
  /** Sent along with the person to the authorization URL (`access_type=offline`). */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  /** What the tokens are for (RFC 8707): sent to the authorization URL and with every request for a token. */
  readonly resource?: string;
  readonly quirks?: Quirks;
  /** Whether private addresses were allowed for the connection. */
  readonly allowPrivateNetwork: boolean;
}

/** The issuer that an authorization answer must come from. */
export function issuerOf(server: Pick<OAuthServer, "issuer" | "authorizationUrl">): string {
  return server.issuer ?? new URL(server.authorizationUrl).origin;
}

/** RFC 7009: the token in a form, by a client that says who it is as at the token endpoint. */
export function standardRevocation(url: string): Revocation {
  return { url, method: "POST", encoding: "form", fields: { token: "{{token}}" }, clientAuth: "same" };
}
