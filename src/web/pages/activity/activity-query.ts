import { ACTIVITY_STATUSES, type ActivityStatus } from "../../../execution/index.ts";

/** What of the activity is shown, as it stands in an address; what is empty does not narrow. */
export interface ActivityQuery {
  /** The integration whose own page this is; empty on the page of the whole workspace. */
  readonly of: string;
  readonly integration: string;
  /** A member's id. */
  readonly person: string;
  readonly action: string;
  readonly status: ActivityStatus | "";
  /** As a `datetime-local` field gives it, in the time zone of the visitor. */
  readonly from: string;
  readonly to: string;
  /** The place from which on older calls are shown. */
  readonly before: string;
}

const MOST_CHARACTERS = 300;

/** Reads the query of an address; what is not understood does not narrow. */
export function readActivityQuery(read: (name: string) => unknown): ActivityQuery {
  const text = (name: string) => {
    const value = read(name);
    return typeof value === "string" ? value.trim().slice(0, MOST_CHARACTERS) : "";
  };
  const status = text("status");
  return {
    of: text("of"),
    integration: text("integration"),
    person: text("person"),
    action: text("action"),
    status: ACTIVITY_STATUSES.find((known) => known === status) ?? "",
    from: text("from"),
    to: text("to"),
    before: text("before"),
  };
}

/** `?status=failed&before=…`, without what does not narrow. */
export function activityText(query: Partial<ActivityQuery>): string {
  const pairs = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  return pairs.size === 0 ? "" : `?${pairs}`;
}
