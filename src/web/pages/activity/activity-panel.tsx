import type { ActivityStatus } from "../../../execution/index.ts";
import { paths } from "../../paths.ts";
import { LiveFilters, SelectFilter } from "../../ui/filters.tsx";
import { ActivityList, type ActivityListProps, activityHref } from "./activity-list.tsx";
import type { ActivityQuery } from "./activity-query.ts";

interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ActivityPanelProps extends ActivityListProps {
  /** Who may be chosen; empty for a member, who sees their own calls. */
  readonly people: readonly Choice[];
  readonly integrations: readonly Choice[];
  /** Names of what was called lately. */
  readonly actions: readonly string[];
  /** The visitor's, in which the times of the filter are. */
  readonly timeZone: string;
}

const STATUSES: Readonly<Record<ActivityStatus, string>> = {
  worked: "Worked",
  failed: "Failed",
  client: "Failed with 4xx",
  server: "Failed with 5xx",
  refused: "Refused, not sent",
  open: "Under way or waiting",
  unknown: "Outcome unknown",
};

function TimeFilter({ name, label, value }: { name: "from" | "to"; label: string; value: string }) {
  const id = `activity-${name}`;
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <input id={id} name={name} type="datetime-local" value={value} />
    </div>
  );
}

function ActionFilter({ value, actions }: { value: string; actions: readonly string[] }) {
  return (
    <div class="filter">
      <label for="activity-action">Action</label>
      <input
        id="activity-action"
        name="action"
        type="search"
        value={value}
        list="activity-actions"
        placeholder="All"
        autocomplete="off"
      />
      <datalist id="activity-actions">
        {actions.map((action) => (
          <option value={action}></option>
        ))}
      </datalist>
    </div>
  );
}

function Filters({ query, people, integrations, actions, timeZone }: ActivityPanelProps) {
  const nothing: ActivityQuery = {
    ...{ of: query.of, integration: "", person: "", action: "", status: "", from: "", to: "", before: "" },
  };
  return (
    <LiveFilters action={activityHref(nothing)} list={paths.activityList} target="#activity-list">
      {query.of !== "" && <input type="hidden" name="of" value={query.of} />}
      {people.length > 0 && (
        <SelectFilter
          id="activity-person"
          name="person"
          label="Person"
          value={query.person}
          options={people}
        />
      )}
      {query.of === "" && (
        <SelectFilter
          id="activity-integration"
          name="integration"
          label="Integration"
          value={query.integration}
          options={integrations}
        />
      )}
      <ActionFilter value={query.action} actions={actions} />
      <SelectFilter
        id="activity-status"
        name="status"
        label="Status"
        value={query.status}
        options={Object.entries(STATUSES).map(([value, label]) => ({ value, label }))}
      />
      <TimeFilter name="from" label={`From (${timeZone})`} value={query.from} />
      <TimeFilter name="to" label="Until" value={query.to} />
    </LiveFilters>
  );
}

/** The calls that were made, with what narrows them and a way to take them along (PRODUCT C15). */
export function ActivityPanel(props: ActivityPanelProps) {
  return (
    <section id="activity" class="panel stack" aria-labelledby="activity-title">
      <h2 id="activity-title" class={props.query.of === "" ? "sr" : undefined}>
        Activity
      </h2>
      <Filters {...props} />
      <ActivityList {...props} />
    </section>
  );
}
