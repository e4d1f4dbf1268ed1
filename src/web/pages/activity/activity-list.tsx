import { isTrialRun } from "../../../execution/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { StatusCode } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Table } from "../../ui/table.tsx";
import { durationInWords, relativeTime, Time } from "../../ui/time.tsx";
import { type ActivityQuery, activityText } from "./activity-query.ts";

/** One call of the ledger (PRODUCT C15). */
export interface ActivityRow {
  readonly id: string;
  readonly at: Date;
  readonly integration: string;
  /** The action's name, or `GET /path`. */
  readonly title: string;
  readonly status?: number | undefined;
  /** Why it did not work, or what it waits for, in words. */
  readonly note?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly by: string;
  readonly runId: string;
  /** Whether it came out of a thread that can be opened. */
  readonly hasThread: boolean;
}

export interface ActivityListProps {
  readonly rows: readonly ActivityRow[];
  readonly query: ActivityQuery;
  readonly now: Date;
  /** The place where older calls begin; absent on the last page. */
  readonly next?: string | undefined;
  /** Until when was looked, where the page ended before it was full. */
  readonly lookedTo?: Date | undefined;
}

/** The page that shows a query. */
export function activityHref({ of, ...query }: ActivityQuery): string {
  return (of === "" ? paths.activity : paths.activityOf(of)) + activityText(query);
}

function Row({ row, now, isOfOne }: { row: ActivityRow; now: Date; isOfOne: boolean }) {
  const time = <Time at={row.at} now={now} />;
  return (
    <tr>
      <td>
        <StatusCode status={row.status} />
      </td>
      <td>
        <code class="bare">{visibleText(row.title)}</code>
        {row.note && <small class="clip">{visibleText(row.note)}</small>}
      </td>
      {!isOfOne && <td>{visibleText(row.integration)}</td>}
      <td>{visibleText(row.by)}</td>
      <td class="number">{row.durationMs === undefined ? "–" : durationInWords(row.durationMs)}</td>
      <td>{isTrialRun(row.runId) ? time : <a href={paths.run(row.runId)}>{time}</a>}</td>
      <td>{row.hasThread && <a href={paths.callThread(row.id)}>Thread</a>}</td>
    </tr>
  );
}

function columnsOf(isOfOne: boolean) {
  const all = ["Status", "Call", "Integration", "For", <span class="number">Took</span>, "When", "Where"];
  return isOfOne ? all.filter((column) => column !== "Integration") : all;
}

function Turn({ query, to, words }: { query: ActivityQuery; to: string; words: string }) {
  const turned = { ...query, before: to };
  return (
    <a
      class="button small"
      href={activityHref(turned)}
      hx-get={paths.activityList + activityText(turned)}
      hx-target="#activity-list"
      hx-swap="outerHTML show:top"
    >
      {words}
    </a>
  );
}

/** All that fits, as a file: what the list shows a page of. */
function Exports({ query }: { query: ActivityQuery }) {
  const all = activityText({ ...query, before: "" });
  return (
    <p class="row end">
      <a class="button small" href={paths.activityExport("csv") + all} download="">
        <Icon name="table" /> CSV
      </a>
      <a class="button small" href={paths.activityExport("jsonl") + all} download="">
        <Icon name="braces" /> JSON Lines
      </a>
    </p>
  );
}

/** One page of the calls that fit, newest first. It is its own part, so that a filter swaps only this. */
export function ActivityList({ rows, query, now, next, lookedTo }: ActivityListProps) {
  const isOfOne = query.of !== "";
  const isNarrowed = activityText({ ...query, of: "", before: "" }) !== "";
  return (
    <div id="activity-list" class="stack">
      {rows.length === 0 && next === undefined && (
        <EmptyState icon="history" title={isNarrowed ? "No call fits" : "Not called yet"}>
          {isNarrowed ? "Widen the filters." : "Each call that Chief makes is listed here."}
        </EmptyState>
      )}
      {rows.length > 0 && <Exports query={query} />}
      {rows.length > 0 && (
        <Table caption="Calls" columns={columnsOf(isOfOne)}>
          {rows.map((row) => (
            <Row row={row} now={now} isOfOne={isOfOne} />
          ))}
        </Table>
      )}
      {lookedTo && (
        <p class="muted" role="status">
          {rows.length === 0 ? "None" : "These"} among the calls up to {relativeTime(lookedTo, now)}. There
          are older ones to look through.
        </p>
      )}
      {(next !== undefined || query.before !== "") && (
        <nav class="pager row spread" aria-label="Pages of calls">
          <span>{query.before !== "" && <Turn query={query} to="" words="Newest" />}</span>
          <span>
            {next !== undefined && (
              <Turn query={query} to={next} words={lookedTo ? "Look further back" : "Older"} />
            )}
          </span>
        </nav>
      )}
    </div>
  );
}
