/** The append-only, hash-chained record of what admins did. */
export { type AuditEntry, listActs, recordAct } from "./audit-store.ts";
export { type ChainCheck, verifyChain } from "./verify-chain.ts";
