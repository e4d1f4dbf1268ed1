import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { FaultNote } from "../../ui/fault-note.tsx";
import { describedBy, Field, TextAreaField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { AuthMethodField, CredentialFields, METHODS } from "./credential-fields.tsx";

/** What was entered, by field name; a secret is never among it. */
export type Entered = Readonly<Record<string, string>>;
/** What is wrong, by field name. `form` is for what belongs to no field. */
export type Faults = Readonly<Record<string, string>>;

/** A document that waits to be connected. */
export interface KeptDocument {
  readonly id: string;
  readonly name: string;
  readonly imported: number;
  readonly total: number;
  readonly baseUrls: readonly string[];
}

export interface ConnectFormProps {
  readonly entered?: Entered;
  readonly faults?: Faults;
  /** A document that was read before, and need not be given again. */
  readonly document?: KeptDocument | undefined;
  /** Whether the viewer may allow private addresses: admins only. */
  readonly mayAllowPrivate: boolean;
  /** Where a provider sends browsers back to after a consent. */
  readonly redirectUri?: string | undefined;
}

const SWITCH_ON = [
  ["all", "All operations: what changes something still asks first"],
  ["reads", "Only those that read"],
  ["none", "None: I choose afterwards"],
] as const;

/** Which operations of a document are switched on at once. */
export function SwitchOnField({ chosen, label }: { chosen?: string | undefined; label: string }) {
  return (
    <Field id="switch-on" label={label}>
      <select id="switch-on" name="switch_on">
        {SWITCH_ON.map(([value, words]) => (
          <option value={value} selected={value === chosen}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** What a document is accepted as. */
export const DOCUMENT_HINT =
  "Chief learns every endpoint from it: OpenAPI 2.0, 3.0 or 3.1 as JSON or YAML, or a zip of several files, up to 64 MB";

function Kept({ document }: { document: KeptDocument }) {
  const { id, name, imported, total } = document;
  const count = total.toLocaleString("en-US");
  return (
    <p class="note tone-good">
      <input type="hidden" name="upload_id" value={id} />
      <Icon name="circle-check" />{" "}
      <span>
        <strong>{visibleText(name)}</strong> is ready: {imported.toLocaleString("en-US")} of {count}{" "}
        operations can be imported. Choose another file below only to replace it.
      </span>
    </p>
  );
}

type OpenApiProps = Pick<ConnectFormProps, "document"> & { faults: Faults; entered: Entered };

function OpenApiFields({ faults, document, entered }: OpenApiProps) {
  const hint = DOCUMENT_HINT;
  const error = faults["openapi_file"] ?? faults["openapi"];
  return (
    <>
      {document && <Kept document={document} />}
      <Field id="openapi-file" label="OpenAPI document (optional)" hint={hint} error={error}>
        <input
          {...describedBy("openapi-file", { error, hint })}
          name="openapi_file"
          type="file"
          accept=".json,.yaml,.yml,.zip,.gz"
        />
      </Field>
      <details class="inset" open={entered["openapi_url"] ? true : undefined}>
        <summary>From an address, or pasted</summary>
        <TextField
          id="openapi-url"
          name="openapi_url"
          type="url"
          label="Address of the document"
          hint="It is fetched without a credential, and can be refreshed from there later"
          value={entered["openapi_url"]}
          placeholder="https://api.example.com/openapi.json"
        />
        <TextAreaField
          id="openapi"
          name="openapi"
          label="OpenAPI document as text"
          rows={6}
          placeholder="openapi: 3.1.0"
        />
      </details>
      <SwitchOnField chosen={entered["switch_on"]} label="Operations that are switched on" />
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
export function ConnectForm({
  entered = {},
  faults = {},
  document,
  mayAllowPrivate,
  redirectUri,
}: ConnectFormProps) {
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
      {faults["form"] && <FaultNote>{faults["form"]}</FaultNote>}
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
        suggestions={document?.baseUrls}
      />
      <AuthMethodField chosen={chosen} />
      <CredentialFields entered={entered} faults={faults} redirectUri={redirectUri} />
      <OpenApiFields faults={faults} entered={entered} document={document} />
      {mayAllowPrivate && <PrivateNetworkField isOn={entered["allow_private_network"] === "on"} />}
      <button type="submit" class="primary">
        <Icon name="plug" /> Connect and probe
      </button>
    </form>
  );
}
