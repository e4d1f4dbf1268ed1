import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { type Result, ResultBadge, StateBadge } from "./schedule-badges.tsx";

/** One schedule in the list. */
export interface ScheduleSummary {
  readonly number: number;
  readonly request: string;
  /** `every weekday at 09:00`. */
  readonly words: string;
  readonly timeZone: string;
  /** `#ops`, or direct messages. */
  readonly place: string;
  readonly madeBy: string;
  /** When it is due next, and how its own clock shows that. */
  readonly next: { readonly at: Date; readonly local: string } | undefined;
  readonly isPaused: boolean;
  /** Why Chief paused it. */
  readonly pausedBecause: string | undefined;
  readonly last: (Result & { readonly at: Date; readonly runId: string | undefined }) | undefined;
  readonly mayChange: boolean;
}

/** Schedules that were paused for an integration which works again. */
export interface Repaired {
  readonly integrationId: string;
  readonly integration: string;
  /** Those that the visitor may resume. */
  readonly numbers: readonly number[];
}

interface SchedulesPageProps {
  readonly schedules: readonly ScheduleSummary[];
  readonly repaired: readonly Repaired[];
  readonly now: Date;
}

/** Every schedule of the workspace, with what waits to be resumed. */
export function SchedulesPage({ schedules, repaired, now }: SchedulesPageProps) {
  return (
    <>
      <PageHeader
        title="Schedules"
        about="Requests that Chief makes again and again, in the name of whoever made the schedule"
      >
        <a class="button primary" href={paths.newSchedule}>
          <Icon name="plus" /> Add a schedule
        </a>
      </PageHeader>
      <div class="stack">
        {repaired.map((one) => (
          <RepairedNote repaired={one} />
        ))}
        <section class="panel" aria-labelledby="schedules-title">
          <h2 id="schedules-title" class="sr">
            List of schedules
          </h2>
          {schedules.length === 0 ? (
            <EmptyState icon="calendar" title="No schedule yet">
              Say “every weekday at 9 run order-report in #ops” in a chat, or add one here.
            </EmptyState>
          ) : (
            <Table caption="Schedules" columns={["Schedule", "When", "Next", "Last", "State", "Change"]}>
              {schedules.map((schedule) => (
                <Row schedule={schedule} now={now} />
              ))}
            </Table>
          )}
        </section>
      </div>
    </>
  );
}

function RepairedNote({ repaired }: { repaired: Repaired }) {
  const { numbers, integration, integrationId } = repaired;
  const isOne = numbers.length === 1;
  return (
    <div class="note tone-good row spread" role="status">
      <span>
        <Icon name="circle-check" /> <strong>{visibleText(integration)} works again.</strong>{" "}
        {isOne ? "Schedule" : "Schedules"} {numbers.join(", ")} {isOne ? "was" : "were"} paused because of it.
      </span>
      <form method="post" action={paths.resumeSchedules}>
        <input type="hidden" name="integration" value={integrationId} />
        <button type="submit" class="small primary">
          <Icon name="play" /> {isOne ? "Resume it" : `Resume all ${numbers.length}`}
        </button>
      </form>
    </div>
  );
}

function Row({ schedule, now }: { schedule: ScheduleSummary; now: Date }) {
  const { number, next, last } = schedule;
  return (
    <tr>
      <td>
        <a class="strong" href={paths.schedule(number)}>
          {number} · {visibleText(schedule.request)}
        </a>
        <small>
          in {visibleText(schedule.place)}, by {visibleText(schedule.madeBy)}
        </small>
      </td>
      <td>
        {schedule.words}
        <small>{schedule.timeZone}</small>
      </td>
      <td>
        {next ? (
          <>
            <Time at={next.at} now={now} />
            <small>{next.local}</small>
          </>
        ) : (
          <span class="muted">not while it is paused</span>
        )}
      </td>
      <td>
        <Last last={last} now={now} />
      </td>
      <td>
        <StateBadge isPaused={schedule.isPaused} isByChief={schedule.pausedBecause !== undefined} />
        {schedule.pausedBecause && <small>{visibleText(schedule.pausedBecause)}</small>}
      </td>
      <td>{schedule.mayChange && <Deeds schedule={schedule} />}</td>
    </tr>
  );
}

function Last({ last, now }: { last: ScheduleSummary["last"]; now: Date }) {
  if (!last) return <span class="muted">never</span>;
  const words = (
    <>
      <ResultBadge {...last} /> <Time at={last.at} now={now} />
    </>
  );
  return last.runId ? <a href={paths.run(last.runId)}>{words}</a> : <span>{words}</span>;
}

/** What is done with one schedule at once. */
export function Deeds({ schedule }: { schedule: Pick<ScheduleSummary, "number" | "isPaused"> }) {
  const { number, isPaused } = schedule;
  const turn = isPaused ? "resume" : "pause";
  return (
    <div class="row">
      <form method="post" action={paths.doSchedule(number, "run")}>
        <button type="submit" class="small" aria-label={`Run now: schedule ${number}`}>
          <Icon name="send" /> Run now
        </button>
      </form>
      <form method="post" action={paths.doSchedule(number, turn)}>
        <button
          type="submit"
          class={isPaused ? "small primary" : "small"}
          aria-label={`${isPaused ? "Resume" : "Pause"} schedule ${number}`}
        >
          <Icon name={isPaused ? "play" : "pause"} /> {isPaused ? "Resume" : "Pause"}
        </button>
      </form>
    </div>
  );
}
