import type { Child } from "hono/jsx";
import type { CredentialMethod } from "../../../vault/index.ts";
import { Field, TextField } from "../../ui/field.tsx";
import type { Entered, Faults } from "./connect-form.tsx";
import { ClientCredentialsFields, ConsentFields, ServiceAccountFields } from "./token-fields.tsx";

/** How a request is signed, as it is called on the page (PRODUCT C2). */
export const AUTH_METHODS: Readonly<Record<CredentialMethod, string>> = {
  bearer: "Bearer token",
  api_key: "API key",
  basic: "Basic auth",
  oauth2: "OAuth 2.0: a person's consent",
  oauth2_client: "OAuth 2.0: client credentials",
  service_account: "Service account (JSON key)",
  none: "None",
};
/** In the order in which they are offered. */
export const METHODS = [
  "bearer",
  "api_key",
  "basic",
  "oauth2",
  "oauth2_client",
  "service_account",
  "none",
] as const satisfies readonly CredentialMethod[];

interface PartProps {
  readonly entered: Entered;
  readonly faults: Faults;
  /** Where a provider sends browsers back to. */
  readonly redirectUri?: string | undefined;
}

const NEVER_AGAIN = "Encrypted; never shown again";

function secret(id: string, name: string, label: string, faults: Faults) {
  return (
    <TextField id={id} name={name} type="password" label={label} hint={NEVER_AGAIN} error={faults[name]} />
  );
}

function ApiKey({ entered, faults }: PartProps) {
  return (
    <>
      <OneKey entered={entered} faults={faults} suffix="" />
      <details class="inset" open={SECOND_KEY.some((name) => entered[name] || faults[name])}>
        <summary>A second key</summary>
        <OneKey entered={entered} faults={faults} suffix="_2" />
      </details>
    </>
  );
}

const SECOND_KEY = ["api_key_name_2", "api_key_2"];

/** One key of several that travel together: an application's and a user's, say. */
function OneKey({ entered, faults, suffix }: PartProps & { suffix: "" | "_2" }) {
  const place = entered[`api_key_in${suffix}`] || "header";
  const id = (name: string) => `${name}${suffix.replace("_", "-")}`;
  return (
    <>
      <div class="two">
        <Field id={id("key-in")} label="Sent in">
          <select id={id("key-in")} name={`api_key_in${suffix}`}>
            <option value="header" selected={place === "header"}>
              Header
            </option>
            <option value="query" selected={place === "query"}>
              Query parameter
            </option>
          </select>
        </Field>
        <TextField
          id={id("key-name")}
          name={`api_key_name${suffix}`}
          label="Its name"
          value={entered[`api_key_name${suffix}`]}
          error={faults[`api_key_name${suffix}`]}
          placeholder="X-Api-Key"
        />
      </div>
      {secret(id("key-value"), `api_key${suffix}`, "API key", faults)}
    </>
  );
}

function Basic({ entered, faults }: PartProps) {
  return (
    <div class="two">
      <TextField
        id="basic-user"
        name="username"
        label="User name"
        value={entered["username"]}
        error={faults["username"]}
      />
      {secret("basic-password", "password", "Password", faults)}
    </div>
  );
}

function Bearer({ faults }: PartProps) {
  return secret("bearer-token", "token", "Token", faults);
}

function None() {
  return <p class="muted">For a public API, or one that your network lets Chief call as it is.</p>;
}

const PARTS: Readonly<Record<CredentialMethod, (props: PartProps) => Child>> = {
  bearer: Bearer,
  api_key: ApiKey,
  basic: Basic,
  oauth2: ConsentFields,
  oauth2_client: ClientCredentialsFields,
  service_account: ServiceAccountFields,
  none: None,
};

/** The choice of a method, which the fields below follow. */
export function AuthMethodField({ chosen }: { chosen: string }) {
  return (
    <Field id="auth-method" label="Auth method">
      <select id="auth-method" name="auth_method">
        {METHODS.map((method) => (
          <option value={method} selected={method === chosen}>
            {AUTH_METHODS[method]}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The fields of every method; the style sheet shows those of the chosen one (`:has(option:checked)`). */
export function CredentialFields(props: PartProps) {
  return (
    <>
      {METHODS.map((method) => {
        const Part = PARTS[method];
        return (
          <fieldset class="credential stack" data-method={method}>
            <legend class="sr">Credential: {AUTH_METHODS[method]}</legend>
            <Part {...props} />
          </fieldset>
        );
      })}
    </>
  );
}
