import { z } from "zod";
import { recordAct } from "../../audit/index.ts";
import { discoverAccess } from "../../mcp/index.ts";
import { type Credential, credentialSchema } from "../../vault/index.ts";
import { caSchema } from "../ca-certificates.ts";
import type { FieldFault } from "../connect-integration.ts";
import { type ConsentDeps, clientMetadataUrlOf, redirectUriOf } from "../consents.ts";
import { draftIntegration } from "../draft-integration.ts";
import { saveHealth } from "../health/save-health.ts";
import { type Integration, insertIntegration, listIntegrations } from "../integrations-store.ts";
import type { ProbeResult } from "../judge-probe.ts";
import { integrationNameSchema, slugOf } from "../new-integration.ts";
import { probeServer } from "./probe-server.ts";

/** What came of connecting a server. One by consent waits for it, with nothing looked at yet. */
export type ServerConnected =
  | { readonly ok: true; readonly integration: Integration; readonly probe: ProbeResult | undefined }
  | { readonly ok: false; readonly faults: readonly FieldFault[] };

const urlSchema = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const fault = urlFault(text);
    if (fault) context.addIssue({ code: "custom", message: fault });
  });

function urlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    return "Use the full address of a Streamable HTTP server, such as https://mcp.example.com/mcp. Servers that are started as a command are not supported";
  if (url.username || url.password) return "Leave user name and password out; enter the token below";
  return url.search || url.hash ? "Leave out everything from “?” or “#” on" : undefined;
}

/** What an admin enters to connect an MCP server. Every fault names its field. */
export const newServerSchema = z
  .strictObject({
    name: integrationNameSchema,
    url: urlSchema,
    auth: z.enum(["none", "bearer", "oauth"], "Choose none, bearer or oauth"),
    /** Of bearer. */
    token: z.string().default(""),
    /** Of oauth, where the server's authorization server registers nobody by itself. */
    clientId: z.string().trim().max(500, "Use at most 500 characters").default(""),
    clientSecret: z.string().trim().max(2_000, "Use at most 2,000 characters").default(""),
    allowPrivateNetwork: z.boolean().default(false),
    ca: caSchema.optional(),
  })
  .superRefine((input, context) => {
    if (input.url.startsWith("http:") && !input.allowPrivateNetwork) {
      const message =
        "Use https. Plain http is accepted only for a server on a private network; allow that below";
      context.addIssue({ code: "custom", path: ["url"], message });
    }
  });

type Input = z.output<typeof newServerSchema>;

/**
 * Connects an MCP server: checks what was entered, finds out how access is given where a person has to consent, stores
 * the sealed credential, and looks at the server. Its tools are off until an admin has looked at them.
 */
export async function connectServer(
  deps: ConsentDeps,
  { workspaceId, by, input }: { workspaceId: string; by: string; input: unknown },
): Promise<ServerConnected> {
  const parsed = newServerSchema.safeParse(input);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
    return { ok: false, faults };
  }
  const others = await listIntegrations(deps.db, workspaceId);
  if (others.some(({ slug }) => slug === slugOf(parsed.data.name)))
    return { ok: false, faults: [{ field: "name", message: "This name is taken; choose another" }] };
  const found = await credentialFor(deps, parsed.data);
  if ("message" in found) return { ok: false, faults: [found] };
  const integration = await store(deps, { workspaceId, by, input: parsed.data, credential: found });
  if (found.method === "oauth2") return { ok: true, integration, probe: undefined };
  const probe = await probeServer(deps, integration);
  await saveHealth(deps.db, integration, probe, deps.clock());
  return { ok: true, integration: { ...integration, health: probe.health }, probe };
}

async function credentialFor(deps: ConsentDeps, input: Input): Promise<Credential | FieldFault> {
  const { auth, token, url, clientId, clientSecret, allowPrivateNetwork } = input;
  if (auth === "none") return { method: "none" };
  if (auth === "bearer") {
    const parsed = credentialSchema.safeParse({ method: "bearer", token });
    if (parsed.success) return parsed.data;
    return { field: "token", message: parsed.error.issues[0]?.message ?? "Enter the token" };
  }
  const access = await discoverAccess(deps, {
    url,
    redirectUri: redirectUriOf(deps.publicUrl),
    clientMetadataUrl: clientMetadataUrlOf(deps.publicUrl),
    client: clientId === "" ? undefined : { id: clientId, ...(clientSecret ? { secret: clientSecret } : {}) },
    allowPrivateNetwork,
  });
  if (access.ok) return access.credential;
  const message = access.message.charAt(0).toUpperCase() + access.message.slice(1);
  return { field: access.about === "client" ? "clientId" : "url", message };
}

function store(
  deps: ConsentDeps,
  {
    workspaceId,
    by,
    input,
    credential,
  }: {
    workspaceId: string;
    by: string;
    input: Input;
    credential: Credential;
  },
): Promise<Integration> {
  const now = deps.clock();
  const { url: baseUrl, name, allowPrivateNetwork, ca = null } = input;
  const { method: authMethod } = credential;
  const given = { kind: "mcp", workspaceId, name, baseUrl, authMethod, connectedBy: by } as const;
  const draft = draftIntegration(given, now, { allowPrivateNetwork, ca });
  return deps.db.transaction(async (tx) => {
    const saved = { workspaceId, integrationId: draft.id, credential, by };
    const integration = { ...draft, credentialVersion: await deps.vault.saveCredential(tx, saved) };
    await insertIntegration(tx, integration);
    const detail = { name, kind: "mcp", baseUrl, authMethod, allowPrivateNetwork };
    const act = { workspaceId, actor: by, act: "integration.connected", subject: draft.id, detail };
    await recordAct(tx, act, now);
    return integration;
  });
}
