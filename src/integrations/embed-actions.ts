/**
 * Gives the actions of a workspace their vectors, in the background and in batches. It takes up where it was left; what
 * an endpoint refuses is tried again by the job queue, later and later. Until then search goes by words.
 */
import { listUnembedded, saveVectors, smallVector } from "../actions/index.ts";
import type { Db, Task } from "../database/index.ts";
import { ChiefError, type Clock } from "../kernel/index.ts";
import type { Embedder } from "../model/index.ts";
import { bumpMemoryVersion } from "../people/index.ts";

/** The name of the job; its payload is a workspace. */
export const EMBED_ACTIONS = "embed_actions";

const BATCH = 64;

/** The task behind `EMBED_ACTIONS`. @throws ChiefError `integrations.no_vectors` when the endpoint gives none */
export function createEmbedActions(deps: { db: Db; clock: Clock; embedder: Embedder }): Task {
  const { db, clock, embedder } = deps;
  return async (payload, { signal }) => {
    const { workspaceId } = payload as { workspaceId: string };
    const of = { workspaceId, model: embedder.name };
    let isNew = false;
    for (;;) {
      const batch = await listUnembedded(db, of, BATCH);
      if (batch.length === 0) break;
      const outcome = await embedder.embed(
        batch.map(({ text }) => text),
        signal,
      );
      if (!outcome.ok) {
        if (isNew) await bumpMemoryVersion(db, workspaceId);
        throw new ChiefError("integrations.no_vectors", { message: outcome.message });
      }
      const vectors = batch.map((action, at) => ({
        ...action,
        vector: smallVector(outcome.vectors[at] ?? []),
      }));
      await saveVectors(db, { ...of, now: clock() }, vectors);
      isNew = true;
    }
    if (isNew) await bumpMemoryVersion(db, workspaceId);
  };
}
