import type { DocumentSource, FieldFault } from "../../../integrations/index.ts";
import type { Form } from "../../http/form.ts";
import type { Entered, Faults } from "./connect-form.tsx";

type GivenDocument = DocumentSource | { readonly kind: "upload"; readonly id: string };

/** What may be shown again after a fault: everything but the secrets and the document. */
const SHOWN_AGAIN = [
  "name",
  "base_url",
  "auth_method",
  "api_key_in",
  "api_key_name",
  "api_key_in_2",
  "api_key_name_2",
  "username",
  "oauth_authorization_url",
  "oauth_token_url",
  "oauth_client_id",
  "oauth_scopes",
  "oauth_client_auth",
  "oauth_revocation_url",
  "oauth_introspection_url",
  "oauth_issuer",
  "cc_token_url",
  "cc_client_id",
  "cc_scopes",
  "cc_audience",
  "cc_client_auth",
  "sa_scopes",
  "sa_subject",
  "allow_private_network",
  "openapi_url",
  "switch_on",
];

/** The form's field for a path of the input; a path that is not listed is its own field's name. */
const FIELD_OF: Readonly<Record<string, string>> = { baseUrl: "base_url", "credential.method": "form" };

/** The form's fields for the members of a credential, by its method. */
const CREDENTIAL_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  none: {},
  bearer: { token: "token" },
  basic: { username: "username", password: "password" },
  api_key: {
    "keys.0.in": "api_key_in",
    "keys.0.name": "api_key_name",
    "keys.0.value": "api_key",
    "keys.1.in": "api_key_in_2",
    "keys.1.name": "api_key_name_2",
    "keys.1.value": "api_key_2",
  },
  oauth2: {
    authorizationUrl: "oauth_authorization_url",
    tokenUrl: "oauth_token_url",
    revocationUrl: "oauth_revocation_url",
    introspectionUrl: "oauth_introspection_url",
    issuer: "oauth_issuer",
    clientId: "oauth_client_id",
    clientSecret: "oauth_client_secret",
    clientAuth: "oauth_client_auth",
    scopes: "oauth_scopes",
  },
  oauth2_client: {
    tokenUrl: "cc_token_url",
    clientId: "cc_client_id",
    clientSecret: "cc_client_secret",
    clientAuth: "cc_client_auth",
    scopes: "cc_scopes",
    audience: "cc_audience",
  },
  service_account: { key: "sa_key", scopes: "sa_scopes", subject: "sa_subject" },
};

/** The credential as `credentialSchema` wants it, from the fields of the chosen method. */
export function credentialIn(form: Form): unknown {
  const method = form.text("auth_method");
  if (method === "api_key") return { method, keys: keysIn(form) };
  const fields = Object.entries(CREDENTIAL_FIELDS[method] ?? {});
  return { method, ...Object.fromEntries(fields.map(([member, field]) => [member, form.exact(field)])) };
}

/** The first key, and the second where anything of it was entered. */
function keysIn(form: Form): unknown[] {
  const keyAt = (suffix: string) => ({
    in: form.text(`api_key_in${suffix}`),
    name: form.text(`api_key_name${suffix}`),
    value: form.exact(`api_key${suffix}`),
  });
  const second = keyAt("_2");
  return second.name || second.value ? [keyAt(""), second] : [keyAt("")];
}

/** The input that `connectIntegration` checks, from the fields of `ConnectForm`. */
export function readConnectForm(form: Form): unknown {
  return {
    name: form.text("name"),
    baseUrl: form.text("base_url"),
    credential: credentialIn(form),
    allowPrivateNetwork: form.isOn("allow_private_network"),
    switchOn: form.text("switch_on") || undefined,
  };
}

/** The document of a form: a file wins over what was pasted, that over an address, that over one that is kept. */
export async function documentIn(form: Form): Promise<GivenDocument | undefined> {
  const file = await form.upload("openapi_file");
  if (file) return { kind: "file", ...file };
  const text = form.exact("openapi");
  if (text.trim() !== "") return { kind: "text", text };
  const url = form.text("openapi_url");
  if (url !== "") return { kind: "url", url, allowPrivateNetwork: form.isOn("allow_private_network") };
  const id = form.text("upload_id");
  return id === "" ? undefined : { kind: "upload", id };
}

/** What was entered, to fill the form in again beside its faults. */
export function enteredIn(form: Form): Entered {
  return Object.fromEntries(SHOWN_AGAIN.map((name) => [name, form.text(name)]));
}

/**
 * The first fault of each field, by the form's own names; one about no field of the form stands above it. `method` is
 * the one that was chosen: two methods have members of the same name.
 */
export function faultsByField(faults: readonly FieldFault[], method: string): Faults {
  const byField: Record<string, string> = {};
  const ofMethod = Object.entries(CREDENTIAL_FIELDS[method] ?? {});
  const fieldOf = new Map([
    ...Object.entries(FIELD_OF),
    ...ofMethod.map(([member, field]) => [`credential.${member}`, field] as const),
  ]);
  const own = new Set([...SHOWN_AGAIN, "openapi", ...fieldOf.values()]);
  for (const { field, message } of faults) {
    const mapped = fieldOf.get(field) ?? field;
    const name = own.has(mapped) ? mapped : "form";
    byField[name] ??= message;
  }
  return byField;
}
