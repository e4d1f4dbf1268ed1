import type { Db, StoredJob } from "../database/index.ts";
import type { Execution } from "../execution/index.ts";
import type { Catalogues, ConnectionOffers } from "../integrations/index.ts";
import type { Clock, Logger } from "../kernel/index.ts";
import type { Roster } from "../people/index.ts";
import type {
  Planner,
  SchedulePort,
  SkillOutline,
  SkillPort,
  ThinkingPort,
  Toolbox,
} from "../planning/index.ts";
import type { SqlEngine } from "../results/index.ts";
import type { RunBudget } from "./budget.ts";
import type { LoadedRun } from "./load-run.ts";
import type { Messenger } from "./messenger.ts";
import type { Stops } from "./stops.ts";

/** What the conversation room needs from the app. */
export interface ConversationOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly planner: Planner;
  readonly execution: Execution;
  readonly sql: SqlEngine;
  readonly skills: SkillPort & {
    /** The skills of a workspace as of a version of its catalogue, held in memory. */
    outlines(workspaceId: string, version: number): Promise<readonly SkillOutline[]>;
  };
  readonly thinking: ThinkingPort;
  readonly schedules: SchedulePort;
  readonly catalogues: Catalogues;
  readonly connections: ConnectionOffers;
  readonly roster: Roster;
  readonly messenger: Messenger;
  readonly budget: RunBudget;
  /** This replica, as the database knows it. */
  readonly replicaId: string;
  /** Does a stored job in this process now; absent, the queue does it. */
  readonly startNow?: (job: StoredJob) => void;
  /** Where Chief's pages are, without a trailing slash. */
  readonly publicUrl: string;
}

/** The same with what the room makes of it. */
export interface ConversationDeps extends ConversationOptions {
  readonly stops: Stops;
  /** The tools of one run: they post in its name. */
  toolboxFor(loaded: LoadedRun): Toolbox;
}
