/** A question to people about one exact request, who may answer it, and the answer that decides. */
export {
  type Answerer,
  type Approval,
  demandsMetBy,
  mayAnswer,
  type ShownRequest,
} from "./approval.ts";
export {
  type Answer,
  answerApproval,
  askBesides,
  cancelApproval,
  cancelApprovals,
  claimEscalation,
  claimReminder,
  countApprovalsOfCall,
  endReminder,
  expireApprovals,
  findApproval,
  findApprovalOfCall,
  insertApproval,
  isApproved,
  listApprovals,
  listApprovalsOfRun,
  listDueApprovals,
  markApprovalEdited,
  markApprovalStale,
  useApproval,
} from "./approvals-store.ts";
export {
  type CardPlace,
  insertCardPlaces,
  listCardPlaces,
  listPlacesOf,
  listQuestionsAt,
  markDrawn,
} from "./card-places-store.ts";
export { addGroup, changeApprovalSettings, changeGroup, removeGroup } from "./change-approvers.ts";
export { describeApprovers, type KnownNames } from "./describe-approvers.ts";
export type { Before, Evidence, FieldChange, Mark } from "./evidence.ts";
export {
  type ApprovalSettings,
  dueTimes,
  getApprovalSettings,
  saveApprovalSettings,
} from "./settings-store.ts";
export { SHOW_APPROVAL, showCallLater } from "./show-job.ts";
export type { ApprovalState, QuestionKind } from "./tables.ts";
