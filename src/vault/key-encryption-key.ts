import { hkdfSync } from "node:crypto";
import { ChiefError } from "../kernel/index.ts";
import { open, type SealingKey, seal } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";

/**
 * The key that wraps data keys: from a file, from the environment, or in a key management service.
 *
 * `wrap` is called inside database transactions, where nothing may wait for the network: a key in a service fetches
 * what it needs beforehand and keeps it in memory (see `key-service/service-key.ts`).
 */
export interface KeyEncryptionKey {
  /** Stable and not secret; the same key has the same id wherever it came from. */
  readonly id: string;
  /** What an operator calls it, where it has such a name. */
  readonly name?: string;
  /** Gets ready to wrap without waiting. */
  prepare?(): Promise<void>;
  wrap(dataKey: Uint8Array, context: SealContext): Promise<Buffer>;
  /** @throws ChiefError `vault.unwrap_failed` when this key did not wrap it, or not for this context; `vault.key_service_*`
   *   when its service does not answer */
  unwrap(wrapped: Buffer, context: SealContext): Promise<Buffer>;
}

/** A key-encryption key from 32 random bytes. Its id is derived from them and does not reveal them. */
export function createLocalKey(bytes: Buffer): KeyEncryptionKey {
  const id = Buffer.from(hkdfSync("sha256", bytes, Buffer.alloc(0), "chief/vault-key-id/v1", 16)).toString(
    "hex",
  );
  const key: SealingKey = { id, bytes };
  return {
    id,
    async wrap(dataKey, context) {
      return seal(key, dataKey, context);
    },
    async unwrap(wrapped, context) {
      const dataKey = open(key, wrapped, context);
      if (dataKey) return dataKey;
      throw new ChiefError("vault.unwrap_failed", {
        message: `vault key ${id.slice(0, 8)} does not open a key of workspace ${context.workspaceId}`,
      });
    },
  };
}
