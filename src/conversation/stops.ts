/** Tells the runs of this process that somebody wants them to stop. Other replicas learn it from the database. */
export interface Stops {
  /** Calls `onStop` when the run is to stop. Returns a function that stops listening. */
  listen(runId: string, onStop: () => void): () => void;
  ring(runIds: readonly string[]): void;
}

export function createStops(): Stops {
  const listeners = new Map<string, () => void>();
  return {
    listen(runId, onStop) {
      listeners.set(runId, onStop);
      return () => listeners.delete(runId);
    },
    ring(runIds) {
      for (const runId of runIds) listeners.get(runId)?.();
    },
  };
}
