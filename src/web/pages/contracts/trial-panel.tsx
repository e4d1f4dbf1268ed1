import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { StatusCode } from "../../ui/badge.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Icon } from "../../ui/icon.tsx";
import { RequestView, type ShownRequest } from "./request-view.tsx";

/** What came of "Test against the real API", or what has to be confirmed first. */
export type Trial =
  | { readonly kind: "idle" }
  | {
      readonly kind: "confirm";
      readonly request: ShownRequest;
      /** Identifies exactly this request; the yes is to this and to nothing else. */
      readonly hash: string;
      readonly callId: string;
      readonly because: string;
      readonly note?: string | undefined;
    }
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly text: string;
      /** The answer, shortened, to write the mapping for. */
      readonly sample: string;
    }
  | { readonly kind: "failed"; readonly message: string };

interface TrialProps {
  readonly integrationId: string;
  readonly trial: Trial;
}

function Confirm({ integrationId, trial }: TrialProps & { trial: Extract<Trial, { kind: "confirm" }> }) {
  return (
    <div class="stack confirm-request">
      <p class="note tone-warn" role="alert">
        <Icon name="triangle-alert" /> {trial.note ?? "This is real."} It is sent once, to the real API, and
        recorded as your call: {trial.because}.
      </p>
      <RequestView request={trial.request} label="Body of the request to confirm" />
      <div class="row">
        <button
          type="button"
          class="primary danger"
          hx-post={paths.tryContract(integrationId)}
          hx-include="#contract"
          hx-vals={JSON.stringify({ confirm: trial.hash, call: trial.callId })}
          hx-swap="none"
        >
          <Icon name="send" /> Send exactly this
        </button>
        <button type="button" data-clear="#trial-outcome">
          Cancel
        </button>
      </div>
    </div>
  );
}

function Answered({ trial }: { trial: Extract<Trial, { kind: "answered" }> }) {
  return (
    <>
      <p class="row spread" role="status">
        <span>
          <StatusCode status={trial.status} /> It answered.
        </span>
        <button type="button" class="small" data-copy-from="#trial-sample" data-copy-to="#sample-response">
          <Icon name="braces" /> Use as sample response
        </button>
      </p>
      <CodeBlock text={trial.text} label="The answer" />
      <template id="trial-sample">{trial.sample}</template>
    </>
  );
}

function Outcome({ integrationId, trial }: TrialProps) {
  switch (trial.kind) {
    case "idle":
      return null;
    case "confirm":
      return <Confirm integrationId={integrationId} trial={trial} />;
    case "answered":
      return <Answered trial={trial} />;
    case "failed":
      return (
        <p class="note tone-bad" role="alert">
          <Icon name="triangle-alert" /> <span>{visibleText(trial.message)}</span>
        </p>
      );
  }
}

/** The test before saving: a read goes at once, what changes something is confirmed first. */
export function TrialPanel({ integrationId, trial }: TrialProps) {
  return (
    <section class="panel stack" id="trial" aria-labelledby="trial-title">
      <div class="row spread">
        <h2 id="trial-title">Test it</h2>
        <button
          type="button"
          class="small"
          hx-post={paths.tryContract(integrationId)}
          hx-include="#contract"
          hx-swap="none"
        >
          <Icon name="refresh-cw" /> Test against the real API
        </button>
      </div>
      <div class="stack" id="trial-outcome">
        {trial.kind === "idle" ? (
          <p class="muted">With the sample values. Nothing is saved by it.</p>
        ) : (
          <Outcome integrationId={integrationId} trial={trial} />
        )}
      </div>
    </section>
  );
}
