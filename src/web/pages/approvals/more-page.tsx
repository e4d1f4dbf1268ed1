import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { FaultNote } from "../../ui/fault-note.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";

export interface MorePageProps {
  readonly approvalId: string;
  readonly title: string;
  /** In words, which calls would go ahead. */
  readonly covers: string;
  readonly amountArgument: string | null;
  readonly entered: { readonly uses: string; readonly mostAmount: string; readonly until: string };
  readonly fault?: { readonly message: string; readonly field?: string | undefined } | undefined;
}

const FIELDS = ["uses", "mostAmount", "until"];

/** A yes to a waiting request and, within limits, to more like it. */
export function MorePage({ approvalId, title, covers, amountArgument, entered, fault }: MorePageProps) {
  const errorAt = (field: string) => (fault?.field === field ? visibleText(fault.message) : undefined);
  const isPlaced = fault?.field !== undefined && FIELDS.includes(fault.field);
  return (
    <>
      <PageHeader
        title={`Approve ${visibleText(title)} and more like it`}
        about="It ends with the first limit that is reached, and is listed under Rules, where it can be revoked."
      />
      <form class="card stack" method="post" action={paths.approveMore(approvalId)} novalidate>
        {fault && !isPlaced && <FaultNote>{visibleText(fault.message)}</FaultNote>}
        <p>
          This call is approved, and from then on these go ahead without asking:{" "}
          <strong>{visibleText(covers)}</strong>
        </p>
        <div class="columns">
          <TextField
            id="more-uses"
            name="uses"
            type="number"
            label="For so many more calls"
            value={entered.uses}
            error={errorAt("uses")}
          />
          {amountArgument !== null && (
            <TextField
              id="more-amount"
              name="most_amount"
              type="number"
              label={`Up to this sum of ${visibleText(amountArgument)}`}
              value={entered.mostAmount}
              error={errorAt("mostAmount")}
            />
          )}
          <TextField
            id="more-until"
            name="until"
            type="date"
            label="Until the end of"
            value={entered.until}
            error={errorAt("until")}
          />
        </div>
        <div class="row end">
          <a class="button" href={paths.approvals}>
            Cancel
          </a>
          <button type="submit" class="primary">
            <Icon name="check" /> Approve
          </button>
        </div>
      </form>
    </>
  );
}
