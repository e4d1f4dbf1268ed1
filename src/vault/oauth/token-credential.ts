import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import { type OAuthServer, standardRevocation } from "./oauth-server.ts";

/** Who Chief is at an authorization server: registered for this connection alone, or by the operator for a provider. */
export type OAuthClient = { readonly id: string; readonly secret?: string } | { readonly provider: string };

/** A person's consent, given in the browser: authorization code with PKCE, kept alive by refreshing. */
export interface OAuth2Credential {
  readonly method: "oauth2";
  readonly server: OAuthServer;
  readonly client: OAuthClient;
  readonly scopes: readonly string[];
}

/** Chief's own account at an API: client credentials, RFC 6749 section 4.4. */
export interface ClientCredentials {
  readonly method: "oauth2_client";
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuth: "basic" | "post";
  readonly scopes: readonly string[];
  readonly audience?: string;
  readonly allowPrivateNetwork: boolean;
}

/** A key file of a service account; its tokens come by JWT bearer grant, RFC 7523. */
export interface ServiceAccount {
  readonly method: "service_account";
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly privateKeyId?: string;
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
  /** The person to act as, where the API lets the account do that. */
  readonly subject?: string;
  readonly allowPrivateNetwork: boolean;
}

/** A credential that does not sign by itself: it gets access tokens, which do. */
export type TokenCredential = OAuth2Credential | ClientCredentials | ServiceAccount;

const LONGEST = 16_384;
const line = (what: string) =>
  z
    .string(`Enter ${what}`)
    .trim()
    .min(1, `Enter ${what}`)
    .max(LONGEST, `Use at most ${LONGEST} characters`)
    .regex(/^[\x20-\x7e]*$/, "Use printable ASCII characters only, without line breaks");
const optionalLine = z
  .string()
  .trim()
  .max(LONGEST, `Use at most ${LONGEST} characters`)
  .regex(/^[\x20-\x7e]*$/, "Use printable ASCII characters only, without line breaks")
  .default("");

function urlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    return "Use a full URL, such as https://login.example.com/oauth/token";
  if (url.username || url.password) return "Leave user name and password out of the URL";
  return url.hash ? "Leave out everything from “#” on" : undefined;
}

const webUrl = z
  .string("Enter a URL")
  .trim()
  .superRefine((text, context) => {
    const fault = urlFault(text);
    if (fault) context.addIssue({ code: "custom", message: fault });
  });
const optionalUrl = z
  .string()
  .trim()
  .default("")
  .superRefine((text, context) => {
    const fault = text === "" ? undefined : urlFault(text);
    if (fault) context.addIssue({ code: "custom", message: fault });
  });

/** RFC 6749 section 3.3: printable ASCII without quote and backslash; separated here by spaces, commas or lines. */
const scopes = z
  .string()
  .default("")
  .transform((text) => [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ""))])
  .refine(
    (list) => list.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)),
    "Use printable characters without quotes; separate scopes by spaces",
  );
const clientAuth = z.enum(["basic", "post"], "Choose basic or post").default("basic");

/** An authorization code connection as a form gives it. */
export const oauth2Schema = z
  .strictObject({
    method: z.literal("oauth2"),
    authorizationUrl: webUrl,
    tokenUrl: webUrl,
    revocationUrl: optionalUrl,
    introspectionUrl: optionalUrl,
    issuer: optionalUrl,
    clientId: line("the client id"),
    clientSecret: optionalLine,
    clientAuth,
    scopes,
  })
  .transform((entered): OAuth2Credential => {
    const { authorizationUrl, tokenUrl, revocationUrl, introspectionUrl } = entered;
    const { issuer, clientId, clientSecret } = entered;
    return {
      method: "oauth2",
      server: {
        authorizationUrl,
        tokenUrl,
        clientAuth: entered.clientAuth,
        quirks: { dropIdToken: true },
        allowPrivateNetwork: false,
        ...(issuer ? { issuer } : {}),
        ...(revocationUrl ? { revocation: standardRevocation(revocationUrl) } : {}),
        ...(introspectionUrl ? { introspectionUrl } : {}),
      },
      client: { id: clientId, ...(clientSecret ? { secret: clientSecret } : {}) },
      scopes: entered.scopes,
    };
  });

/** Client credentials as a form gives them. */
export const clientCredentialsSchema = z
  .strictObject({
    method: z.literal("oauth2_client"),
    tokenUrl: webUrl,
    clientId: line("the client id"),
    clientSecret: line("the client secret"),
    clientAuth,
    scopes,
    audience: optionalLine,
  })
  .transform(
    ({ audience, ...entered }): ClientCredentials => ({
      ...entered,
      allowPrivateNetwork: false,
      ...(audience ? { audience } : {}),
    }),
  );

const GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token";
const keyFile = z.looseObject({
  client_email: line("the account's address"),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
  token_uri: z.string().default(GOOGLE_TOKEN_URL),
});

/** A service account as a form gives it: the whole JSON key file, scopes, and whom to act as. */
export const serviceAccountSchema = z
  .strictObject({
    method: z.literal("service_account"),
    key: z.string("Paste the JSON key file").trim().min(1, "Paste the JSON key file"),
    scopes,
    subject: optionalLine,
  })
  .transform((entered, context): ServiceAccount => {
    const read = readKeyFile(entered.key);
    if ("fault" in read) {
      context.addIssue({ code: "custom", path: ["key"], message: read.fault });
      return z.NEVER;
    }
    const { scopes: wanted, subject } = entered;
    return { ...read, scopes: wanted, allowPrivateNetwork: false, ...(subject ? { subject } : {}) };
  });

type ReadKey = Omit<ServiceAccount, "scopes" | "subject" | "allowPrivateNetwork">;

function readKeyFile(text: string): ReadKey | { fault: string } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { fault: "Paste the whole JSON key file, from its { to its }" };
  }
  const parsed = keyFile.safeParse(given);
  if (!parsed.success)
    return { fault: "This is not a service account's key: client_email and private_key are expected" };
  const { client_email, private_key, private_key_id, token_uri } = parsed.data;
  const fault = urlFault(token_uri);
  if (fault) return { fault: `Its token_uri is not right. ${fault}` };
  if (!isRsaKey(private_key))
    return { fault: "Its private_key is not an RSA key in PEM; download the key file again" };
  return {
    method: "service_account",
    clientEmail: client_email,
    privateKey: private_key,
    tokenUrl: token_uri,
    ...(private_key_id ? { privateKeyId: private_key_id } : {}),
  };
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

/** Whether a credential signs by access tokens that it has to get first. */
export function isTokenCredential<C extends { readonly method: string }>(
  credential: C,
): credential is Extract<C, TokenCredential> {
  return ["oauth2", "oauth2_client", "service_account"].includes(credential.method);
}

/** `credential` for a connection that private addresses were allowed for, or not. */
export function withNetwork<C extends { readonly method: string }>(
  credential: C,
  allowPrivateNetwork: boolean,
): C {
  if (!isTokenCredential(credential)) return credential;
  const known: TokenCredential = credential;
  const changed =
    known.method === "oauth2"
      ? { ...known, server: { ...known.server, allowPrivateNetwork } }
      : { ...known, allowPrivateNetwork };
  return changed as typeof credential;
}
