import type { FieldFault } from "../../../integrations/index.ts";
import type { Form } from "../../http/form.ts";
import type { Entered, Faults } from "./connect-form.tsx";

/** What may be shown again after a fault: everything but the secrets and the document. */
const SHOWN_AGAIN = [
  "name",
  "base_url",
  "auth_method",
  "api_key_in",
  "api_key_name",
  "username",
  "allow_private_network",
];

/** The form's field for a path of the input; a path that is not listed is its own field's name. */
const FIELD_OF: Readonly<Record<string, string>> = {
  baseUrl: "base_url",
  "credential.method": "form",
  "credential.token": "token",
  "credential.keys.0.in": "api_key_in",
  "credential.keys.0.name": "api_key_name",
  "credential.keys.0.value": "api_key",
  "credential.username": "username",
  "credential.password": "password",
};

function credentialIn(form: Form): unknown {
  const method = form.text("auth_method");
  if (method === "bearer") return { method, token: form.exact("token") };
  if (method === "basic")
    return { method, username: form.exact("username"), password: form.exact("password") };
  if (method !== "api_key") return { method };
  const key = { in: form.text("api_key_in"), name: form.text("api_key_name"), value: form.exact("api_key") };
  return { method, keys: [key] };
}

/** The input that `connectIntegration` checks, from the fields of `ConnectForm`; the file wins over the paste. */
export async function readConnectForm(form: Form): Promise<unknown> {
  return {
    name: form.text("name"),
    baseUrl: form.text("base_url"),
    credential: credentialIn(form),
    allowPrivateNetwork: form.isOn("allow_private_network"),
    openapi: (await form.file("openapi_file")) ?? form.exact("openapi"),
  };
}

/** What was entered, to fill the form in again beside its faults. */
export function enteredIn(form: Form): Entered {
  return Object.fromEntries(SHOWN_AGAIN.map((name) => [name, form.text(name)]));
}

/** The first fault of each field, by the form's own names; one about no field of the form stands above it. */
export function faultsByField(faults: readonly FieldFault[]): Faults {
  const byField: Record<string, string> = {};
  const own = new Set([...SHOWN_AGAIN, "openapi", ...Object.values(FIELD_OF)]);
  for (const { field, message } of faults) {
    const mapped = Object.hasOwn(FIELD_OF, field) ? FIELD_OF[field] : field;
    const name = mapped !== undefined && own.has(mapped) ? mapped : "form";
    byField[name] ??= message;
  }
  return byField;
}
