import type { Json } from "../../kernel/index.ts";
import type { WorkspaceStore } from "./store.ts";

/** Writes changed records behind the workspace, which itself answers from memory. */
export interface Journal {
  /** Remembers that `key` now holds `value`, or nothing when it is undefined. */
  note(key: string, value: unknown): void;
  /** Resolves when everything noted so far is stored; rejects with the store's error otherwise. */
  flushed(): Promise<void>;
}

/**
 * Changes gather until the running write is over, and then go out in one batch, the last value of each key.
 * A batch that fails is put back, under newer values, so nothing is lost while the store is away.
 */
export function createJournal(store: WorkspaceStore, onFailure: (error: unknown) => void): Journal {
  let waiting = new Map<string, unknown>();
  let writing: Promise<void> = Promise.resolve();
  let isScheduled = false;

  const write = async () => {
    isScheduled = false;
    const batch = waiting;
    if (batch.size === 0) return;
    waiting = new Map();
    try {
      await storeBatch(store, batch);
    } catch (error) {
      waiting = new Map([...batch, ...waiting]);
      throw error;
    }
  };
  const flushed = () => {
    writing = writing.then(write, write);
    return writing;
  };
  return {
    note(key, value) {
      waiting.set(key, value);
      if (isScheduled) return;
      isScheduled = true;
      flushed().catch(onFailure);
    },
    flushed,
  };
}

async function storeBatch(store: WorkspaceStore, batch: ReadonlyMap<string, unknown>): Promise<void> {
  const entries = [...batch];
  const gone = entries.filter(([, value]) => value === undefined).map(([key]) => key);
  const kept = entries
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: JSON.parse(JSON.stringify(value)) as Json }));
  if (kept.length > 0) await store.save(kept);
  if (gone.length > 0) await store.remove(gone);
}
