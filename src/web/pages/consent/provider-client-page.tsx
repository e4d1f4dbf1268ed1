import type { OfferedProvider } from "../../../integrations/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { TextField } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page.tsx";

interface ProviderClientPageProps extends OfferedProvider {
  readonly redirectUri: string;
  readonly faults?: Readonly<Record<string, string>>;
  /** What was entered, when it has faults. */
  readonly entered?: string | undefined;
}

/** Where an admin enters the client that was registered at a provider, and is told how to register it. */
export function ProviderClientPage(props: ProviderClientPageProps) {
  const { provider, isReady, clientId, redirectUri, faults = {}, entered } = props;
  const { id, name, registration } = provider;
  return (
    <div class="narrow">
      <PageHeader
        title={`Set up ${name}`}
        about={
          isReady
            ? "Chief is registered. Enter a new id and secret to replace them."
            : "Once for the workspace"
        }
      />
      <section class="panel stack">
        <h2>1. Register Chief at {name}</h2>
        <p>
          <a href={registration.url} rel="noreferrer">
            {registration.url}
          </a>
        </p>
        <p>{registration.hint}</p>
        <p>Redirect URL, exactly:</p>
        <CodeBlock text={redirectUri} label="Redirect URL" />
      </section>
      <section class="panel stack">
        <h2>2. Enter what {name} gives you</h2>
        <form class="stack" method="post" action={paths.providerClient(id)}>
          <TextField
            id="client-id"
            name="client_id"
            label="Client id"
            value={entered ?? (clientId === undefined ? undefined : visibleText(clientId))}
            error={faults["clientId"]}
          />
          <TextField
            id="client-secret"
            name="client_secret"
            type="password"
            label="Client secret"
            hint="Encrypted; never shown again"
            error={faults["clientSecret"]}
          />
          <p class="row">
            <button type="submit" class="primary">
              Save
            </button>
          </p>
        </form>
      </section>
    </div>
  );
}
