import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { MethodBadge } from "../../ui/badge.tsx";
import { TextAreaField, TextField } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page.tsx";

interface EditPageProps {
  readonly approvalId: string;
  readonly title: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly fields: readonly {
    readonly name: string;
    readonly text: string;
    readonly isLong: boolean;
    readonly isRequired: boolean;
    readonly hint?: string;
  }[];
  /** What is wrong with what was entered; `field` is where, when that is known. */
  readonly fault?: { readonly message: string; readonly field?: string | undefined } | undefined;
}

/** The name of the form's field for an argument. */
export const fieldName = (at: number) => `field_${at}`;

/** The arguments of a waiting request, to be changed before it is approved. */
export function EditPage({ approvalId, title, request, fields, fault }: EditPageProps) {
  const isPlaced = fields.some(({ name }) => name === fault?.field);
  return (
    <>
      <PageHeader
        title={`Edit ${visibleText(title)}`}
        about="Who may approve is asked anew, with the request as you leave it."
      />
      <form class="card stack" method="post" action={paths.editApproval(approvalId)}>
        <p class="request-line">
          <MethodBadge method={request.method} /> <code class="bare">{visibleText(request.url)}</code>
        </p>
        {fault && !isPlaced && (
          <p class="error" role="alert">
            {visibleText(fault.message)}
          </p>
        )}
        {fields.map((field, at) => {
          const Control = field.isLong ? TextAreaField : TextField;
          return (
            <Control
              id={fieldName(at)}
              name={fieldName(at)}
              label={visibleText(field.name)}
              value={field.text}
              hint={field.hint && visibleText(field.hint)}
              error={fault?.field === field.name ? visibleText(fault.message) : undefined}
            />
          );
        })}
        <div class="row end">
          <a class="button" href={paths.approvals}>
            Cancel
          </a>
          <button type="submit" class="primary">
            Ask with this
          </button>
        </div>
      </form>
    </>
  );
}
