/** The only way to act: one call past argument check, policy and approval, sent, and written to the ledger. */

export {
  ACTIVITY_STATUSES,
  type ActivityFilter,
  type ActivityPlace,
  type ActivityStatus,
  parsePlace,
  placeText,
} from "./activity.ts";
export {
  type ActivityCall,
  type ActivityPage,
  listActivity,
  listRecentTitles,
  readActivity,
} from "./activity-store.ts";
export { backTest } from "./back-test.ts";
export type { CallTarget } from "./call-target.ts";
export { type Edit, type Edited, editableFields } from "./edit-call.ts";
export type { EditField } from "./edit-fields.ts";
export { isListText } from "./ended-call.ts";
export { type ActivityNames, EXPORT_FORMATS, exportLines } from "./export-calls.ts";
export { type FileAnswer, fileInText, shownAnswer } from "./file-answer.ts";
export {
  AMOUNT_NAMES,
  amountArgumentOf,
  type GrantLike,
  type GrantWish,
  grantLike,
} from "./grant-like.ts";
export { purgeKept } from "./kept/parts-store.ts";
export { sweepSpool } from "./large-answer/spool.ts";
export {
  type CallContext,
  type CallRow,
  confirmOutcome,
  findCall,
  findLastAsked,
  listCallsOfRun,
  listLastUse,
} from "./ledger-store.ts";
export type { CallOutcome } from "./outcome.ts";
export { STRIKES_TO_OPEN } from "./pace.ts";
export { clearPace, findPace } from "./pace-store.ts";
export type { ReadProgress } from "./paging/read-pages.ts";
export { createExecution, type Execution } from "./perform-call.ts";
export type { Spoken } from "./performance.ts";
export { type Prepared, prepareCall, withDefaults } from "./prepare-call.ts";
export { isTrialRun } from "./prepare-trial.ts";
export type { PreparedCall } from "./prepared-request.ts";
export type { FileContent } from "./read-answer.ts";
export { type CallResult, findResult, listResultsOfRun, wholeAnswer } from "./results-store.ts";
export { sealCalls } from "./seal-calls.ts";
export { driftNoticeIn } from "./smells-of-drift.ts";
export { tryAction } from "./try-action.ts";
export { undoOf } from "./undo.ts";
export { type LedgerCheck, verifyCalls } from "./verify-calls.ts";
export { waitingDependents } from "./waiting-calls-store.ts";
