import type { Queryable, Tx } from "../database/index.ts";
import { Secret } from "../kernel/index.ts";
import { deleteDataKey, findDataKey, getDataKey, unwrapDataKey } from "./data-keys-store.ts";
import type { Keyring } from "./keyring.ts";
import type { KnownValues } from "./known-values.ts";
import { open, seal } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";

const SCOPE = "workspace";

/** Which value of a workspace: `field` and `purpose` are fixed words of the room that keeps it. */
export type WorkspaceField = Pick<SealContext, "workspaceId" | "field" | "version" | "purpose">;

export interface WorkspaceDeps {
  readonly keyring: Keyring;
  readonly knownValues: KnownValues;
}

/**
 * Fetches what sealing for a workspace needs. To be called before the transaction that seals: a key in a service waits
 * for the network, which nothing may do inside of one.
 */
export async function warmWorkspaceKey(
  db: Queryable,
  workspaceId: string,
  { keyring }: Pick<WorkspaceDeps, "keyring">,
): Promise<void> {
  const wrapped = await findDataKey(db, { workspaceId, scope: SCOPE });
  if (wrapped) (await unwrapDataKey(keyring, wrapped)).bytes.fill(0);
}

/** Seals a value that belongs to a workspace rather than to a connection, for the calling room to store. */
export async function sealForWorkspace(
  tx: Tx,
  asked: { field: WorkspaceField; value: Secret },
  deps: WorkspaceDeps & { readonly now: Date },
): Promise<Buffer> {
  const { field, value } = asked;
  const wrapped = await getDataKey(tx, { workspaceId: field.workspaceId, scope: SCOPE }, deps);
  const dataKey = await unwrapDataKey(deps.keyring, wrapped);
  const plain = Buffer.from(value.reveal(), "utf8");
  const sealed = seal(dataKey, plain, { ...field, connection: SCOPE });
  plain.fill(0);
  dataKey.bytes.fill(0);
  deps.knownValues.remember(ownerOf(field), sealed, [value.reveal()]);
  return sealed;
}

/** Shreds everything that was sealed for a workspace: without its key, nothing opens any of it. */
export function shredForWorkspace(tx: Tx, workspaceId: string): Promise<void> {
  return deleteDataKey(tx, { workspaceId, scope: SCOPE });
}

/** The value, or undefined when it was sealed for another field or workspace, altered, or its key is gone. */
export async function openForWorkspace(
  db: Queryable,
  asked: { field: WorkspaceField; sealed: Buffer },
  { keyring, knownValues }: WorkspaceDeps,
): Promise<Secret | undefined> {
  const { field, sealed } = asked;
  const wrapped = await findDataKey(db, { workspaceId: field.workspaceId, scope: SCOPE });
  if (!wrapped) return undefined;
  const dataKey = await unwrapDataKey(keyring, wrapped);
  const plain = open(dataKey, sealed, { ...field, connection: SCOPE });
  dataKey.bytes.fill(0);
  if (!plain) return undefined;
  const value = new Secret(plain);
  plain.fill(0);
  knownValues.remember(ownerOf(field), sealed, [value.reveal()]);
  return value;
}

function ownerOf({ workspaceId, field, purpose }: WorkspaceField): string {
  return `${workspaceId}/${purpose}/${field}`;
}
