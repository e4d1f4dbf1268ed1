import { type Scrubber, Secret } from "../kernel/index.ts";
import { sealIdOf } from "./seal.ts";

/** Tells the scrubber what to mask. */
export interface KnownValues {
  /** Registers the texts that were sealed as `sealed`, once. `owner` is the integration, or the workspace's field. */
  remember(owner: string, sealed: Buffer, texts: string[]): void;
}

const KEPT_PER_OWNER = 2;

interface Known {
  readonly sealId: string;
  readonly forget: () => void;
}

/**
 * Every credential is registered with the scrubber when it is saved and when this process first uses it.
 *
 * What it costs: some twenty salted hashes per value stay in memory, and about a tenth of a millisecond once. Why it
 * is right: a value can leak only from a process that has had it, and from the moment that it has it; a scrubber that
 * knows names instead of values misses messages, URLs and echoes. The hashes are kept for the last two credentials
 * of an integration, since the old one may still be in flight (and valid) when the new one comes. They are told
 * apart by seal rather than by version: a version whose transaction was rolled back is given again to another value.
 */
export function createKnownValues(scrubber: Scrubber): KnownValues {
  const byOwner = new Map<string, Known[]>();
  return {
    remember(owner, sealed, texts) {
      const sealId = sealIdOf(sealed);
      const known = byOwner.get(owner) ?? [];
      if (known.some((one) => one.sealId === sealId)) return;
      const newestFirst = [{ sealId, forget: register(scrubber, texts) }, ...known];
      for (const { forget } of newestFirst.splice(KEPT_PER_OWNER)) forget();
      byOwner.set(owner, newestFirst);
    },
  };
}

function register(scrubber: Scrubber, texts: string[]): () => void {
  const releases = texts.map((text) => {
    const secret = new Secret(text);
    const release = scrubber.add(secret);
    secret.wipe();
    return release;
  });
  return () => {
    for (const release of releases) release();
  };
}
