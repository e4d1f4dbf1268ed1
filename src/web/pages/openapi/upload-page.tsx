import { countOf, visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { ConnectForm, type Entered, type KeptDocument } from "../integrations/connect-form.tsx";
import type { ReportLine } from "./report-list.tsx";

interface UploadPageProps {
  readonly document: KeptDocument;
  readonly title: string;
  readonly entered: Entered;
  /** The operations that cannot be imported, or not as they are. */
  readonly odd: readonly ReportLine[];
}

const MOST_SHOWN = 100;

function Odd({ odd }: Pick<UploadPageProps, "odd">) {
  if (odd.length === 0) return null;
  return (
    <details class="inset">
      <summary>{countOf(odd.length, "operation")} with notes</summary>
      <ul class="notes">
        {odd.slice(0, MOST_SHOWN).map(({ method, path, leftOut, warnings }) => (
          <li>
            <code>
              {method} {visibleText(path)}
            </code>{" "}
            {visibleText(leftOut ?? warnings.join("; "))}
          </li>
        ))}
      </ul>
      {odd.length > MOST_SHOWN && <p class="muted">and {odd.length - MOST_SHOWN} more</p>}
    </details>
  );
}

/** A document that was read, such as one dropped in a message: what is missing is where to call it and as whom. */
export function UploadPage({ document, title, entered, odd }: UploadPageProps) {
  const back = (
    <a class="with-icon" href={paths.integrations}>
      <Icon name="arrow-left" /> Integrations
    </a>
  );
  return (
    <>
      <PageHeader title={`Connect ${visibleText(title || document.name)}`} about={back} />
      <div class="stack wide">
        <section class="panel stack" aria-label="Connect">
          <p>
            Look at the base URL before you enter a credential: it is sent there, and the document only
            suggests it.
          </p>
          <Odd odd={odd} />
          <ConnectForm entered={entered} document={document} mayAllowPrivate />
        </section>
      </div>
    </>
  );
}
