import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { LiveFilters, SearchBox, SelectFilter } from "../../ui/filters.tsx";
import { type ActionsQuery, METHODS } from "./actions-query.ts";

interface ActionsFiltersProps {
  readonly integrationId: string;
  readonly query: ActionsQuery;
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
}

const STATES = [
  { value: "on", label: "Switched on" },
  { value: "off", label: "Switched off" },
];

/** Narrows the list below while one types or chooses; without scripts it is an ordinary form. */
export function ActionsFilters({ integrationId, query, tags }: ActionsFiltersProps) {
  return (
    <LiveFilters
      action={`${paths.integration(integrationId)}#actions`}
      list={paths.actions(integrationId)}
      target="#action-list"
    >
      <SearchBox id="find-action" label="Find an action" value={query.q} />
      <SelectFilter
        id="action-method"
        name="method"
        label="Method"
        value={query.method}
        options={METHODS.map((method) => ({ value: method, label: method }))}
      />
      {tags.length > 0 && (
        <SelectFilter
          id="action-tag"
          name="tag"
          label="Tag"
          value={query.tag}
          options={tags.map(({ tag, count }) => ({ value: tag, label: `${visibleText(tag)} (${count})` }))}
        />
      )}
      <SelectFilter id="action-on" name="on" label="State" value={query.on} options={STATES} />
    </LiveFilters>
  );
}
