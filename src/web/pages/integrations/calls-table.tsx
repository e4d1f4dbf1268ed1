import { isTrialRun } from "../../../execution/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { StatusCode } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Table } from "../../ui/table.tsx";
import { durationInWords, Time } from "../../ui/time.tsx";

/** One call of the ledger (PRODUCT C15). */
export interface CallRow {
  readonly id: string;
  readonly at: Date;
  /** The action's name, or `GET /path`. */
  readonly title: string;
  readonly status?: number | undefined;
  /** Why it did not work, or what it waits for, in words. */
  readonly note?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly by: string;
  readonly runId: string;
}

function Row({ call, now }: { call: CallRow; now: Date }) {
  return (
    <tr>
      <td>
        <StatusCode status={call.status} />
      </td>
      <td>
        <code class="bare">{visibleText(call.title)}</code>
        {call.note && <small class="clip">{visibleText(call.note)}</small>}
      </td>
      <td>{visibleText(call.by)}</td>
      <td class="number">{call.durationMs === undefined ? "–" : durationInWords(call.durationMs)}</td>
      <td>
        {isTrialRun(call.runId) ? (
          <Time at={call.at} now={now} />
        ) : (
          <a href={paths.run(call.runId)}>
            <Time at={call.at} now={now} />
          </a>
        )}
      </td>
    </tr>
  );
}

/** The latest calls of an integration, newest first, each with the run that made it. */
export function CallsTable({ calls, now }: { calls: readonly CallRow[]; now: Date }) {
  return (
    <section id="calls" class="panel stack" aria-labelledby="calls-title">
      <h2 id="calls-title">Recent calls</h2>
      {calls.length === 0 ? (
        <EmptyState icon="history" title="Not called yet" />
      ) : (
        <Table
          caption="Recent calls"
          columns={["Status", "Call", "For", <span class="number">Took</span>, "When"]}
        >
          {calls.map((call) => (
            <Row call={call} now={now} />
          ))}
        </Table>
      )}
    </section>
  );
}
