/** The client that an operator registered at a provider, for one click to connect it. */
import type { Queryable, Tx } from "../../database/index.ts";
import type { Secret } from "../../kernel/index.ts";
import {
  openForWorkspace,
  sealForWorkspace,
  type WorkspaceDeps,
  type WorkspaceField,
} from "../workspace-values.ts";
import { type ClientOwner, findClientRow, listClientRows, putClientRow } from "./clients-store.ts";
import type { KnownClient } from "./grants.ts";

export interface NewOAuthClient extends ClientOwner {
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: Secret;
  readonly by: string;
}

/** What may be shown of a client. */
export interface OAuthClientDescription {
  readonly provider: string;
  readonly clientId: string;
  readonly updatedBy: string;
  readonly updatedAt: Date;
}

function fieldOf({ workspaceId, provider }: ClientOwner): WorkspaceField {
  return { workspaceId, field: provider, version: 1, purpose: "oauth-client" };
}

/** Stores a client in place of the workspace's older one at that provider. */
export async function saveOAuthClient(
  tx: Tx,
  client: NewOAuthClient,
  deps: WorkspaceDeps & { readonly now: Date },
): Promise<void> {
  const { workspaceId, provider, clientId, clientSecret, by } = client;
  const field = fieldOf(client);
  const sealed = clientSecret ? await sealForWorkspace(tx, { field, value: clientSecret }, deps) : null;
  await putClientRow(tx, { workspaceId, provider, clientId, sealed, updatedBy: by, updatedAt: deps.now });
}

/** The clients of a workspace, without their secrets. */
export async function listOAuthClients(
  db: Queryable,
  workspaceId: string,
): Promise<OAuthClientDescription[]> {
  const rows = await listClientRows(db, workspaceId);
  return rows.map(({ provider, clientId, updatedBy, updatedAt }) => ({
    provider,
    clientId,
    updatedBy,
    updatedAt,
  }));
}

/** A client in clear; undefined when there is none, or its secret cannot be opened. */
export async function findOAuthClient(
  deps: WorkspaceDeps & { readonly db: Queryable },
  owner: ClientOwner,
): Promise<KnownClient | undefined> {
  const row = await findClientRow(deps.db, owner);
  if (!row) return undefined;
  if (!row.sealed) return { id: row.clientId };
  const secret = await openForWorkspace(deps.db, { field: fieldOf(owner), sealed: row.sealed }, deps);
  return secret && { id: row.clientId, secret: secret.reveal() };
}
