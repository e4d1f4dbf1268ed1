import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";

export type SkillRunState = "running" | "done" | "failed";

/** One time that a skill was run. */
export interface SkillRunSummary {
  readonly runId: string;
  readonly state: SkillRunState;
  readonly by: string;
  readonly version: number;
  readonly isDryRun: boolean;
  /** `order_id 1234` */
  readonly inputs: string;
  readonly failedStep: string | null;
  readonly startedAt: Date;
}

const STATES: Readonly<Record<SkillRunState, readonly [tone: Tone, icon: IconName, words: string]>> = {
  running: ["info", "loader-circle", "Under way"],
  done: ["good", "circle-check", "Done"],
  failed: ["bad", "circle-x", "Failed"],
};

/** How a run of a skill went, in a word. */
export function SkillRunBadge({ state }: { state: SkillRunState }) {
  const [tone, icon, words] = STATES[state];
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  );
}

interface SkillRunsPanelProps {
  readonly runs: readonly SkillRunSummary[];
  /** When one was begun from this page, if one was. */
  readonly begunAt: Date | undefined;
  readonly now: Date;
}

/** Looks again while something is under way, so that the page shows how it went. */
const LOOK_AGAIN = {
  "hx-get": "",
  "hx-trigger": "every 3s",
  "hx-select": "#skill-runs",
  "hx-swap": "outerHTML",
};

/** The last runs of one skill. */
export function SkillRunsPanel({ runs, begunAt, now }: SkillRunsPanelProps) {
  const isAwaited = begunAt !== undefined && !runs.some(({ startedAt }) => startedAt >= begunAt);
  const isUnderWay = isAwaited || runs.some(({ state }) => state === "running");
  return (
    <section
      class="panel"
      id="skill-runs"
      aria-labelledby="skill-runs-title"
      {...(isUnderWay ? LOOK_AGAIN : {})}
    >
      <h2 id="skill-runs-title">Runs</h2>
      {begunAt && (
        <p class="note" role="status">
          It was begun in your direct messages with Chief. What it asks and answers comes there, and is listed
          here.
        </p>
      )}
      {runs.length === 0 ? (
        <EmptyState icon="history" title="It was never run" />
      ) : (
        <Table caption="Runs of this skill" columns={["When", "How it went", "Inputs", "By", "Version"]}>
          {runs.map((run) => (
            <tr>
              <td>
                <a href={paths.run(run.runId)}>
                  <Time at={run.startedAt} now={now} />
                </a>
              </td>
              <td>
                <SkillRunBadge state={run.state} />
                {run.failedStep && (
                  <small class="clip">at “{visibleText(run.failedStep.replaceAll("`", ""))}”</small>
                )}
              </td>
              <td>
                <span class="clip">{visibleText(run.inputs) || "none"}</span>
                {run.isDryRun && <small>dry run</small>}
              </td>
              <td>{visibleText(run.by)}</td>
              <td class="number">{run.version}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
