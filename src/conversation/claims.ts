import type { ConversationDeps } from "./deps.ts";
import { claimAndStart, type Started } from "./runs-store.ts";
import type { Claim } from "./thread-store.ts";

/** A thread that was taken, with the run that was made of the messages that waited there. */
export interface Taken {
  readonly claim: Claim;
  readonly started: Started | undefined;
}

/** The threads that this process works on. */
export interface Claims {
  /**
   * Takes a thread. `held`: somebody else has it, and will look again before letting go, unless that somebody is dead
   * and not yet known to be. Undefined when there is no such thread.
   */
  take(threadId: string): Promise<Taken | "held" | undefined>;
  /** To be called once the thread was let go of, or could not be. */
  forget(claim: Claim): void;
}

/**
 * Claims of one thread are made one after the other within a process. Otherwise two jobs that come at the same
 * moment could both find it held by this replica but not yet known here, and both take it for left behind.
 */
export function createClaims(deps: Pick<ConversationDeps, "db" | "clock" | "replicaId">): Claims {
  const held = new Map<string, Claim>();
  const claiming = new Map<string, Promise<unknown>>();

  async function claim(threadId: string): Promise<Taken | "held" | undefined> {
    const by = { threadId, replicaId: deps.replicaId, heldHere: held.has(threadId) };
    const taken = await claimAndStart(deps.db, by, deps.clock());
    if (taken && taken !== "held") held.set(threadId, taken.claim);
    return taken;
  }

  return {
    take(threadId) {
      const before = claiming.get(threadId) ?? Promise.resolve();
      const mine = before.then(() => claim(threadId));
      const settled = mine.then(
        () => undefined,
        () => undefined,
      );
      claiming.set(threadId, settled);
      void settled.then(() => {
        if (claiming.get(threadId) === settled) claiming.delete(threadId);
      });
      return mine;
    },
    forget(claim) {
      if (held.get(claim.threadId)?.fence === claim.fence) held.delete(claim.threadId);
    },
  };
}
