import { countOf, visibleText } from "../../../kernel/index.ts";
import type { Names } from "../../blocks/names.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { durationInWords, Time } from "../../ui/time.tsx";
import { type RunEvent, viewOf } from "./run-events.tsx";
import { RunBadge, type RunState } from "./runs-page.tsx";

/** What the receipt under the answer says too (PRODUCT B6). */
export interface RunReceipt {
  readonly integrations: readonly string[];
  readonly calls: number;
  readonly rows: number;
  readonly pages: number;
  /** Whether everything there is was read. */
  readonly complete: boolean;
  readonly approvedBy: readonly string[];
  /** The span of time that was meant, as it was taken. */
  readonly window?: string | undefined;
  readonly durationMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Whether the answer was of use to somebody. */
export interface RunFeedback {
  readonly by: string;
  readonly verdict: "good" | "bad";
  readonly at: Date;
}

interface RunPageProps {
  readonly id: string;
  readonly state: RunState;
  readonly by: string;
  readonly place: string;
  readonly startedAt: Date;
  /** In order. */
  readonly events: readonly RunEvent[];
  /** Absent until the run has ended. */
  readonly receipt?: RunReceipt | undefined;
  /** What people said of the answer, the oldest first. */
  readonly feedback: readonly RunFeedback[];
  readonly now: Date;
  readonly names: Names;
}

function sinceStart(at: Date, startedAt: Date): string {
  const ms = at.getTime() - startedAt.getTime();
  return ms <= 0 ? "start" : `+${durationInWords(ms)}`;
}

function Timeline({ events, startedAt, names }: Pick<RunPageProps, "events" | "startedAt" | "names">) {
  return (
    <ol class="timeline">
      {events.map((event) => {
        const view = viewOf(event, names);
        return (
          <li class={`tone-${view.tone}`}>
            <span class="mark">
              <Icon name={view.icon} />
            </span>
            <div>
              <p class="event-line">
                <span>{view.headline}</span>
                <time datetime={event.at.toISOString()} title={event.at.toUTCString()}>
                  {sinceStart(event.at, startedAt)}
                </time>
              </p>
              {view.detail}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function factsOf(receipt: RunReceipt): readonly (readonly [term: string, detail: string])[] {
  const count = (value: number) => value.toLocaleString("en");
  const extent = receipt.complete ? "all there are" : "not all there are";
  return [
    ["Integrations", receipt.integrations.map(visibleText).join(", ") || "none"],
    ["Calls", count(receipt.calls)],
    ["Read", `${countOf(receipt.rows, "row")}, ${countOf(receipt.pages, "page")}, ${extent}`],
    ...(receipt.window === undefined ? [] : [["Times", visibleText(receipt.window)] as const]),
    ["Approved by", receipt.approvedBy.map(visibleText).join(", ") || "nobody had to"],
    ["Took", durationInWords(receipt.durationMs)],
    ["Tokens", `${count(receipt.inputTokens)} in, ${count(receipt.outputTokens)} out`],
  ];
}

function ReceiptPanel({ receipt }: { receipt: RunReceipt }) {
  return (
    <aside class="panel stack" aria-labelledby="receipt-title">
      <h2 id="receipt-title" class="with-icon">
        <Icon name="coins" /> Receipt
      </h2>
      <dl class="facts one">
        {factsOf(receipt).map(([term, detail]) => (
          <div>
            <dt>{term}</dt>
            <dd>{detail}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}

function FeedbackPanel({ feedback, now }: Pick<RunPageProps, "feedback" | "now">) {
  return (
    <section class="panel stack" aria-labelledby="feedback-title">
      <h2 id="feedback-title" class="with-icon">
        <Icon name="thumbs-up" /> Feedback
      </h2>
      <ul class="plain stack">
        {feedback.map(({ by, verdict, at }) => (
          <li class="with-icon">
            <Icon name={verdict === "good" ? "thumbs-up" : "thumbs-down"} />
            <span>
              {visibleText(by)}: {verdict === "good" ? "of use" : "of no use"} · <Time at={at} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One turn, step by step. */
export function RunPage(props: RunPageProps) {
  const { state, by, place, receipt, feedback } = props;
  const about = (
    <>
      <a class="with-icon" href={paths.runs}>
        <Icon name="arrow-left" /> Runs
      </a>{" "}
      · {visibleText(by)} in {visibleText(place)} · <code>{props.id}</code>
    </>
  );
  return (
    <>
      <PageHeader title="Run" about={about}>
        <RunBadge state={state} />
      </PageHeader>
      <div class={receipt ? "split" : "stack wide"}>
        <section class="panel" aria-labelledby="timeline-title">
          <h2 id="timeline-title">Timeline</h2>
          <Timeline {...props} />
        </section>
        {receipt && (
          <div class="stack">
            <ReceiptPanel receipt={receipt} />
            {feedback.length > 0 && <FeedbackPanel {...props} />}
          </div>
        )}
      </div>
    </>
  );
}
