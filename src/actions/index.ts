/** What can be called: actions, where they come from, how one is found and how its arguments are checked. */

export {
  type Action,
  type ActionDraft,
  type ActionEffect,
  effectOfMethod,
  type PagingHints,
  type ResultHints,
} from "./action.ts";
export {
  type ActionCounts,
  type ActionFilter,
  type ActionLine,
  countActions,
  listActionPage,
  listActionTags,
  setActionsEnabled,
} from "./action-list-store.ts";
export {
  findAction,
  insertActions,
  listActions,
  replaceActions,
  setActionEnabled,
} from "./actions-store.ts";
export { checkArguments } from "./arguments/check-arguments.ts";
export type { ArgumentFault } from "./arguments/faults.ts";
export { openDocumentFile } from "./openapi/bundle/open-document-file.ts";
export type { ImportOutcome, ImportReport } from "./openapi/import-document.ts";
export { importOpenApi } from "./openapi/import-openapi.ts";
export { validateDocument } from "./openapi/validate-document.ts";
export { type ActionSearch, createActionSearch } from "./search/action-search.ts";
export type { SearchableAction } from "./search/segment.ts";
export { describeAction, signatureOf } from "./signature.ts";
