import { setImmediate } from "node:timers/promises";
import { and, eq, ne, notExists, sql } from "drizzle-orm";
import type { Db, Tx } from "../database/index.ts";
import { unwrapDataKey, type WrappedDataKey, wrapContext } from "./data-keys-store.ts";
import { wrapKeyCheck } from "./key-check.ts";
import type { Keyring } from "./keyring.ts";
import { dataKeys, vaultKeys } from "./tables.ts";

export interface Rotation {
  /** How many data keys are wrapped by the current key now and were not before. */
  readonly rewrapped: number;
  /** Ids of the vault keys that nothing needs any more. */
  readonly retired: string[];
  /** Data keys that another replica made under an old key meanwhile. */
  readonly waiting: number;
}

const ROWS_PER_UPDATE = 1000;
const KEYS_PER_BREATH = 100;

/**
 * Wraps every data key with the current vault key and retires the others, in one transaction: after a crash it was
 * done or it was not. Sealed data is not touched. Wrapping happens before the transaction, which therefore is short;
 * a key deleted meanwhile stays deleted. A data key that another replica makes under the old key meanwhile keeps that
 * one from being retired; run the rotation again. With `all` the keys that the current one wraps are wrapped anew, too.
 */
export async function rotateKeys(
  db: Db,
  keyring: Keyring,
  { all = false }: { all?: boolean } = {},
): Promise<Rotation> {
  await keyring.current.prepare?.();
  const isOld = ne(dataKeys.vaultKeyId, keyring.current.id);
  const old = await db
    .select()
    .from(dataKeys)
    .where(all ? undefined : isOld);
  const rewrapped = await rewrapAll(keyring, old);
  const keyCheck = all ? await wrapKeyCheck(keyring.current) : undefined;
  return db.transaction(async (tx) => {
    let count = 0;
    for (let from = 0; from < rewrapped.length; from += ROWS_PER_UPDATE) {
      count += await saveRewrapped(tx, keyring.current.id, rewrapped.slice(from, from + ROWS_PER_UPDATE));
    }
    const isCurrent = eq(vaultKeys.id, keyring.current.id);
    if (keyCheck) await tx.update(vaultKeys).set({ keyCheck }).where(isCurrent);
    const retired = await retireUnused(tx, keyring.current.id);
    return { rewrapped: count, retired, waiting: await tx.$count(dataKeys, isOld) };
  });
}

/** A data key, wrapped anew, with how it was wrapped before. */
type RewrappedDataKey = WrappedDataKey & { readonly before: Buffer };

async function rewrapAll(keyring: Keyring, old: WrappedDataKey[]): Promise<RewrappedDataKey[]> {
  const rewrapped: RewrappedDataKey[] = [];
  for (const dataKey of old) {
    rewrapped.push(await rewrap(keyring, dataKey));
    // A local key answers without leaving the microtask queue; requests must get their turn in between.
    if (rewrapped.length % KEYS_PER_BREATH === 0) await setImmediate();
  }
  return rewrapped;
}

async function rewrap(keyring: Keyring, dataKey: WrappedDataKey): Promise<RewrappedDataKey> {
  const { bytes } = await unwrapDataKey(keyring, dataKey);
  const wrapped = await keyring.current.wrap(bytes, wrapContext(dataKey));
  bytes.fill(0);
  return { ...dataKey, wrapped, before: dataKey.wrapped, vaultKeyId: keyring.current.id };
}

/** One statement for many rows; a row that was deleted or re-wrapped meanwhile is left alone. */
async function saveRewrapped(tx: Tx, vaultKeyId: string, rows: RewrappedDataKey[]): Promise<number> {
  const ids = sql.param(rows.map(({ id }) => id));
  const wrapped = sql.param(rows.map((row) => row.wrapped.toString("hex")));
  const before = sql.param(rows.map((row) => row.before.toString("hex")));
  const saved = await tx
    .update(dataKeys)
    .set({ wrapped: sql`decode(fresh.wrapped, 'hex')`, vaultKeyId })
    .from(sql`unnest(${ids}::text[], ${wrapped}::text[], ${before}::text[]) as fresh(id, wrapped, before)`)
    .where(and(eq(dataKeys.id, sql`fresh.id`), eq(dataKeys.wrapped, sql`decode(fresh.before, 'hex')`)))
    .returning({ id: dataKeys.id });
  return saved.length;
}

async function retireUnused(tx: Tx, currentId: string): Promise<string[]> {
  const needing = tx.select({ id: dataKeys.id }).from(dataKeys).where(eq(dataKeys.vaultKeyId, vaultKeys.id));
  const retired = await tx
    .delete(vaultKeys)
    .where(and(ne(vaultKeys.id, currentId), notExists(needing)))
    .returning({ id: vaultKeys.id });
  return retired.map(({ id }) => id);
}
