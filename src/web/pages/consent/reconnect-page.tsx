import type { ProviderScope } from "../../../integrations/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { FaultNote } from "../../ui/fault-note.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import type { Entered, Faults } from "../integrations/connect-form.tsx";
import { AuthMethodField, CredentialFields } from "../integrations/credential-fields.tsx";
import { ConsentForm, ScopeBoxes } from "./scope-form.tsx";

/** How a connection was made, as far as repairing it needs to know. */
export interface Reconnectable {
  readonly id: string;
  readonly name: string;
  readonly authMethod: string;
  readonly healthNote: string | undefined;
  /** What was granted last; undefined where nobody consents. */
  readonly granted: readonly string[] | undefined;
  /** What a call was refused for want of; asked for beside what was granted. */
  readonly wanted?: readonly string[] | undefined;
  /** The scopes to choose from, where the provider is a well-known one. */
  readonly offered: readonly ProviderScope[] | undefined;
}

interface ReconnectPageProps {
  readonly integration: Reconnectable;
  readonly entered?: Entered;
  readonly faults?: Faults;
  readonly redirectUri?: string;
}

function ConsentAgain({ integration }: { integration: Reconnectable }) {
  const { id, granted = [], wanted = [], offered } = integration;
  const asked = [...new Set([...granted, ...wanted])];
  const isAskedFor = !offered || offered.some(({ id: scope }) => wanted.includes(scope));
  const missing = wanted.filter((scope) => !granted.includes(scope));
  return (
    <section class="panel stack" aria-labelledby="again">
      <h2 id="again">Consent again</h2>
      <p>
        You agree on the provider's own page. Afterwards Chief shows what was gained and lost against what it
        may do now.
      </p>
      {missing.length > 0 && (
        <p class="note tone-warn">
          <Icon name="triangle-alert" /> A call was refused for want of {missing.map(visibleText).join(", ")}.
          {isAskedFor ? " It is chosen below." : " That is not among what Chief asks this provider for."}
        </p>
      )}
      <ConsentForm action={paths.reconnect(id)} label="Continue">
        {offered ? (
          <ScopeBoxes scopes={offered} chosen={asked} />
        ) : (
          <TextField
            id="scopes"
            name="scopes"
            label="Scopes"
            value={visibleText(asked.join(" "))}
            hint="Separated by spaces"
          />
        )}
      </ConsentForm>
      <p class="muted">
        If your browser lands on a page that does not open,{" "}
        <a href={paths.finishConsent}>paste its address</a>.
      </p>
    </section>
  );
}

function AnotherCredential({ integration, entered = {}, faults = {}, redirectUri }: ReconnectPageProps) {
  const action = paths.replaceCredential(integration.id);
  return (
    <section class="panel stack" aria-labelledby="credential">
      <h2 id="credential">Enter a fresh credential</h2>
      <form class="stack connect" method="post" action={action} novalidate>
        {faults["form"] && <FaultNote>{faults["form"]}</FaultNote>}
        <AuthMethodField chosen={entered["auth_method"] ?? integration.authMethod} />
        <CredentialFields entered={entered} faults={faults} redirectUri={redirectUri} />
        <button type="submit" class="primary">
          <Icon name="plug" /> Replace and test
        </button>
      </form>
    </section>
  );
}

/** How to repair a connection (PRODUCT C12): consent again, or another credential. */
export function ReconnectPage(props: ReconnectPageProps) {
  const { integration } = props;
  const back = (
    <a class="with-icon" href={paths.integration(integration.id)}>
      <Icon name="arrow-left" /> {visibleText(integration.name)}
    </a>
  );
  return (
    <div class="narrow">
      <PageHeader title={`Reconnect ${visibleText(integration.name)}`} about={back} />
      {integration.healthNote && <p class="note tone-bad">{visibleText(integration.healthNote)}</p>}
      {integration.authMethod === "oauth2" && <ConsentAgain integration={integration} />}
      {!integration.offered && <AnotherCredential {...props} />}
    </div>
  );
}
