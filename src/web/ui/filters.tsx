import type { Child } from "hono/jsx";
import { visibleText } from "../../kernel/index.ts";
import { Icon } from "./icon.tsx";

/** A row of filters that is an ordinary GET form: the address holds the choice, and reload keeps it. */
export function Filters({ action, children }: { action: string; children: Child }) {
  return (
    <search>
      <form class="filters" method="get" action={action} data-submit-on-change="">
        {children}
        <button type="submit" class="small">
          Apply
        </button>
      </form>
    </search>
  );
}

interface LiveFiltersProps {
  /** Where it leads without scripts: the whole page. */
  readonly action: string;
  /** Gives the narrowed list alone. */
  readonly list: string;
  /** The list's id, as `#id`. */
  readonly target: string;
  readonly children: Child;
}

/** A row of filters that narrows a list of the page while one types or chooses; without scripts an ordinary form. */
export function LiveFilters({ action, list, target, children }: LiveFiltersProps) {
  return (
    <search>
      <form
        class="filters"
        method="get"
        action={action}
        hx-get={list}
        hx-trigger="input delay:200ms, change, submit"
        hx-target={target}
        hx-swap="outerHTML"
        hx-sync="this:replace"
      >
        {children}
        <noscript>
          <button type="submit" class="small">
            Apply
          </button>
        </noscript>
      </form>
    </search>
  );
}

interface SearchBoxProps {
  readonly id: string;
  readonly label: string;
  readonly value?: string | undefined;
  /** Hides what does not match at once, among the `data-search` texts inside this selector. */
  readonly filters?: string;
}

/** A search box; with `filters` it narrows what is on the page while typing. */
export function SearchBox({ id, label, value, filters }: SearchBoxProps) {
  return (
    <div class="search-box">
      <Icon name="search" />
      <label class="sr" for={id}>
        {label}
      </label>
      <input
        id={id}
        name="q"
        type="search"
        value={value}
        placeholder={label}
        autocomplete="off"
        data-filters={filters}
      />
    </div>
  );
}

interface SelectFilterProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** One choice of a filter row; the empty value means all. */
export function SelectFilter({ id, name, label, value, options }: SelectFilterProps) {
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        <option value="">All</option>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {visibleText(option.label)}
          </option>
        ))}
      </select>
    </div>
  );
}
