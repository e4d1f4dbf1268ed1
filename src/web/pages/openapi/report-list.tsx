import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, MethodBadge } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LiveFilters, SearchBox, SelectFilter } from "../../ui/filters.tsx";
import { Pager } from "../../ui/pager.tsx";
import { Table } from "../../ui/table.tsx";

/** What became of one operation of a document. */
export interface ReportLine {
  readonly method: string;
  readonly path: string;
  readonly name?: string;
  readonly leftOut?: string;
  readonly warnings: readonly string[];
}

/** What of a report is shown. */
export interface ReportQuery {
  readonly q: string;
  readonly show: "" | "left_out" | "notes";
  readonly page: number;
}

const LINES_A_PAGE = 50;

/** Reads the query of an address; what is not understood does not narrow. */
export function readReportQuery(read: (name: string) => unknown): ReportQuery {
  const [q, show, page] = [read("q"), read("show"), Number(read("page") ?? 1)];
  return {
    q: typeof q === "string" ? q.trim().slice(0, 200) : "",
    show: show === "left_out" || show === "notes" ? show : "",
    page: Number.isInteger(page) && page >= 1 && page < 100_000 ? page : 1,
  };
}

/** The lines of a report that fit: those that were left out first, then those with notes. */
export function fittingLines(lines: readonly ReportLine[], { q, show }: ReportQuery): ReportLine[] {
  const words = q.toLowerCase().split(/\s+/);
  const rank = (line: ReportLine) => (line.leftOut !== undefined ? 0 : line.warnings.length > 0 ? 1 : 2);
  return lines
    .filter(({ method, path, name }) => {
      const text = `${method} ${path} ${name ?? ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .filter((line) => show === "" || (show === "left_out" ? rank(line) === 0 : rank(line) <= 1))
    .toSorted((a, b) => rank(a) - rank(b));
}

function queryText({ q, show }: ReportQuery, page: number): string {
  const pairs = new URLSearchParams([...(q ? [["q", q]] : []), ...(show ? [["show", show]] : [])] as [
    string,
    string,
  ][]);
  if (page > 1) pairs.set("page", String(page));
  return pairs.size === 0 ? "" : `?${pairs}`;
}

function Line({ line }: { line: ReportLine }) {
  return (
    <tr>
      <td>
        <MethodBadge method={line.method} />
      </td>
      <td>
        <code class="bare">{visibleText(line.path)}</code>
      </td>
      <td>
        {line.leftOut === undefined ? (
          <Badge tone="good">imported</Badge>
        ) : (
          <Badge tone="bad">left out</Badge>
        )}
      </td>
      <td>
        {line.leftOut !== undefined && visibleText(line.leftOut)}
        {line.leftOut === undefined && line.warnings.length === 0 && (
          <span class="muted">{visibleText(line.name ?? "")}</span>
        )}
        {line.warnings.map((warning) => (
          <small class="block">{visibleText(warning)}</small>
        ))}
      </td>
    </tr>
  );
}

interface ReportListProps {
  readonly integrationId: string;
  /** All that fit; one page of them is shown. */
  readonly lines: readonly ReportLine[];
  readonly query: ReportQuery;
}

/** One page of the report. It is its own part, so that a filter swaps only this. */
export function ReportList({ integrationId, lines, query }: ReportListProps) {
  const from = (query.page - 1) * LINES_A_PAGE;
  return (
    <div id="report-list" class="stack">
      {lines.length === 0 ? (
        <EmptyState icon="search" title="No operation fits" />
      ) : (
        <Table caption="Operations of the document" columns={["Method", "Path", "Result", "About it"]}>
          {lines.slice(from, from + LINES_A_PAGE).map((line) => (
            <Line line={line} />
          ))}
        </Table>
      )}
      <Pager
        label="Pages of the report"
        page={query.page}
        pageSize={LINES_A_PAGE}
        total={lines.length}
        hrefOf={(page) => `${paths.openapi(integrationId)}${queryText(query, page)}#report`}
        partOf={(page) => `${paths.openapiReport(integrationId)}${queryText(query, page)}`}
        target="#report-list"
      />
    </div>
  );
}

/** Narrows the report below. */
export function ReportFilters({ integrationId, query }: { integrationId: string; query: ReportQuery }) {
  return (
    <LiveFilters
      action={`${paths.openapi(integrationId)}#report`}
      list={paths.openapiReport(integrationId)}
      target="#report-list"
    >
      <SearchBox id="find-operation" label="Find an operation" value={query.q} />
      <SelectFilter
        id="report-show"
        name="show"
        label="Result"
        value={query.show}
        options={[
          { value: "left_out", label: "Left out" },
          { value: "notes", label: "Left out, or with notes" },
        ]}
      />
    </LiveFilters>
  );
}
