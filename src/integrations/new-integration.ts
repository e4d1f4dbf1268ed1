import { z } from "zod";
import { credentialSchema } from "../vault/index.ts";

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

/** What an admin enters to connect a custom API. Every fault names its field. */
export const newIntegrationSchema = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, "Give it a name, such as Internal Orders API")
      .max(80, "Use at most 80 characters")
      .refine((name) => slugOf(name) !== "", "Use at least one letter or digit"),
    baseUrl: z
      .string()
      .trim()
      .superRefine((text, context) => {
        const fault = baseUrlFault(text);
        if (fault) context.addIssue({ code: "custom", message: fault });
      })
      .transform((text) => text.replace(/\/+$/, "")),
    credential: credentialSchema,
    allowPrivateNetwork: z.boolean().default(false),
    openapi: z.string().optional(),
  })
  .superRefine((input, context) => {
    if (input.baseUrl.startsWith("http:") && !input.allowPrivateNetwork) {
      context.addIssue({
        code: "custom",
        path: ["baseUrl"],
        message: "Use https. Plain http is accepted only for an API on a private network; allow that below",
      });
    }
  });

export type NewIntegration = z.output<typeof newIntegrationSchema>;
export type NewIntegrationInput = z.input<typeof newIntegrationSchema>;
