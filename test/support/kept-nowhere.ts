import type { KeptIn } from "../../src/execution/kept/kept-list.ts";

/** For reads that are small and quick: nothing of them may be kept in parts. */
export function keptNowhere(now: Date): KeptIn {
  const db = new Proxy({} as KeptIn["db"], {
    get() {
      throw new Error("something was kept in parts that fits into memory");
    },
  });
  return { db, clock: () => now };
}
