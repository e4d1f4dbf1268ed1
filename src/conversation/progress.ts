import type { Place, Said, Utterance } from "./messenger.ts";

/** One thing that a run does, as people see it: in plain words of Chief and of APIs, never with arguments. */
export interface Task {
  /** The same for as long as it is the same task. */
  readonly id: string;
  readonly title: string;
  readonly state: "pending" | "in_progress" | "complete" | "error";
  /** What came of it, in a few words. */
  readonly output?: string;
}

/** A run that shows itself while it works. */
export interface Showing {
  readonly workspaceId: string;
  readonly place: Place;
  /** For whom it works, as Slack knows them. */
  readonly slackUserId: string;
  /** What its thread is about, in a few words. */
  readonly title: string;
  /** Whether it was worked on before: then the thread may still say that it waits. */
  readonly isTakenUpAgain: boolean;
  readonly notes: PlanNotes;
}

/**
 * Notes of the messages in which a run's plan is shown. They are stored, so that one which nobody closed is found again
 * after a crash.
 */
export interface PlanNotes {
  /** Before a message is begun: gives the key that marks it. */
  opening(): Promise<string>;
  opened(key: string, ts: string): Promise<void>;
  closed(key: string): Promise<void>;
}

/** A message with a plan that nobody closed. Without `ts` nobody knows whether it is there. */
export interface OpenPlan {
  readonly key: string;
  readonly ts: string | null;
}

/** Why a run does not work any more: for now it `waits` for a person, it is `over`, or it was `interrupted`. */
export type ProgressEnd = "waits" | "over" | "interrupted";

/**
 * Shows that a run works, from a moment after it was made until its `end`: what takes no time shows nothing. Nothing of
 * this fails a run, except its answer.
 */
export interface Progress {
  /** A task began, or what is known of it changed. */
  task(task: Task): void;
  /** Says what is waited for just now; undefined when it goes on. */
  holdsOn(why: string | undefined): void;
  /** Says the answer, under the plan where that is shown; else as `Messenger.say` does, under its promises. */
  answer(utterance: Extract<Utterance, { kind: "answer" }>, options: { mayBeThere: boolean }): Promise<Said>;
  end(how: ProgressEnd): Promise<void>;
}

/** Progress that nobody sees; the answer is said by `say`. */
export function silentProgress(say: Progress["answer"]): Progress {
  return { task: () => undefined, holdsOn: () => undefined, answer: say, end: async () => undefined };
}
