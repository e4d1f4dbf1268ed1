import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { type ApprovalSummary, ApprovalView } from "./approval-view.tsx";

interface ApprovalsPageProps {
  /** In any order; those that wait are shown first. */
  readonly approvals: readonly ApprovalSummary[];
  readonly now: Date;
}

/** Ticked questions are answered in one go. Neither button submits, for Enter at a box would press the first that does. */
function Selected() {
  const answer = (verdict: string) => ({
    type: "button" as const,
    "hx-post": paths.answerApprovals,
    "hx-vals": JSON.stringify({ verdict }),
    "hx-swap": "none",
  });
  return (
    <form id="selected-approvals" class="row">
      <span class="muted">Ticked:</span>
      <button class="small primary" {...answer("approved")}>
        Approve selected
      </button>
      <button class="small danger" {...answer("denied")}>
        Deny selected
      </button>
    </form>
  );
}

const isTickable = ({ state, kind, mayAnswer }: ApprovalSummary) =>
  state === "pending" && kind === "send" && mayAnswer;

/** Every question: the open ones first, then what was decided. */
export function ApprovalsPage({ approvals, now }: ApprovalsPageProps) {
  const open = approvals.filter((approval) => approval.state === "pending");
  const closed = approvals.filter((approval) => approval.state !== "pending");
  const areMany = open.filter(isTickable).length > 1;
  return (
    <>
      <PageHeader title="Approvals" about={open.length === 0 ? "Nothing waits" : `${open.length} waiting`}>
        <a class="button" href={paths.approvers}>
          Approvers
        </a>
      </PageHeader>
      <div class="stack wide">
        <section class="stack" aria-labelledby="waiting-title">
          <h2 id="waiting-title">Waiting</h2>
          {areMany && <Selected />}
          {open.map((approval) => (
            <ApprovalView approval={approval} now={now} canTick={areMany && isTickable(approval)} />
          ))}
          {open.length === 0 && (
            <EmptyState icon="shield-check" title="Nothing waits for an answer">
              A call that changes something appears here until somebody answers.
            </EmptyState>
          )}
        </section>
        {closed.length > 0 && (
          <section class="stack" aria-labelledby="decided-title">
            <h2 id="decided-title">Decided</h2>
            {closed.map((approval) => (
              <ApprovalView approval={approval} now={now} />
            ))}
          </section>
        )}
      </div>
    </>
  );
}
