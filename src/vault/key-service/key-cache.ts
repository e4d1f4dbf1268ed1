/** Keys in clear, kept for a while and up to a number. What falls out is overwritten. */
export interface KeyCache {
  /** A copy, for the caller to wipe. */
  get(name: string, now: Date): Buffer | undefined;
  put(name: string, key: Buffer, now: Date): void;
  readonly size: () => number;
}

export function createKeyCache({ most, forMs }: { most: number; forMs: number }): KeyCache {
  const kept = new Map<string, { key: Buffer; until: number }>();
  const drop = (name: string) => {
    kept.get(name)?.key.fill(0);
    kept.delete(name);
  };
  return {
    get(name, now) {
      const found = kept.get(name);
      if (!found) return undefined;
      if (found.until <= now.getTime()) {
        drop(name);
        return undefined;
      }
      // Used last, so it falls out last.
      kept.delete(name);
      kept.set(name, found);
      return Buffer.from(found.key);
    },
    put(name, key, now) {
      drop(name);
      kept.set(name, { key: Buffer.from(key), until: now.getTime() + forMs });
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) drop(oldest);
    },
    size: () => kept.size,
  };
}
