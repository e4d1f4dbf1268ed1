import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Queryable, Tx } from "../database/index.ts";
import { ChiefError } from "../kernel/index.ts";
import type { Keyring } from "./keyring.ts";
import type { SealingKey } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";
import { dataKeys } from "./tables.ts";

export type WrappedDataKey = Pick<
  typeof dataKeys.$inferSelect,
  "id" | "workspaceId" | "scope" | "wrapped" | "vaultKeyId"
>;

/** Whose data key: the workspace's own (`workspace`), or that of one integration (its id). */
export interface DataKeyOwner {
  readonly workspaceId: string;
  readonly scope: string;
}

/** Binds a wrapped data key to its owner and id, so that rows cannot be exchanged for each other. */
export function wrapContext(dataKey: Pick<WrappedDataKey, "id" | "workspaceId" | "scope">): SealContext {
  const { id, workspaceId, scope } = dataKey;
  return { workspaceId, connection: scope, field: id, version: 1, purpose: "data-key" };
}

/** The data key in clear. Wipe its bytes right after use. */
export async function unwrapDataKey(keyring: Keyring, dataKey: WrappedDataKey): Promise<SealingKey> {
  const bytes = await keyring.get(dataKey.vaultKeyId).unwrap(dataKey.wrapped, wrapContext(dataKey));
  return { id: dataKey.id, bytes };
}

export async function findDataKey(db: Queryable, owner: DataKeyOwner): Promise<WrappedDataKey | undefined> {
  const [found] = await db.select().from(dataKeys).where(isOwner(owner));
  return found;
}

/** The owner's data key, made now if there is none. Of two who make it at once, both get the first one's. */
export async function getDataKey(
  tx: Tx,
  owner: DataKeyOwner,
  { keyring, now }: { keyring: Keyring; now: Date },
): Promise<WrappedDataKey> {
  const found = await findDataKey(tx, owner);
  if (found) return found;
  await tx
    .insert(dataKeys)
    .values({ ...(await newDataKey(owner, keyring)), createdAt: now })
    .onConflictDoNothing();
  const made = await findDataKey(tx, owner);
  if (made) return made;
  throw new ChiefError("vault.no_data_key", {
    message: `the data key of ${owner.scope} vanished while it was made`,
  });
}

/** Shreds everything that was sealed with the owner's key. */
export async function deleteDataKey(tx: Tx, owner: DataKeyOwner): Promise<void> {
  await tx.delete(dataKeys).where(isOwner(owner));
}

async function newDataKey(owner: DataKeyOwner, keyring: Keyring): Promise<WrappedDataKey> {
  const id = randomBytes(16).toString("hex");
  const bytes = randomBytes(32);
  const wrapped = await keyring.current.wrap(bytes, wrapContext({ id, ...owner }));
  bytes.fill(0);
  return { id, ...owner, wrapped, vaultKeyId: keyring.current.id };
}

function isOwner({ workspaceId, scope }: DataKeyOwner) {
  return and(eq(dataKeys.workspaceId, workspaceId), eq(dataKeys.scope, scope));
}
