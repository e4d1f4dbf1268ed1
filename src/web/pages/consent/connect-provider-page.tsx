import type { OfferedProvider } from "../../../integrations/index.ts";
import { paths } from "../../paths.ts";
import { PageHeader } from "../../ui/page.tsx";
import { ConsentForm, ScopeBoxes } from "./scope-form.tsx";

interface ConnectProviderPageProps extends OfferedProvider {
  readonly chosen: readonly string[];
}

/** What a provider will be asked for, before the browser goes there. */
export function ConnectProviderPage({ provider, isReady, chosen }: ConnectProviderPageProps) {
  const { id, name, about, scopes, access } = provider;
  return (
    <div class="narrow">
      <PageHeader title={`Connect ${name}`} about={about} />
      <section class="panel stack">
        {isReady ? (
          <>
            <p>
              You sign in at {name} and agree there. Chief then acts with your account, within what you agree
              to, and only for the people of this workspace.
            </p>
            <ConsentForm action={paths.connectProvider(id)} label={`Continue to ${name}`}>
              <ScopeBoxes scopes={scopes} access={access} chosen={chosen} />
            </ConsentForm>
            <p class="muted">
              If your browser lands on a page that does not open,{" "}
              <a href={paths.finishConsent}>paste its address</a>.
            </p>
          </>
        ) : (
          <>
            <p>Chief is not registered at {name} yet. That is done once for the whole workspace.</p>
            <p>
              <a class="button primary" href={paths.providerClient(id)}>
                Set up {name}
              </a>
            </p>
          </>
        )}
      </section>
    </div>
  );
}
