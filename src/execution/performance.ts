import type { AnswerMapper } from "../actions/index.ts";
import type { Db } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import type { Catalogue, Integration } from "../integrations/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { Mcp } from "../mcp/index.ts";
import type { ForeignText, RuleBooks } from "../policy/index.ts";
import type { Vault } from "../vault/index.ts";
import type { CallTarget } from "./call-target.ts";
import type { CallContext } from "./ledger-store.ts";
import type { ReadProgress } from "./paging/read-pages.ts";
import type { PreparedCall } from "./prepared-request.ts";

export interface ExecutionDeps {
  readonly db: Db;
  readonly vault: Vault;
  readonly egress: Egress;
  /** Calls the tools of MCP servers. */
  readonly mcp: Mcp;
  readonly clock: Clock;
  /** Masks known secrets in a text: an API that echoes its key must not pass it on to a model or a thread. */
  readonly scrub: (text: string) => string;
  /** How long a question to a person stays open. */
  readonly approvalTtlMs: number;
  /** How long one request of a call may take; a minute when absent. */
  readonly callTimeoutMs?: number;
  /** Where large answers are on disk while they are read; the system's temporary folder when absent. */
  readonly spoolFolder?: string;
  /** Turns answers into clean outputs. */
  readonly mapper: AnswerMapper;
  /** From 0 to 1: spreads the pauses before a read is sent again. */
  readonly random?: () => number;
  /** How often an action may be called in a minute where nobody set another limit; as often as wanted when absent or 0. */
  readonly callsPerMinute?: number;
  /** The page on which an integration can be repaired. */
  readonly cardUrl: (integrationId: string) => string;
}

/** What execution is made of; without a mapper, or a caller of tools, it has one of its own. */
export type ExecutionOptions = Omit<ExecutionDeps, "mapper" | "mcp"> &
  Partial<Pick<ExecutionDeps, "mapper" | "mcp">>;

/** The same with what it decides by. */
export interface DecidingDeps extends ExecutionDeps {
  readonly ruleBooks: RuleBooks;
}

/** What has been said around a call: what people wrote, and what Chief said, in which data of APIs may stand. */
export interface Spoken {
  readonly byPeople: readonly string[];
  readonly byChief: readonly string[];
  /** What they quoted of somebody else. */
  readonly quoted?: readonly string[];
}

/** A call about to be performed. `id` stays the same when the run is taken up again. */
export interface Performance {
  readonly id: string;
  readonly context: CallContext;
  /** What was proposed, where it can be changed and proposed again, and the call that was prepared from it. */
  readonly target?: CallTarget;
  readonly call: PreparedCall;
  readonly integration: Integration;
  /** The workspace's `catalogueVersion` that the call was prepared at. */
  readonly catalogueVersion: number;
  /** Arguments with text that no person typed and that another integration may have planted. */
  readonly foreign: readonly ForeignText[];
  /** In which a write finds the read of what it is about. */
  readonly catalogue?: Catalogue;
  readonly spoken?: Spoken;
  readonly signal?: AbortSignal;
  /** Shows that a call waits for its turn; `undefined` when it goes on. */
  readonly tellWait?: (status: string | undefined) => void;
  /** Shows how far a list has been read. */
  readonly tellProgress?: (progress: ReadProgress) => void;
}
