import { paths } from "../../paths.ts";
import { describedBy, Field, TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { AuthMethodField, CredentialFields, METHODS } from "./credential-fields.tsx";

/** What was entered, by field name; a secret is never among it. */
export type Entered = Readonly<Record<string, string>>;
/** What is wrong, by field name. `form` is for what belongs to no field. */
export type Faults = Readonly<Record<string, string>>;

export interface ConnectFormProps {
  readonly entered?: Entered;
  readonly faults?: Faults;
  /** Whether the viewer may allow private addresses: admins only. */
  readonly mayAllowPrivate: boolean;
}

function OpenApiFields({ faults }: { faults: Faults }) {
  const hint = "Chief learns every endpoint from it: 2.0, 3.0 or 3.1, JSON or YAML, up to 20 MB";
  const error = faults["openapi_file"] ?? faults["openapi"];
  return (
    <>
      <Field id="openapi-file" label="OpenAPI document (optional)" hint={hint} error={error}>
        <input
          {...describedBy("openapi-file", { error, hint })}
          name="openapi_file"
          type="file"
          accept=".json,.yaml,.yml"
        />
      </Field>
      <details class="inset">
        <summary>Paste it instead</summary>
        <TextAreaField
          id="openapi"
          name="openapi"
          label="OpenAPI document as text"
          rows={6}
          placeholder="openapi: 3.1.0"
        />
      </details>
    </>
  );
}

function PrivateNetworkField({ isOn }: { isOn: boolean }) {
  return (
    <label class="option">
      <input type="checkbox" name="allow_private_network" checked={isOn} />
      <span>
        Allow private network addresses
        <small>For a service inside your own network. Cloud metadata addresses stay refused.</small>
      </span>
    </label>
  );
}

/**
 * The form that connects a custom API (PRODUCT C1). It is posted as multipart; the answer replaces it: the
 * same form with its faults (422), or `ConnectedPanel`.
 */
export function ConnectForm({ entered = {}, faults = {}, mayAllowPrivate }: ConnectFormProps) {
  const chosen = entered["auth_method"] ?? METHODS[0];
  return (
    <form
      class="stack connect"
      method="post"
      action={paths.connect}
      enctype="multipart/form-data"
      hx-post={paths.connect}
      hx-swap="outerHTML"
      novalidate
    >
      {faults["form"] && (
        <p class="note tone-bad" role="alert">
          <Icon name="triangle-alert" /> {faults["form"]}
        </p>
      )}
      <TextField
        id="connect-name"
        name="name"
        label="Name"
        value={entered["name"]}
        hint="What Chief should call it"
        error={faults["name"]}
        placeholder="Internal Orders API"
        autofocus
      />
      <TextField
        id="connect-url"
        name="base_url"
        type="url"
        label="Base URL"
        value={entered["base_url"]}
        error={faults["base_url"]}
        placeholder="https://api.example.com/v1"
      />
      <AuthMethodField chosen={chosen} />
      <CredentialFields entered={entered} faults={faults} />
      <OpenApiFields faults={faults} />
      {mayAllowPrivate && <PrivateNetworkField isOn={entered["allow_private_network"] === "on"} />}
      <button type="submit" class="primary">
        <Icon name="plug" /> Connect and probe
      </button>
    </form>
  );
}
