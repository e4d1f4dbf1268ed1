import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { FaultNote } from "../../ui/fault-note.tsx";
import { Field, TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import type { Entered, Faults } from "../integrations/connect-form.tsx";
import { AuthMethodField, CredentialFields } from "../integrations/credential-fields.tsx";
import { IntegrationTabs } from "../integrations/integration-tabs.tsx";

export interface IntegrationSettingsProps {
  readonly integration: {
    readonly id: string;
    readonly name: string;
    readonly kind: "api" | "mcp";
    readonly authMethod: string;
    /** A well-known API stays where it is. */
    readonly isProvider: boolean;
  };
  readonly entered: Entered;
  readonly faults?: Faults;
  /** Whether the credential has to be entered again, because the address is another one. */
  readonly asksCredential?: boolean;
  /** The authorities that are trusted now. */
  readonly certificates: readonly { readonly name: string; readonly validTo: Date }[];
  /** How often an action may be called in a minute where nothing else is set; 0 for as often as wanted. */
  readonly usualLimit: number;
  readonly actions: readonly {
    readonly id: string;
    readonly name: string;
    readonly callsPerMinute?: number;
  }[];
  readonly now: Date;
}

type Props = IntegrationSettingsProps;

const limitWords = (limit: number) => (limit === 0 ? "no limit" : `${limit} a minute`);

function Authorities({ certificates, entered, faults = {}, now }: Props) {
  return (
    <>
      <TextAreaField
        id="settings-ca"
        name="ca"
        label="Certificate authorities (optional)"
        value={entered["ca"]}
        error={faults["ca"]}
        hint="PEM text. It is trusted instead of the public authorities, for this integration only"
        rows={5}
        placeholder="-----BEGIN CERTIFICATE-----"
      />
      {certificates.length > 0 && (
        <ul class="notes" aria-label="Trusted authorities">
          {certificates.map(({ name, validTo }) => (
            <li>
              {visibleText(name)}, valid until <Time at={validTo} now={now} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function ConnectionSettings(props: Props) {
  const { integration, entered, faults = {}, asksCredential, usualLimit } = props;
  return (
    <section class="panel stack" aria-labelledby="connection-settings">
      <h2 id="connection-settings">Connection</h2>
      <form class="stack connect" method="post" action={paths.integrationSettings(integration.id)} novalidate>
        {faults["form"] && <FaultNote>{faults["form"]}</FaultNote>}
        <TextField
          id="settings-url"
          name="base_url"
          type="url"
          label="Base URL"
          value={entered["base_url"]}
          error={faults["base_url"]}
          hint={
            integration.isProvider
              ? "A well-known API, which is where it is"
              : "For another host, port or scheme you enter the credential again"
          }
        />
        {asksCredential && (
          <>
            <AuthMethodField chosen={entered["auth_method"] || integration.authMethod} />
            <CredentialFields entered={entered} faults={faults} />
          </>
        )}
        <label class="option">
          <input
            type="checkbox"
            name="allow_private_network"
            checked={entered["allow_private_network"] === "on"}
          />
          <span>
            Allow private network addresses
            <small>
              For a service inside your own network. Cloud metadata addresses stay refused, always.
            </small>
          </span>
        </label>
        <Authorities {...props} />
        <TextField
          id="settings-limit"
          name="calls_per_minute"
          label="Calls of each action in a minute"
          value={entered["calls_per_minute"]}
          error={faults["calls_per_minute"]}
          hint={`Empty: ${limitWords(usualLimit)}, as everywhere. 0: no limit. A read of many pages counts once`}
        />
        <TextField
          id="settings-key-header"
          name="idempotency_header"
          label="Header for an idempotency key (optional)"
          value={entered["idempotency_header"]}
          error={faults["idempotency_header"]}
          hint="Only where the API does a request with a known key once: then a write that was cut off is sent again with its key, instead of asking you"
          placeholder="Idempotency-Key"
        />
        <TextField
          id="settings-expiry"
          name="token_expires_on"
          type="date"
          label="The credential ends on (optional)"
          value={entered["token_expires_on"]}
          error={faults["token_expires_on"]}
          hint="For a key whose end its API does not tell. Admins are told two weeks before"
        />
        <button type="submit" class="primary">
          <Icon name="check" /> Save and test
        </button>
      </form>
    </section>
  );
}

function OneAction({ integration, actions, faults = {} }: Props) {
  const own = actions.filter(({ callsPerMinute }) => callsPerMinute !== undefined);
  return (
    <section class="panel stack" aria-labelledby="action-limits">
      <h2 id="action-limits">Limits of single actions</h2>
      {own.length > 0 && (
        <Table id="limits" caption="Limits of single actions" columns={["Action", "Limit"]}>
          {own.map(({ name, callsPerMinute = 0 }) => (
            <tr>
              <td>{visibleText(name)}</td>
              <td>{limitWords(callsPerMinute)}</td>
            </tr>
          ))}
        </Table>
      )}
      <form class="stack" method="post" action={paths.limitAction(integration.id)} novalidate>
        <div class="two">
          <Field id="limit-action" label="Action">
            <select id="limit-action" name="action">
              {actions.map(({ id, name }) => (
                <option value={id}>{visibleText(name)}</option>
              ))}
            </select>
          </Field>
          <TextField
            id="limit-of-action"
            name="action_limit"
            label="Calls in a minute"
            error={faults["action_limit"]}
            hint="Empty: as the integration. 0: no limit"
          />
        </div>
        <button type="submit">
          <Icon name="check" /> Set the limit
        </button>
      </form>
    </section>
  );
}

/** Where an integration is, how it may be reached, and how often it may be called (PRODUCT C16, C18). */
export function IntegrationSettingsPage(props: Props) {
  const { integration, actions } = props;
  return (
    <>
      <PageHeader title={visibleText(integration.name)} />
      <IntegrationTabs id={integration.id} kind={integration.kind} current="settings" mayManage />
      <div class="narrow stack">
        <ConnectionSettings {...props} />
        {actions.length > 0 && <OneAction {...props} />}
      </div>
    </>
  );
}
