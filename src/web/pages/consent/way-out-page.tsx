import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";

/** The way to a provider's page for a browser without scripts. */
export function WayOutPage({ url }: { url: string }) {
  return (
    <div class="narrow">
      <PageHeader title="Continue at the provider" />
      <section class="panel stack">
        <p>You sign in and agree at {new URL(url).host}, and come back here.</p>
        <p>
          <a class="button primary" href={url} rel="noreferrer">
            <Icon name="external-link" /> Continue
          </a>
        </p>
      </section>
    </div>
  );
}
