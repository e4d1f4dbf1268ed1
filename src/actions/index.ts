/** What can be called: actions, where they come from, how one is found and how its arguments are checked. */

export {
  type Action,
  type ActionDraft,
  type ActionEffect,
  type DeclaredPaging,
  effectOfMethod,
  PAGING_KINDS,
  type PagingHints,
  type PinnedTool,
  type ResultHints,
} from "./action.ts";
export { type ActionInput, inputsOf, listsWithoutInputs } from "./action-inputs.ts";
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
  actionFingerprints,
  deleteAction,
  findAction,
  insertAction,
  insertActions,
  listActions,
  redeclareAction,
  setActionEffect,
  setActionEnabled,
  setActionLimit,
  setActionObstacle,
  setActionPaging,
} from "./actions-store.ts";
export { checkArguments } from "./arguments/check-arguments.ts";
export type { ArgumentFault } from "./arguments/faults.ts";
export { type ActionChange, type ActionDiff, compareActions } from "./compare-actions.ts";
export { type Compiled, compileContract } from "./contract/compile-contract.ts";
export {
  CONTRACT_METHODS,
  type Contract,
  type ContractFault,
  type ContractInput,
  type ContractPlace,
  type ContractQuery,
  INPUT_TYPES,
  type NamedValue,
  type PathUse,
} from "./contract/contract.ts";
export { blankContract, contractOf } from "./contract/contract-of-action.ts";
export { contractFromCurl, type FromCurl } from "./contract/curl/contract-from-curl.ts";
export { isGraphqlQuery } from "./contract/graphql-query.ts";
export { KEY_HEADER_WORDS, mayCarryKey } from "./contract/key-header.ts";
export { type Offer, offersIn, takeOffer } from "./contract/offers.ts";
export { pagingFaults } from "./contract/paging-faults.ts";
export { type AnswerMapper, createAnswerMapper, type Mapped } from "./mapping/answer-mapper.ts";
export { shapeOfFields } from "./mapping/map-fields.ts";
export type { MappedField, ResponseMapping } from "./mapping/response-mapping.ts";
export { openDocumentFile } from "./openapi/bundle/open-document-file.ts";
export type { ImportedDocument, ImportOutcome, ImportReport } from "./openapi/import-document.ts";
export { importOpenApi } from "./openapi/import-openapi.ts";
export type { SuggestedAuth } from "./openapi/suggest-auth.ts";
export { validateDocument } from "./openapi/validate-document.ts";
export { replaceActions } from "./replace-actions-store.ts";
export { type ActionSearch, createActionSearch } from "./search/action-search.ts";
export type { RememberedRequest } from "./search/memory.ts";
export type { SearchableAction } from "./search/segment.ts";
export { isNearly } from "./search/spelling.ts";
export { type SmallVector, smallVector } from "./search/vectors.ts";
export { describeAction, plainLine, signatureOf } from "./signature.ts";
export { forgetUsageOfRun, learnUsage, listUsage, type ServedRequest } from "./usage-store.ts";
export {
  listUnembedded,
  listVectors,
  saveVectors,
  type Unembedded,
  vectorsFingerprint,
} from "./vectors-store.ts";
