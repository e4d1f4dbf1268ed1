import { ChiefError } from "../kernel/index.ts";
import type { KeyEncryptionKey } from "./key-encryption-key.ts";

/** The key-encryption keys at hand: one wraps, and for the time of a rotation a second one still (or already) opens. */
export interface Keyring {
  readonly current: KeyEncryptionKey;
  has(id: string): boolean;
  /** @throws ChiefError `vault.key_wrong` when no key at hand has this id */
  get(id: string): KeyEncryptionKey;
}

export function createKeyring(current: KeyEncryptionKey, alsoAccepted?: KeyEncryptionKey): Keyring {
  const keys = alsoAccepted ? [current, alsoAccepted] : [current];
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    current,
    has: (id) => byId.has(id),
    get(id) {
      const key = byId.get(id);
      if (key) return key;
      throw new ChiefError("vault.key_wrong", {
        message: `this was sealed with vault key ${id.slice(0, 8)}, but this process has ${keys.map((one) => one.id.slice(0, 8)).join(" and ")}`,
      });
    },
  };
}
