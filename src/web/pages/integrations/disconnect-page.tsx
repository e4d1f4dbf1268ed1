import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Time } from "../../ui/time.tsx";

export interface DisconnectPageProps {
  readonly integration: { readonly id: string; readonly name: string };
  /** What rests on it, each with where it can be looked at. */
  readonly breaks: readonly {
    readonly what: string;
    readonly href?: string | undefined;
    readonly next?: Date | undefined;
  }[];
  readonly now: Date;
}

/** The question before a disconnect, with what will break (PRODUCT C13). */
export function DisconnectPage({ integration, breaks, now }: DisconnectPageProps) {
  const name = visibleText(integration.name);
  const back = (
    <a class="with-icon" href={paths.integration(integration.id)}>
      <Icon name="arrow-left" /> {name}
    </a>
  );
  return (
    <div class="narrow">
      <PageHeader title={`Disconnect ${name}?`} about={back} />
      <section class="panel stack" aria-labelledby="what-breaks">
        <h2 id="what-breaks">What will break</h2>
        {breaks.length === 0 ? (
          <p>Nothing that Chief knows of rests on it.</p>
        ) : (
          <ul class="notes">
            {breaks.map(({ what, href, next }) => (
              <li>
                {href ? <a href={href}>{visibleText(what)}</a> : visibleText(what)}
                {next && (
                  <>
                    , next <Time at={next} now={now} />
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
        <p>
          Its access is ended at the provider where that is possible, its credential is deleted for good, and
          running turns that need it fail. Its calls stay on record.
        </p>
        <form method="post" action={paths.disconnectIntegration(integration.id)} class="row">
          <button type="submit" class="primary danger">
            <Icon name="unplug" /> Disconnect
          </button>
          <a class="button" href={paths.integration(integration.id)}>
            Keep it
          </a>
        </form>
      </section>
    </div>
  );
}
