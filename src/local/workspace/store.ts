import type { Json } from "../../kernel/index.ts";

/** One thing the workspace remembers: `key` is its kind and id, for example `channel:C0123`. */
export interface StoredRecord {
  readonly key: string;
  readonly value: Json;
}

/**
 * Where a local workspace keeps its records between two starts.
 *
 * Calls come one after another, never at once. `save` replaces records of the same key; `remove` ignores keys
 * that are not there. A call that rejects is repeated with the next change.
 */
export interface WorkspaceStore {
  load(): Promise<readonly StoredRecord[]>;
  save(records: readonly StoredRecord[]): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

/** A store that lives as long as the process. Values are copied in and out, as a database would. */
export function createMemoryWorkspaceStore(): WorkspaceStore {
  const values = new Map<string, string>();
  return {
    load: async () => [...values].map(([key, value]) => ({ key, value: JSON.parse(value) as Json })),
    save: async (records) => {
      for (const { key, value } of records) values.set(key, JSON.stringify(value));
    },
    remove: async (keys) => {
      for (const key of keys) values.delete(key);
    },
  };
}
