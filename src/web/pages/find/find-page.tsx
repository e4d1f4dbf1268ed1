import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, MethodBadge, type Tone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SearchBox } from "../../ui/filters.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";

/** An action that was found, with the integration it belongs to. */
export interface FoundRow {
  readonly integrationId: string;
  readonly integration: string;
  /** As a person may write it in a message: `#internal-orders-api.list-orders`. */
  readonly fullName: string;
  readonly name: string;
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly effect: "read" | "write" | "destroy";
  /** The names of the inputs that are required. */
  readonly needs: readonly string[];
}

interface FindProps {
  readonly q: string;
  readonly found: readonly FoundRow[];
  /** Names of integrations that are failing, and are not searched. */
  readonly leftOut: readonly string[];
  /** How many actions were searched. */
  readonly searched: number;
}

const EFFECTS: Readonly<Record<FoundRow["effect"], Tone>> = { read: "good", write: "warn", destroy: "bad" };
const MOST_NEEDS = 5;

function FoundAction({ row }: { row: FoundRow }) {
  const needs = row.needs.slice(0, MOST_NEEDS).map(visibleText).join(", ");
  return (
    <tr>
      <td>
        <strong>{visibleText(row.title || row.name)}</strong>
        <br />
        <code>{visibleText(row.fullName)}</code>
      </td>
      <td>
        <a href={`${paths.integration(row.integrationId)}?q=${encodeURIComponent(row.name)}#actions`}>
          {visibleText(row.integration)}
        </a>
      </td>
      <td>
        <MethodBadge method={row.method} /> <code>{visibleText(row.path)}</code>
      </td>
      <td>{needs === "" ? "–" : `${needs}${row.needs.length > MOST_NEEDS ? ", …" : ""}`}</td>
      <td>
        <Badge tone={EFFECTS[row.effect]}>{row.effect}</Badge>
      </td>
    </tr>
  );
}

function LeftOut({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return <p class="muted">Left out, because they are failing: {names.map(visibleText).join(", ")}.</p>;
}

/** What a search found, best first: the part that is exchanged while one types. */
export function FoundActions({ q, found, searched, leftOut }: FindProps) {
  if (q === "")
    return (
      <div id="found" aria-live="polite">
        <EmptyState icon="search" title="What do you want to do?">
          {`Say it in your own words, or in those of the API. Searched are ${searched} actions that are switched on.`}
        </EmptyState>
      </div>
    );
  if (found.length === 0)
    return (
      <div id="found" aria-live="polite">
        <EmptyState icon="search" title="No action fits">
          Try other words: what is done, to what, and the name of the integration.
        </EmptyState>
        <LeftOut names={leftOut} />
      </div>
    );
  return (
    <div id="found" aria-live="polite">
      <Table
        caption="Actions that fit, best first"
        columns={["Action", "Integration", "Request", "Needs", "Effect"]}
      >
        {found.map((row) => (
          <FoundAction row={row} />
        ))}
      </Table>
      <p class="muted">
        Write an action's name in a message, such as <code>{visibleText(found[0]?.fullName ?? "")}</code>, and
        Chief uses that one.
      </p>
      <LeftOut names={leftOut} />
    </div>
  );
}

/** Search over everything that is connected, with the search that Chief itself uses. */
export function FindPage(props: FindProps) {
  return (
    <>
      <PageHeader title="Find an action" about="In all that is connected" />
      <search>
        <form
          class="filters"
          method="get"
          action={paths.find}
          hx-get={paths.find}
          hx-trigger="input delay:200ms, submit"
          hx-target="#found"
          hx-swap="outerHTML"
          hx-sync="this:replace"
        >
          <SearchBox id="find-anything" label="Find an action" value={props.q} />
          <noscript>
            <button type="submit" class="small">
              Find
            </button>
          </noscript>
        </form>
      </search>
      <FoundActions {...props} />
    </>
  );
}
