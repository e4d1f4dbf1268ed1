import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { type ApprovalSummary, ApprovalView } from "./approval-view.tsx";

interface ApprovalsPageProps {
  /** In any order; those that wait are shown first. */
  readonly approvals: readonly ApprovalSummary[];
  readonly now: Date;
}

/** Every question: the open ones first, then what was decided. */
export function ApprovalsPage({ approvals, now }: ApprovalsPageProps) {
  const open = approvals.filter((approval) => approval.state === "pending");
  const closed = approvals.filter((approval) => approval.state !== "pending");
  return (
    <>
      <PageHeader title="Approvals" about={open.length === 0 ? "Nothing waits" : `${open.length} waiting`} />
      <div class="stack wide">
        <section class="stack" aria-labelledby="waiting-title">
          <h2 id="waiting-title">Waiting</h2>
          {open.map((approval) => (
            <ApprovalView approval={approval} now={now} />
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
