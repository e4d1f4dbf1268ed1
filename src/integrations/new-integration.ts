import { z } from "zod";
import { type Credential, credentialSchema, withNetwork } from "../vault/index.ts";
import { caSchema } from "./ca-certificates.ts";

/** `Internal Orders API` → `internal-orders-api`: the name in `#mentions` and addresses. */
export function slugOf(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join("-") ?? "";
}

function baseUrlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return "Use a full URL, such as https://api.example.com/v1";
  if (url.username || url.password)
    return "Leave user name and password out of the URL; enter them as the credential";
  if (url.search || url.hash)
    return "Leave out everything from “?” or “#” on; parameters belong to the calls";
  return undefined;
}

/** A base URL as an admin enters it. */
export const baseUrlSchema = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const fault = baseUrlFault(text);
    if (fault) context.addIssue({ code: "custom", message: fault });
  })
  .transform((text) => text.replace(/\/+$/, ""));

/** A name as an admin enters it. */
export const integrationNameSchema = z
  .string()
  .trim()
  .min(1, "Give it a name, such as Internal Orders API")
  .max(80, "Use at most 80 characters")
  .refine((name) => slugOf(name) !== "", "Use at least one letter or digit");

/** What an admin enters to connect a custom API. Every fault names its field. */
export const newIntegrationSchema = z
  .object({
    name: integrationNameSchema,
    baseUrl: baseUrlSchema,
    credential: credentialSchema,
    allowPrivateNetwork: z.boolean().default(false),
    ca: caSchema.optional(),
    /** An OpenAPI document as text. */
    openapi: z.string().optional(),
    switchOn: z.enum(["all", "reads", "none"]).default("all"),
  })
  .superRefine((input, context) => {
    if (input.baseUrl.startsWith("http:") && !input.allowPrivateNetwork) {
      context.addIssue({
        code: "custom",
        path: ["baseUrl"],
        message: "Use https. Plain http is accepted only for an API on a private network; allow that below",
      });
    }
  })
  // Not a refinement: that would also see a credential that has faults of its own and was not put together.
  .transform((input, context) => {
    const plain = input.allowPrivateNetwork ? [] : plainHttpFields(input.credential);
    for (const field of plain) {
      const message = "Use https. Plain http is accepted only on a private network; allow that below";
      context.addIssue({ code: "custom", path: ["credential", field], message });
    }
    return { ...input, credential: withNetwork(input.credential, input.allowPrivateNetwork) };
  });

/** The fields whose URL a credential would be sent to, or a person would be sent to, in clear. */
export function plainHttpFields(credential: Credential): string[] {
  const isPlain = (url: string | undefined) => url?.startsWith("http:") ?? false;
  switch (credential.method) {
    case "oauth2": {
      const { authorizationUrl, tokenUrl, revocation, introspectionUrl } = credential.server;
      const urls = { authorizationUrl, tokenUrl, revocationUrl: revocation?.url, introspectionUrl };
      return Object.entries(urls).flatMap(([field, url]) => (isPlain(url) ? [field] : []));
    }
    case "oauth2_client":
      return isPlain(credential.tokenUrl) ? ["tokenUrl"] : [];
    case "service_account":
      return isPlain(credential.tokenUrl) ? ["key"] : [];
    default:
      return [];
  }
}

export type NewIntegration = z.output<typeof newIntegrationSchema>;
export type NewIntegrationInput = z.input<typeof newIntegrationSchema>;
