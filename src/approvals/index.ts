/** A question to a person about one exact request, who may answer it, and the first valid answer. */
export { type Approval, describeApprovers, mayAnswer, type ShownRequest } from "./approval.ts";
export {
  type Answer,
  answerApproval,
  cancelApprovals,
  expireApprovals,
  findApproval,
  findApprovalOfCall,
  insertApproval,
  listApprovals,
  listApprovalsOfRun,
  markApprovalStale,
  saveCardPlace,
} from "./approvals-store.ts";
export type { ApprovalState } from "./tables.ts";
