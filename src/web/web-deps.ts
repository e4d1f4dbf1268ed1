import type { AnswerMapper } from "../actions/index.ts";
import type { Conversation } from "../conversation/index.ts";
import type { Db } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import type { Execution } from "../execution/index.ts";
import type { Catalogues, FindDependents, Provider } from "../integrations/index.ts";
import type { Clock, Logger } from "../kernel/index.ts";
import type { LocalWorkspace } from "../local/index.ts";
import type { Member, Roster } from "../people/index.ts";
import type { Schedules } from "../schedules/index.ts";
import type { Skills } from "../skills/index.ts";
import type { SlackConnections, SlackSignIn } from "../slack/index.ts";
import type { Vault } from "../vault/index.ts";
import type { Renderer } from "./http/render.tsx";

/** What the dashboard is made of. */
export interface WebOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly conversation: Conversation;
  /** For the test of an action before it is saved. */
  readonly execution: Execution;
  readonly mapper: AnswerMapper;
  readonly catalogues: Catalogues;
  /** The well-known APIs that are connected with one click. */
  readonly providers: readonly Provider[];
  readonly roster: Roster;
  /** What rests on actions, of each room that knows. */
  readonly dependents: readonly FindDependents[];
  readonly skills: Skills;
  readonly schedules: Schedules;
  readonly metrics: { render(): string };
  readonly slack: {
    readonly connections: SlackConnections;
    readonly local: LocalWorkspace | undefined;
    /** Absent where people sign in by link. */
    readonly signIn?: SlackSignIn | undefined;
  };
  /** Where people reach it, without a trailing slash. */
  readonly publicUrl: string;
  /** Reverse proxies before it, whose `X-Forwarded-For` is believed; none when absent. */
  readonly proxies?: number;
  /** How often an action may be called in a minute where no admin said otherwise; absent or 0: as often as wanted. */
  readonly callsPerMinute?: number;
  /** The language model that is asked; absent where the built-in commands serve alone. */
  readonly model?: string | undefined;
  /** How often a token of the REST API may be used in a minute. */
  readonly requestsPerMinute?: number;
  /** Where Slack creates the app of Chief, for local mode. */
  readonly createSlackAppUrl?: string | undefined;
  /** Whether this process has lost its place and must not answer for Chief any more. */
  readonly isLost: () => boolean;
}

export interface WebDeps extends WebOptions {
  readonly renderer: Renderer;
}

/** The person a request comes from, as the database knows them now. */
export type Visitor = Member;
