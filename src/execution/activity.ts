/** What of the ledger is looked at, and where in it one stands. */

/** What came of a call, as people look for it. `client` and `server` are failures with a status of 4xx and 5xx. */
export const ACTIVITY_STATUSES = [
  "worked",
  "failed",
  "client",
  "server",
  "refused",
  "open",
  "unknown",
] as const;
export type ActivityStatus = (typeof ACTIVITY_STATUSES)[number];

export interface ActivityFilter {
  readonly workspaceId: string;
  readonly integrationId?: string;
  /** Who asked. */
  readonly memberId?: string;
  /** An action's name or `GET /path`; where no call is called exactly so, those whose name holds it. */
  readonly action?: string;
  readonly status?: ActivityStatus;
  /** From this instant on. */
  readonly from?: Date;
  /** Before this instant. */
  readonly to?: Date;
}

/** A place between two calls: what is older than the call of this time and id comes next. */
export interface ActivityPlace {
  readonly at: Date;
  readonly id: string;
}

/** A place as it stands in an address. */
export function placeText({ at, id }: ActivityPlace): string {
  return `${at.getTime()}.${id}`;
}

/** The place that `text` says, or undefined when it says none. */
export function parsePlace(text: string): ActivityPlace | undefined {
  const [, ms, id] = /^(\d{1,15})\.(\S{1,300})$/.exec(text) ?? [];
  return ms === undefined || id === undefined ? undefined : { at: new Date(Number(ms)), id };
}
