import type { Journal } from "./journal.ts";
import type { StoredRecord } from "./store.ts";

/** Things of one kind by id. Values are replaced, never changed in place, so that every change is stored. */
export interface Collection<T> {
  get(id: string): T | undefined;
  set(id: string, value: T): T;
  delete(id: string): void;
  /** In the order in which the ids were first set. */
  values(): T[];
}

/** A collection whose records are kept under `kind:id`, filled with those of `records` that are of its kind. */
export function createCollection<T>(
  kind: string,
  journal: Journal,
  records: readonly StoredRecord[],
): Collection<T> {
  const prefix = `${kind}:`;
  const things = new Map<string, T>();
  for (const { key, value } of records) {
    // What is read back is what this collection once wrote.
    if (key.startsWith(prefix)) things.set(key.slice(prefix.length), value as T);
  }
  return {
    get: (id) => things.get(id),
    set(id, value) {
      things.set(id, value);
      journal.note(prefix + id, value);
      return value;
    },
    delete(id) {
      if (things.delete(id)) journal.note(prefix + id, undefined);
    },
    values: () => [...things.values()],
  };
}
