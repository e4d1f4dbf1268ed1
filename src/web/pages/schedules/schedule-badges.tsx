import { Badge, type Tone } from "../../ui/badge.tsx";
import type { IconName } from "../../ui/icon.tsx";

export type FireState =
  | "due"
  | "queued"
  | "begun"
  | "quiet"
  | "missed"
  | "overlapped"
  | "broken"
  | "unanswered";
export type RunState = "running" | "waiting" | "ready" | "answering" | "done" | "failed" | "stopped";

/** What became of one time of a schedule. */
export interface Result {
  readonly state: FireState;
  readonly runState: RunState | undefined;
  /** Whether a call of the run failed. */
  readonly hasTrouble?: boolean;
}

type Look = readonly [tone: Tone, icon: IconName, words: string];

const FIRES: Readonly<Record<FireState, Look>> = {
  due: ["info", "loader-circle", "About to begin"],
  queued: ["info", "clock", "Waits for the one before"],
  begun: ["info", "loader-circle", "Running"],
  quiet: ["good", "circle-check", "Nothing to tell"],
  missed: ["warn", "triangle-alert", "Missed"],
  overlapped: ["warn", "ban", "Left out: not done yet"],
  broken: ["bad", "circle-x", "Could not run"],
  unanswered: ["warn", "ban", "Left out: nobody answered"],
};
const TROUBLE: Look = ["bad", "triangle-alert", "Done, with a failed call"];
const RUNS: Partial<Record<RunState, Look>> = {
  waiting: ["warn", "clock", "Waiting for approval"],
  done: ["good", "circle-check", "Done"],
  failed: ["bad", "circle-x", "Failed"],
  stopped: ["plain", "ban", "Stopped"],
};

/** What became of a time, in a word: of one that began, how its run stands. */
export function ResultBadge({ state, runState, hasTrouble = false }: Result) {
  const ofRun = state === "begun" && runState ? RUNS[runState] : undefined;
  const isDone = state === "begun" && runState === "done";
  const [tone, icon, words] = isDone && hasTrouble ? TROUBLE : (ofRun ?? FIRES[state]);
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  );
}

/** Whether a schedule runs. */
export function StateBadge({ isPaused, isByChief }: { isPaused: boolean; isByChief: boolean }) {
  if (!isPaused)
    return (
      <Badge tone="good" icon="circle-check">
        Active
      </Badge>
    );
  return (
    <Badge tone={isByChief ? "bad" : "warn"} icon="pause">
      {isByChief ? "Paused by Chief" : "Paused"}
    </Badge>
  );
}
