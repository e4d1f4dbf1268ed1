import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { type Result, ResultBadge, StateBadge } from "./schedule-badges.tsx";
import { Deeds, type ScheduleSummary } from "./schedules-page.tsx";

/** One time that it came up. */
export interface PastTime extends Result {
  /** As the schedule's own clock showed it. */
  readonly local: string;
  readonly note: string | undefined;
  readonly runId: string | undefined;
}

export interface SchedulePageProps {
  readonly schedule: ScheduleSummary;
  readonly upcoming: readonly { readonly local: string; readonly note: string | undefined }[];
  /** Its policies that are not the usual ones, in a sentence each. */
  readonly policies: readonly string[];
  /** The names of the integrations that it cannot do without. */
  readonly needs: readonly string[];
  readonly history: readonly PastTime[];
}

/** One schedule: what it does, its next times, and what became of those that passed. */
export function SchedulePage(props: SchedulePageProps) {
  const { schedule, history } = props;
  const { number } = schedule;
  return (
    <>
      <PageHeader
        title={`Schedule ${number}`}
        about={`${schedule.words}, ${schedule.timeZone}, in ${visibleText(schedule.place)}, by ${visibleText(schedule.madeBy)}`}
      >
        <a class="button" href={paths.schedules}>
          <Icon name="arrow-left" /> All schedules
        </a>
      </PageHeader>
      <div class="stack">
        <Summary {...props} />
        <section class="panel stack" aria-labelledby="history-title">
          <h2 id="history-title">History</h2>
          {history.length === 0 ? (
            <EmptyState icon="history" title="It has not come up yet" />
          ) : (
            <Table caption="History" columns={["Time", "Result", "Note", "Run"]}>
              {history.map((past) => (
                <Past past={past} />
              ))}
            </Table>
          )}
        </section>
      </div>
    </>
  );
}

function Summary({ schedule, upcoming, policies, needs }: SchedulePageProps) {
  return (
    <section class="panel stack" aria-labelledby="request-title">
      <div class="row spread">
        <h2 id="request-title">
          <code class="bare">{visibleText(schedule.request)}</code>
        </h2>
        <StateBadge isPaused={schedule.isPaused} isByChief={schedule.pausedBecause !== undefined} />
      </div>
      {schedule.pausedBecause && (
        <p class="note tone-bad" role="status">
          <Icon name="pause" /> Paused: {visibleText(schedule.pausedBecause)}
        </p>
      )}
      {upcoming.length > 0 && (
        <div>
          <h3>Next</h3>
          <ol class="next-times">
            {upcoming.map(({ local, note }) => (
              <li>
                {local}
                {note && <small>{note}</small>}
              </li>
            ))}
          </ol>
        </div>
      )}
      {needs.length > 0 && <p>It needs {visibleText(needs.join(", "))}.</p>}
      {policies.length > 0 && <p>{visibleText(policies.join(" "))}</p>}
      {schedule.mayChange && (
        <div class="row">
          <Deeds schedule={schedule} />
          <a class="button small" href={paths.changeSchedule(schedule.number)}>
            <Icon name="wrench" /> Change
          </a>
          <button
            type="button"
            class="small danger"
            hx-post={paths.doSchedule(schedule.number, "delete")}
            hx-confirm="Its history stays in the runs."
            data-confirm-title={`Delete schedule ${schedule.number}?`}
            data-confirm-yes="Delete"
            data-confirm-danger=""
          >
            <Icon name="x" /> Delete
          </button>
        </div>
      )}
    </section>
  );
}

function Past({ past }: { past: PastTime }) {
  return (
    <tr>
      <td>{past.local}</td>
      <td>
        <ResultBadge {...past} />
      </td>
      <td>{past.note ? visibleText(past.note) : <span class="muted">–</span>}</td>
      <td>{past.runId ? <a href={paths.run(past.runId)}>Open</a> : <span class="muted">none</span>}</td>
    </tr>
  );
}
