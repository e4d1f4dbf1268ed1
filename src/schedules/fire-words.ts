import type { FireState } from "./tables.ts";

/** What became of a time of a schedule, in words. */
export const FIRE_WORDS: Readonly<Record<FireState, string>> = {
  due: "about to begin",
  queued: "waits for the one before",
  begun: "ran",
  quiet: "ran, with nothing to tell",
  missed: "missed, nobody could run it then",
  overlapped: "left out, the one before was not done",
  broken: "could not run",
  unanswered: "left out, nobody answered",
};
