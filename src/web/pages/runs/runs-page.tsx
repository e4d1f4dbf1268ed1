import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Filters, SearchBox, SelectFilter } from "../../ui/filters.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { durationInWords, Time } from "../../ui/time.tsx";

export type RunState = "running" | "waiting" | "ready" | "answering" | "done" | "failed" | "stopped";

/** One turn in the list. */
export interface RunSummary {
  readonly id: string;
  readonly state: RunState;
  /** What the person wrote. */
  readonly text: string;
  readonly by: string;
  /** Where it was written, such as `#ops`. */
  readonly place: string;
  readonly startedAt: Date;
  readonly durationMs?: number | undefined;
  readonly calls: number;
  readonly integrations: readonly string[];
}

interface RunsPageProps {
  readonly runs: readonly RunSummary[];
  readonly now: Date;
  /** What the list is narrowed to, as in the address. */
  readonly filter: { readonly q?: string; readonly state?: string; readonly integration?: string };
  readonly integrations: readonly { readonly value: string; readonly label: string }[];
  /** The address of the next page; absent on the last. */
  readonly nextHref?: string | undefined;
}

const STATES: Readonly<Record<RunState, readonly [tone: Tone, icon: IconName, words: string]>> = {
  running: ["info", "loader-circle", "Running"],
  waiting: ["warn", "clock", "Waiting for approval"],
  ready: ["info", "loader-circle", "Going on"],
  answering: ["info", "loader-circle", "Answering"],
  done: ["good", "circle-check", "Done"],
  failed: ["bad", "circle-x", "Failed"],
  stopped: ["plain", "ban", "Stopped"],
};
const CHOICES = Object.entries(STATES).map(([value, [, , label]]) => ({ value, label }));

/** The state of a run in a word. */
export function RunBadge({ state }: { state: RunState }) {
  const [tone, icon, words] = STATES[state];
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  );
}

function Row({ run, now }: { run: RunSummary; now: Date }) {
  return (
    <tr>
      <td>
        <a class="clip strong" href={paths.run(run.id)}>
          {visibleText(run.text)}
        </a>
        <small>
          {visibleText(run.by)} in {visibleText(run.place)}
        </small>
      </td>
      <td>
        <RunBadge state={run.state} />
      </td>
      <td>
        <span class="number">{run.calls}</span>
        <small class="clip">{run.integrations.map(visibleText).join(", ")}</small>
      </td>
      <td class="number">{run.durationMs === undefined ? "–" : durationInWords(run.durationMs)}</td>
      <td>
        <Time at={run.startedAt} now={now} />
      </td>
    </tr>
  );
}

/** Every turn, newest first. */
export function RunsPage({ runs, now, filter, integrations, nextHref }: RunsPageProps) {
  return (
    <>
      <PageHeader title="Runs" about="Each request, what Chief did about it, and what came of it" />
      <Filters action={paths.runs}>
        <SearchBox id="runs-q" label="Search requests" value={filter.q} />
        <SelectFilter id="runs-state" name="state" label="State" value={filter.state} options={CHOICES} />
        <SelectFilter
          id="runs-integration"
          name="integration"
          label="Integration"
          value={filter.integration}
          options={integrations}
        />
      </Filters>
      <section class="panel" aria-labelledby="runs-title">
        <h2 id="runs-title" class="sr">
          List of runs
        </h2>
        {runs.length === 0 ? (
          <EmptyState icon="list-tree" title="No run matches">
            Ask Chief something, or widen the filters.
          </EmptyState>
        ) : (
          <Table
            caption="Runs"
            columns={["Request", "State", "Calls", <span class="number">Took</span>, "Started"]}
          >
            {runs.map((run) => (
              <Row run={run} now={now} />
            ))}
          </Table>
        )}
        {nextHref && (
          <p class="more">
            <a class="button small" href={nextHref}>
              Older runs
            </a>
          </p>
        )}
      </section>
    </>
  );
}
