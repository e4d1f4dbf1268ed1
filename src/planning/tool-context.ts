import type { CallContext } from "../execution/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import type { EarlierRun } from "./earlier-run.ts";
import type { PastMessage } from "./planner.ts";
import type { RunResults, RunTable } from "./run-results.ts";
import type { DecidedBy, ShownTable, Step, ToolEffect } from "./step.ts";

/** What a tool may know of the run that it works for. */
export interface ToolContext {
  readonly call: CallContext;
  readonly catalogue: Catalogue;
  readonly results: RunResults;
  /** The asker's; days in SQL go by it. */
  readonly timeZone: string;
  /** What people wrote in this thread: the only text that may name a channel to post in. */
  readonly written: readonly PastMessage[];
  /** The table that was shown last in this run. */
  readonly lastShown: ShownTable | undefined;
  /** Stays the same when the run is taken up again: `<run>.<step>.<index>`. */
  readonly callId: string;
  /** Where the thread stands. */
  readonly place: {
    readonly channelId: string;
    readonly channelKind: "im" | "mpim" | "group" | "channel" | "api";
  };
  /** Whether only what members may is done, whoever asked. */
  readonly actsAsMember: boolean;
  /** Who decided on the call. */
  readonly by: DecidedBy;
  /** Channels that a running skill posts in, by its own steps. */
  readonly skillChannels: readonly string[];
  /** What was done so far in this run. */
  readonly steps: readonly Step[];
  /** The last run of this thread before this one that called something, or undefined. */
  earlier(): Promise<EarlierRun | undefined>;
  /** The last run of this thread that called something or computed over what was read before, or undefined. */
  earlierAnswer(): Promise<EarlierRun | undefined>;
  /** Brings the tables of an earlier run back into this one. */
  recall(earlier: EarlierRun): Promise<readonly RunTable[]>;
  readonly signal: AbortSignal;
  /** Shows in the thread that a call waits for its turn; `undefined` when it goes on. */
  readonly tellWait?: (status: string | undefined) => void;
}

export type ToolOutcome =
  | { readonly kind: "done"; readonly ok: boolean; readonly content: string; readonly effect: ToolEffect }
  | { readonly kind: "waiting"; readonly callId: string; readonly approvalId: string };

/** The tool did not do it; `content` says why and what would be accepted. */
export function failed(content: string, effect: ToolEffect = {}): ToolOutcome {
  return { kind: "done", ok: false, content, effect };
}

/** The tool did it; `content` is what the planner reads of it. */
export function done(content: string, effect: ToolEffect = {}): ToolOutcome {
  return { kind: "done", ok: true, content, effect };
}
