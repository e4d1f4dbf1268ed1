/** A thread's life: messages taken up one run at a time, worked on, suspended, resumed, and answered once. */
export type { Answer } from "./answer.ts";
export type { GrantOffer } from "./approve-more.ts";
export { type BeginRun, type Begun, onlyInChats } from "./begin-run.ts";
export { DEFAULT_RUN_BUDGET } from "./budget.ts";
export { type Conversation, createConversation } from "./conversation.ts";
export { type Feedback, listFeedback } from "./feedback-store.ts";
export { findPlacedRun, findThreadPlace, listRuns, type PlacedRun } from "./list-runs.ts";
export {
  CannotSpeakNow,
  type Card,
  type Messenger,
  type Place,
  type ProposalCard,
  type Said,
  type Utterance,
} from "./messenger.ts";
export {
  type OpenPlan,
  type PlanNotes,
  type Progress,
  type ProgressEnd,
  type Showing,
  silentProgress,
  type Task,
} from "./progress.ts";
export { purgeAnswers } from "./purge-answers.ts";
export type { EnteredLimits } from "./read-limits.ts";
export { type Receipt, receiptLine } from "./receipt.ts";
export { listSteps, type Run, type RunStepRow } from "./runs-store.ts";
export type { ChannelKind, RunState } from "./tables.ts";
export type { ClickOutcome } from "./take-click.ts";
export { ADVANCE_THREAD, continueThread, type IncomingMessage, threadIdAt } from "./thread-store.ts";
