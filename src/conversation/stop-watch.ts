import type { ConversationDeps } from "./deps.ts";
import type { LoadedRun } from "./load-run.ts";
import { isStopRequested } from "./runs-store.ts";

/** Knows whether a run is to stop. */
export interface StopWatch {
  /** Fires when a person says stop, or when this worker ends. */
  readonly signal: AbortSignal;
  /** Whether a person asked, as opposed to this worker shutting down. */
  isAsked(): boolean;
  noteAsked(): void;
  end(): void;
}

const POLL_MS = 1_000;

/** Watches for a stop, wherever that was said: in this process by a bell, on another replica by the run's row. */
export function watchForStop(deps: ConversationDeps, loaded: LoadedRun, signal: AbortSignal): StopWatch {
  const controller = new AbortController();
  let isAsked = loaded.run.stopRequestedBy !== null;
  const noteAsked = () => {
    isAsked = true;
    controller.abort(new Error("stopped by a person"));
  };
  const forget = deps.stops.listen(loaded.run.id, noteAsked);
  const timer = setInterval(async () => {
    if (await isStopRequested(deps.db, loaded.run.id).catch(() => false)) noteAsked();
  }, POLL_MS);
  if (isAsked) noteAsked();
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    isAsked: () => isAsked,
    noteAsked,
    end() {
      clearInterval(timer);
      forget();
    },
  };
}
