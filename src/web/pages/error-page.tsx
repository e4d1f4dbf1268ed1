import { paths } from "../paths.ts";
import { PageHeader } from "../ui/page.tsx";

interface ErrorPageProps {
  readonly title: string;
  /** What the person can do about it. */
  readonly text: string;
  /** What the operator finds in the log. */
  readonly reference?: string | undefined;
}

/** The page for what did not work. It never shows more than these words. */
export function ErrorPage({ title, text, reference }: ErrorPageProps) {
  return (
    <div class="narrow">
      <PageHeader title={title} />
      <section class="panel stack">
        <p>{text}</p>
        {reference && (
          <p>
            Reference: <code>{reference}</code>
          </p>
        )}
        <p>
          <a class="button" href={paths.integrations}>
            Back to the dashboard
          </a>
        </p>
      </section>
    </div>
  );
}
