import { sleep } from "../../../src/kernel/index.ts";

const EVERY_MS = 25;
/** A test waits so long; who waits on a loaded machine for what must come some day may set more. */
const DEADLINE_MS = Number(process.env["TEST_PATIENCE_MS"] ?? 20_000);

/**
 * What `look` gives as soon as it gives something.
 *
 * @throws Error that says `what` was waited for, and what `sight` shows then, when it takes too long
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  sight?: () => Promise<unknown>,
): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) break;
    await sleep(EVERY_MS);
  }
  const shown = sight ? JSON.stringify(await sight(), null, 1) : "";
  throw new Error(`waited ${DEADLINE_MS / 1000} s in vain for ${what}\n${shown}`);
}
