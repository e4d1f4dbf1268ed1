/** The append-only, hash-chained record of what admins did. */
export { type AuditEntry, listActs, recordAct } from "./audit-store.ts";
export { GENESIS, linkHash } from "./chain.ts";
export { type ChainCheck, type KnownLink, verifyChain } from "./verify-chain.ts";
