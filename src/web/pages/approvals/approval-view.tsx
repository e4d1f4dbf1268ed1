import { isTrialRun } from "../../../execution/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, MethodBadge, type Tone } from "../../ui/badge.tsx";
import { JsonBlock } from "../../ui/code-block.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Time } from "../../ui/time.tsx";

export type ApprovalState = "pending" | "approved" | "denied" | "expired" | "cancelled" | "stale";

/** A question about one exact request (PRODUCT E2). */
export interface ApprovalSummary {
  readonly id: string;
  readonly state: ApprovalState;
  readonly integration: string;
  /** The action's name, or the method and path. */
  readonly title: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    /** Without the credential. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** In words, the rule that asks, and who may answer. */
  readonly askedBecause: string;
  readonly approvers: string;
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly answered?:
    | { readonly by: string; readonly at: Date; readonly reason?: string | undefined }
    | undefined;
  readonly runId: string;
  /** Whether the viewer may answer it now. */
  readonly mayAnswer: boolean;
}

const STATES: Readonly<Record<ApprovalState, readonly [tone: Tone, icon: IconName, words: string]>> = {
  pending: ["warn", "clock", "Waiting"],
  approved: ["good", "circle-check", "Approved"],
  denied: ["bad", "ban", "Denied"],
  expired: ["plain", "clock", "Expired"],
  cancelled: ["plain", "x", "Cancelled"],
  stale: ["plain", "refresh-cw", "Out of date"],
};

/** The state of an approval in a word. */
export function ApprovalBadge({ state }: { state: ApprovalState }) {
  const [tone, icon, words] = STATES[state];
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  );
}

/** The request as it will be sent: method, whole URL, headers, body. */
function ExactRequest({ request }: { request: ApprovalSummary["request"] }) {
  const headers = Object.entries(request.headers);
  return (
    <div class="request stack">
      <p class="request-line">
        <MethodBadge method={request.method} /> <code class="bare">{visibleText(request.url)}</code>
      </p>
      {headers.length > 0 && (
        <p>
          {headers.map(([name, value]) => (
            <code class="header-line">{visibleText(`${name}: ${value}`)}</code>
          ))}
        </p>
      )}
      {request.body !== undefined && <JsonBlock value={request.body} label="Body of the request" />}
    </div>
  );
}

function Answers({ approval }: { approval: ApprovalSummary }) {
  if (!approval.mayAnswer) return <p class="muted">Waits for {approval.approvers}.</p>;
  return (
    <form class="answers" hx-post={paths.answerApproval(approval.id)} hx-swap="none">
      <label class="sr" for={`reason-${approval.id}`}>
        Reason (optional)
      </label>
      <input
        id={`reason-${approval.id}`}
        name="reason"
        placeholder="Reason, if you deny (optional)"
        autocomplete="off"
      />
      <button type="submit" class="primary" name="verdict" value="approved">
        <Icon name="check" /> Approve
      </button>
      <button type="submit" class="danger" name="verdict" value="denied">
        <Icon name="ban" /> Deny
      </button>
    </form>
  );
}

function Outcome({ approval, now }: { approval: ApprovalSummary; now: Date }) {
  const { answered } = approval;
  if (!answered) return null;
  return (
    <p class="muted">
      by {visibleText(answered.by)}, <Time at={answered.at} now={now} />
      {answered.reason && <>: “{visibleText(answered.reason)}”</>}
    </p>
  );
}

/** An approval with its request and, for who may, its buttons. The page replaces it by its id. */
export function ApprovalView({ approval, now }: { approval: ApprovalSummary; now: Date }) {
  const isOpen = approval.state === "pending";
  return (
    <article
      class="card approval"
      id={`approval-${approval.id}`}
      aria-labelledby={`approval-title-${approval.id}`}
    >
      <header>
        <div>
          <h3 id={`approval-title-${approval.id}`}>{visibleText(approval.title)}</h3>
          <p class="host">{visibleText(approval.integration)}</p>
        </div>
        <ApprovalBadge state={approval.state} />
      </header>
      <ExactRequest request={approval.request} />
      <p class="muted">
        {visibleText(approval.requestedBy)} asked <Time at={approval.createdAt} now={now} /> ·{" "}
        {visibleText(approval.askedBecause)} ·{" "}
        {isTrialRun(approval.runId) ? (
          "a test of an action"
        ) : (
          <a href={paths.run(approval.runId)}>see the run</a>
        )}
        {isOpen && (
          <>
            {" "}
            · expires <Time at={approval.expiresAt} now={now} />
          </>
        )}
      </p>
      {isOpen ? <Answers approval={approval} /> : <Outcome approval={approval} now={now} />}
    </article>
  );
}
