import { z } from "zod";
import { headerNameProblem } from "./header-names.ts";
import { expiryOfJwt } from "./oauth/jwt-expiry.ts";
import {
  clientCredentialsSchema,
  type OAuth2Credential,
  oauth2Schema,
  serviceAccountSchema,
} from "./oauth/token-credential.ts";

const LONGEST_VALUE = 16_384;
const MOST_KEYS = 8;

const printable = z
  .string("Enter text")
  .trim()
  .min(1, "Enter a value")
  .max(LONGEST_VALUE, `Use at most ${LONGEST_VALUE} characters`)
  .regex(/^[\x20-\x7e]*$/, "Use printable ASCII characters only, without line breaks");

const bearer = z.strictObject({
  method: z.literal("bearer"),
  token: printable
    .refine((token) => !/^bearer\s/i.test(token), "Enter the token alone, without the word Bearer")
    .refine((token) => !/.\s./.test(token), "Enter the token without spaces"),
});

const apiKeyPart = z
  .strictObject({
    in: z.enum(["header", "query"], "Choose header or query"),
    name: printable.max(128, "Use at most 128 characters"),
    value: printable,
  })
  .superRefine((key, context) => {
    const problem = key.in === "header" ? headerNameProblem(key.name) : undefined;
    if (problem) context.addIssue({ code: "custom", path: ["name"], message: problem });
  });

const apiKey = z.strictObject({
  method: z.literal("api_key"),
  keys: z
    .array(apiKeyPart, "Enter a list of keys")
    .min(1, "Enter at least one key")
    .max(MOST_KEYS, `Use at most ${MOST_KEYS} keys`)
    .superRefine((keys, context) => {
      keys.forEach((key, index) => {
        if (keys.findIndex((other) => placeOf(other) === placeOf(key)) === index) return;
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `Give the ${key.in} ${key.name} only once`,
        });
      });
    }),
});

// RFC 7617: the user name ends at the first colon, and neither part has control characters.
const basicPart = z
  .string("Enter text")
  .max(LONGEST_VALUE, `Use at most ${LONGEST_VALUE} characters`)
  .regex(/^\P{Cc}*$/u, "Leave out line breaks and other control characters");

const basic = z
  .strictObject({
    method: z.literal("basic"),
    username: basicPart.regex(/^[^:]*$/, "Leave out the colon; a user name cannot have one"),
    password: basicPart,
  })
  .refine(({ username, password }) => username !== "" || password !== "", {
    path: ["username"],
    message: "Enter a user name or a password",
  });

/**
 * What a form or the REST API may send as a credential. Every fault names its field (`keys.0.name`) and never repeats
 * a value. White space around keys and tokens, as pasting leaves it, is dropped.
 */
export const credentialSchema = z.discriminatedUnion(
  "method",
  [
    z.strictObject({ method: z.literal("none") }),
    bearer,
    apiKey,
    basic,
    oauth2Schema,
    clientCredentialsSchema,
    serviceAccountSchema,
  ],
  "Choose none, bearer, api_key, basic, oauth2, oauth2_client or service_account",
);

/** What a person enters to connect an integration. A closed union over `method`. */
export type Credential = z.infer<typeof credentialSchema>;
export type CredentialMethod = Credential["method"];
export type CredentialOf<Method extends CredentialMethod> = Extract<Credential, { method: Method }>;

/** Header names are the same whatever their case; query names are not. */
function placeOf(key: { in: string; name: string }): string {
  return key.in === "header" ? `header ${key.name.toLowerCase()}` : `query ${key.name}`;
}

/** The parts of a credential that a card may show. */
export interface CredentialHint {
  readonly clientId?: string;
  readonly tokenUrl?: string;
  readonly scopes?: readonly string[];
  readonly username?: string;
  readonly keys?: { readonly in: "header" | "query"; readonly name: string }[];
  /** When it ends by its own account (ISO 8601): a token that says so, as a JSON Web Token does. */
  readonly expiresAt?: string;
}

/** What may be shown of `credential`: names, never values. */
export function hintOf(credential: Credential): CredentialHint {
  switch (credential.method) {
    case "none":
      return {};
    case "bearer": {
      const expiresAt = expiryOfJwt(credential.token);
      return expiresAt ? { expiresAt: expiresAt.toISOString() } : {};
    }
    case "api_key":
      return { keys: credential.keys.map(({ in: place, name }) => ({ in: place, name })) };
    case "basic":
      // Some APIs take their key as the user name, with no password; it is the secret then.
      return credential.password === "" ? {} : { username: credential.username };
    case "oauth2":
      return hintOfConsent(credential);
    case "oauth2_client": {
      const { clientId, tokenUrl, scopes } = credential;
      return { clientId, tokenUrl, scopes };
    }
    case "service_account": {
      const { clientEmail, tokenUrl, scopes } = credential;
      return { username: clientEmail, tokenUrl, scopes };
    }
  }
}

function hintOfConsent({ client, server, scopes }: OAuth2Credential): CredentialHint {
  return { tokenUrl: server.tokenUrl, scopes, ...("id" in client ? { clientId: client.id } : {}) };
}

/** The texts of `credential` that must never show up anywhere. */
export function secretsIn(credential: Credential): string[] {
  switch (credential.method) {
    case "none":
      return [];
    case "bearer":
      return [credential.token];
    case "api_key":
      return credential.keys.map(({ value }) => value);
    case "basic":
      return [credential.password || credential.username, `${credential.username}:${credential.password}`];
    case "oauth2":
      return "id" in credential.client && credential.client.secret ? [credential.client.secret] : [];
    case "oauth2_client":
      return [credential.clientSecret];
    case "service_account":
      return [credential.privateKey];
  }
}
