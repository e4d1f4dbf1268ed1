import type { Child } from "hono/jsx";
import type { CredentialMethod } from "../../../vault/index.ts";
import { Field, TextField } from "../../ui/field.tsx";
import type { Entered, Faults } from "./connect-form.tsx";

/** How a request is signed, as it is called on the page (PRODUCT C2). */
export const AUTH_METHODS: Readonly<Record<CredentialMethod, string>> = {
  bearer: "Bearer token",
  api_key: "API key",
  basic: "Basic auth",
  none: "None",
};
/** In the order in which they are offered. */
export const METHODS = ["bearer", "api_key", "basic", "none"] as const satisfies readonly CredentialMethod[];

interface PartProps {
  readonly entered: Entered;
  readonly faults: Faults;
}

const NEVER_AGAIN = "Encrypted; never shown again";

function secret(id: string, name: string, label: string, faults: Faults) {
  return (
    <TextField id={id} name={name} type="password" label={label} hint={NEVER_AGAIN} error={faults[name]} />
  );
}

function ApiKey({ entered, faults }: PartProps) {
  const place = entered["api_key_in"] ?? "header";
  return (
    <>
      <div class="two">
        <Field id="key-in" label="Sent in">
          <select id="key-in" name="api_key_in">
            <option value="header" selected={place === "header"}>
              Header
            </option>
            <option value="query" selected={place === "query"}>
              Query parameter
            </option>
          </select>
        </Field>
        <TextField
          id="key-name"
          name="api_key_name"
          label="Its name"
          value={entered["api_key_name"]}
          error={faults["api_key_name"]}
          placeholder="X-Api-Key"
        />
      </div>
      {secret("key-value", "api_key", "API key", faults)}
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
  none: None,
};

/** The fields of every method; the style sheet shows those of the chosen one (`:has(option:checked)`). */
export function CredentialFields({ entered, faults }: PartProps) {
  return (
    <>
      {METHODS.map((method) => {
        const Part = PARTS[method];
        return (
          <fieldset class="credential stack" data-method={method}>
            <legend class="sr">Credential: {AUTH_METHODS[method]}</legend>
            <Part entered={entered} faults={faults} />
          </fieldset>
        );
      })}
    </>
  );
}
