import type { AnswerMapper } from "../actions/index.ts";
import type { Conversation } from "../conversation/index.ts";
import type { Db } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import type { Execution } from "../execution/index.ts";
import type { Catalogues, FindDependents, Provider } from "../integrations/index.ts";
import type { Clock, Logger } from "../kernel/index.ts";
import type { Schedules } from "../schedules/index.ts";
import type { Skills } from "../skills/index.ts";
import type { Vault } from "../vault/index.ts";

interface SessionOwner {
  readonly workspaceId: string;
  readonly memberId: string;
}

interface BrowserSession {
  readonly id: string;
  /** What the browser calls itself. */
  readonly browser: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** The browsers that members are signed in with. Owned here, implemented by the dashboard. */
interface BrowserSessions {
  /** The living ones of a member, the latest used first. */
  listOf(member: SessionOwner): Promise<BrowserSession[]>;
  /** Ends one of a member, or all of them. Gives how many. */
  endOf(member: SessionOwner, id?: string): Promise<number>;
}

/** What the REST API is made of. */
export interface ApiDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly conversation: Conversation;
  readonly execution: Execution;
  readonly mapper: AnswerMapper;
  readonly catalogues: Catalogues;
  readonly providers: readonly Provider[];
  readonly dependents: readonly FindDependents[];
  readonly skills: Skills;
  readonly schedules: Schedules;
  readonly sessions: BrowserSessions;
  /** Where people reach Chief, without a trailing slash. */
  readonly publicUrl: string;
  /** How often an action may be called in a minute where no admin said otherwise; 0: as often as wanted. */
  readonly callsPerMinute: number;
  /** How many requests a token may make in a minute. */
  readonly requestsPerMinute: number;
  /** What Chief plans with, to be told in the settings. */
  readonly model: string | undefined;
}
