import { paths } from "../../paths.ts";
import { FaultNote } from "../../ui/fault-note.tsx";
import { TextAreaField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";

interface FinishConsentPageProps {
  /** Why the last attempt did not connect anything. */
  readonly problem?: string | undefined;
  /** Where to begin again. */
  readonly again?: string | undefined;
}

/** For a browser that could not come back to Chief by itself, and for an answer that connected nothing. */
export function FinishConsentPage({ problem, again }: FinishConsentPageProps) {
  return (
    <div class="narrow">
      <PageHeader title={problem ? "Nothing was connected" : "Finish connecting"} />
      <section class="panel stack">
        {problem && <FaultNote>{problem}</FaultNote>}
        {problem && (
          <p class="row">
            <a class="button primary" href={again ?? paths.integrations}>
              Begin again
            </a>
          </p>
        )}
        <form class="stack" method="post" action={paths.finishConsent}>
          <TextAreaField
            id="address"
            name="address"
            label="Address of the page you landed on"
            hint="After you agree, the provider sends your browser back to Chief. If that page does not open, copy its whole address from the address bar and paste it here, in the browser in which you began."
            placeholder="http://localhost:3000/oauth/callback/github?code=…&state=…"
            rows={3}
          />
          <p class="row">
            <button type="submit">
              <Icon name="plug" /> Finish
            </button>
          </p>
        </form>
      </section>
    </div>
  );
}
