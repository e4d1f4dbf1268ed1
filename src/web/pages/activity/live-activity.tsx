import { isTrialRun } from "../../../execution/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { StatusCode } from "../../ui/badge.tsx";
import { durationInWords, Time } from "../../ui/time.tsx";
import type { ActivityRow } from "./activity-list.tsx";

/** The id of the list in `LiveActivity`, for updates of an open page. */
export const LIVE_ACTIVITY_ID = "live-activity";

interface LiveActivityProps {
  /** The latest calls, newest first. */
  readonly calls: readonly ActivityRow[];
  readonly now: Date;
}

/** The latest calls, beside something else. */
export function LiveActivity({ calls, now }: LiveActivityProps) {
  return (
    <aside class="panel" aria-labelledby="live-title">
      <h2 id="live-title" class="row spread">
        <span>Live activity</span> <a href={paths.activity}>All</a>
      </h2>
      <ol id={LIVE_ACTIVITY_ID} class="live-calls">
        <LiveCalls calls={calls} now={now} />
      </ol>
    </aside>
  );
}

/** What stands in the list. */
export function LiveCalls({ calls, now }: LiveActivityProps) {
  if (calls.length === 0) return <li class="muted">Each call that Chief makes is listed here.</li>;
  return (
    <>
      {calls.map((call) => (
        <li>
          <StatusCode status={call.status} />
          <div>
            <code class="bare">{visibleText(call.title)}</code>
            <small>
              {visibleText(call.integration)} · {visibleText(call.by)}
            </small>
          </div>
          <small class="end">
            <When call={call} now={now} />
            {call.durationMs !== undefined && <span>{durationInWords(call.durationMs)}</span>}
          </small>
        </li>
      ))}
    </>
  );
}

function When({ call, now }: { call: ActivityRow; now: Date }) {
  const time = <Time at={call.at} now={now} />;
  return isTrialRun(call.runId) ? time : <a href={paths.run(call.runId)}>{time}</a>;
}
