import { isTrialRun } from "../../../execution/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, MethodBadge, type Tone } from "../../ui/badge.tsx";
import { JsonBlock } from "../../ui/code-block.tsx";
import { EnterPressesNothing } from "../../ui/enter-presses-nothing.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Time } from "../../ui/time.tsx";
import { type ApprovalEvidence, EvidenceView } from "./evidence-view.tsx";

export type ApprovalState = "pending" | "approved" | "denied" | "expired" | "cancelled" | "edited" | "stale";

/** A question about one exact request (PRODUCT E2). */
export interface ApprovalSummary {
  readonly id: string;
  /** Whether it may be sent, or whether it happened. */
  readonly kind: "send" | "outcome";
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
  readonly evidence: ApprovalEvidence;
  /** In words, the rule that asks, and who may answer. */
  readonly askedBecause: string;
  readonly approvers: string;
  readonly requestedBy: string;
  readonly editedBy?: string | undefined;
  /** Who said yes so far, where it takes several. */
  readonly yesBy: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly answered?:
    | { readonly by: string; readonly at: Date; readonly reason?: string | undefined }
    | undefined;
  /** In words, what became of the call once it was sent. */
  readonly sent?: string | undefined;
  readonly mayUndo: boolean;
  /** Whether a yes can be given for more calls like this one at once. */
  readonly mayGrant: boolean;
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
  edited: ["plain", "refresh-cw", "Edited"],
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
  if (!approval.mayAnswer) return <p class="muted">Waits for {visibleText(approval.approvers)}.</p>;
  if (approval.kind === "outcome") return <OutcomeAnswers approval={approval} />;
  return (
    <form class="answers" hx-post={paths.answerApproval(approval.id)} hx-swap="none">
      <EnterPressesNothing />
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
      <a class="button" href={paths.editApproval(approval.id)}>
        Edit
      </a>
      {approval.mayGrant && (
        <a class="button" href={paths.approveMore(approval.id)}>
          Approve this and the next 20…
        </a>
      )}
    </form>
  );
}

/** Nobody knows whether a write happened: somebody who looked says so here. */
function OutcomeAnswers({ approval }: { approval: ApprovalSummary }) {
  return (
    <form class="answers" hx-post={paths.answerApproval(approval.id)} hx-swap="none">
      <button type="submit" class="primary" name="verdict" value="approved">
        <Icon name="check" /> It happened
      </button>
      <button type="submit" name="verdict" value="again">
        It did not – send again
      </button>
      <button type="submit" name="verdict" value="leave">
        Leave it open
      </button>
    </form>
  );
}

function Outcome({ approval, now }: { approval: ApprovalSummary; now: Date }) {
  const { answered } = approval;
  if (!answered && !approval.sent) return null;
  return (
    <div class="row">
      <p class="muted">
        {answered && (
          <>
            by {visibleText(approval.yesBy.length > 1 ? approval.yesBy.join(", ") : answered.by)},{" "}
            <Time at={answered.at} now={now} />
          </>
        )}
        {answered?.reason && <>: “{visibleText(answered.reason)}”</>}
        {approval.sent && <> · sent: {visibleText(approval.sent)}</>}
      </p>
      {approval.mayUndo && (
        <form hx-post={paths.answerApproval(approval.id)} hx-swap="none">
          <button type="submit" class="small" name="verdict" value="undo">
            Undo
          </button>
        </form>
      )}
    </div>
  );
}

/** Several waiting questions are answered in one go by the form that this box belongs to. */
function Tick({ approval }: { approval: ApprovalSummary }) {
  return (
    <label class="tick">
      <input type="checkbox" name="ids" value={approval.id} form="selected-approvals" />
      <span class="sr">Select {visibleText(approval.title)}</span>
    </label>
  );
}

/** An approval with its request and, for who may, its buttons. The page replaces it by its id. */
export function ApprovalView({
  approval,
  now,
  canTick,
}: {
  approval: ApprovalSummary;
  now: Date;
  canTick?: boolean;
}) {
  const isOpen = approval.state === "pending";
  return (
    <article
      class="card approval"
      id={`approval-${approval.id}`}
      aria-labelledby={`approval-title-${approval.id}`}
    >
      <header>
        {canTick && <Tick approval={approval} />}
        <div>
          <h3 id={`approval-title-${approval.id}`}>
            {approval.kind === "outcome" && "Did this happen? "}
            {visibleText(approval.title)}
          </h3>
          <p class="host">{visibleText(approval.integration)}</p>
        </div>
        <ApprovalBadge state={approval.state} />
      </header>
      <ExactRequest request={approval.request} />
      <EvidenceView evidence={approval.evidence} method={approval.request.method} />
      <p class="muted">
        {visibleText(approval.requestedBy)} asked <Time at={approval.createdAt} now={now} /> ·{" "}
        {approval.editedBy && <>edited by {visibleText(approval.editedBy)} · </>}
        {visibleText(approval.askedBecause)} ·{" "}
        {isTrialRun(approval.runId) ? (
          "a test of an action"
        ) : (
          <a href={paths.run(approval.runId)}>see the run</a>
        )}
        {isOpen && (
          <>
            {" "}
            · may be answered by {visibleText(approval.approvers)} · expires{" "}
            <Time at={approval.expiresAt} now={now} />
          </>
        )}
        {isOpen && approval.yesBy.length > 0 && <> · yes so far: {visibleText(approval.yesBy.join(", "))}</>}
      </p>
      {isOpen ? <Answers approval={approval} /> : <Outcome approval={approval} now={now} />}
    </article>
  );
}
