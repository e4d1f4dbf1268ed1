/** The fields of the credentials that get access tokens (PRODUCT C2). */
import { CodeBlock } from "../../ui/code-block.tsx";
import { Field, TextAreaField, TextField } from "../../ui/field.tsx";
import type { Entered, Faults } from "./connect-form.tsx";

interface PartProps {
  readonly entered: Entered;
  readonly faults: Faults;
  /** Where a provider sends browsers back to; it wants to know that beforehand. */
  readonly redirectUri?: string | undefined;
}

const NEVER_AGAIN = "Encrypted; never shown again";
const SCOPES_HINT = "Separated by spaces";

interface TokenFieldProps extends PartProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: "text" | "url" | "password";
  readonly placeholder?: string;
}

/** The field's id is its name, with dashes. A password is not filled in again. */
function TokenField({ entered, faults, redirectUri: _uri, name, ...shown }: TokenFieldProps) {
  const value = shown.type === "password" ? undefined : entered[name];
  return (
    <TextField id={name.replaceAll("_", "-")} name={name} value={value} error={faults[name]} {...shown} />
  );
}

function ClientAuthField({ name, chosen }: { name: string; chosen: string | undefined }) {
  const id = name.replaceAll("_", "-");
  return (
    <Field id={id} label="Client id and secret are sent">
      <select id={id} name={name}>
        <option value="basic" selected={chosen !== "post"}>
          In the header (Basic)
        </option>
        <option value="post" selected={chosen === "post"}>
          In the form
        </option>
      </select>
    </Field>
  );
}

/** Authorization code with PKCE: a person consents in the browser. */
export function ConsentFields(props: PartProps) {
  const { entered, faults } = props;
  const isFurther = ["oauth_revocation_url", "oauth_introspection_url", "oauth_issuer"].some(
    (name) => entered[name] || faults[name],
  );
  return (
    <>
      {props.redirectUri && (
        <div class="field">
          <span>Register Chief there with this redirect URL, exactly</span>
          <CodeBlock text={props.redirectUri} label="Redirect URL" />
        </div>
      )}
      <TokenField
        {...props}
        name="oauth_authorization_url"
        type="url"
        label="Authorization URL"
        placeholder="https://login.example.com/oauth/authorize"
      />
      <TokenField
        {...props}
        name="oauth_token_url"
        type="url"
        label="Token URL"
        placeholder="https://login.example.com/oauth/token"
      />
      <div class="two">
        <TokenField {...props} name="oauth_client_id" label="Client id" />
        <TokenField
          {...props}
          name="oauth_client_secret"
          type="password"
          label="Client secret"
          hint={`${NEVER_AGAIN}. Empty for a public client`}
        />
      </div>
      <TokenField {...props} name="oauth_scopes" label="Scopes" hint={SCOPES_HINT} placeholder="read write" />
      <ClientAuthField name="oauth_client_auth" chosen={entered["oauth_client_auth"]} />
      <details class="inset" open={isFurther}>
        <summary>Revocation, introspection and issuer</summary>
        <TokenField
          {...props}
          name="oauth_revocation_url"
          type="url"
          label="Revocation URL (optional)"
          hint="RFC 7009: Chief ends its access there when you disconnect"
        />
        <TokenField
          {...props}
          name="oauth_introspection_url"
          type="url"
          label="Introspection URL (optional)"
          hint="RFC 7662: Chief asks there when its access ends"
        />
        <TokenField
          {...props}
          name="oauth_issuer"
          type="url"
          label="Issuer (optional)"
          hint="What the server calls itself in iss, if not the origin of its authorization URL"
        />
      </details>
    </>
  );
}

/** Client credentials: Chief's own account at the API. */
export function ClientCredentialsFields(props: PartProps) {
  const { entered } = props;
  return (
    <>
      <TokenField
        {...props}
        name="cc_token_url"
        type="url"
        label="Token URL"
        placeholder="https://login.example.com/oauth/token"
      />
      <div class="two">
        <TokenField {...props} name="cc_client_id" label="Client id" />
        <TokenField
          {...props}
          name="cc_client_secret"
          type="password"
          label="Client secret"
          hint={NEVER_AGAIN}
        />
      </div>
      <div class="two">
        <TokenField {...props} name="cc_scopes" label="Scopes (optional)" hint={SCOPES_HINT} />
        <TokenField {...props} name="cc_audience" label="Audience (optional)" />
      </div>
      <ClientAuthField name="cc_client_auth" chosen={entered["cc_client_auth"]} />
    </>
  );
}

/** A service account's key file, RFC 7523. */
export function ServiceAccountFields(props: PartProps) {
  const { faults } = props;
  return (
    <>
      <TextAreaField
        id="sa-key"
        name="sa_key"
        label="JSON key file"
        hint={`${NEVER_AGAIN}. Paste it whole, from { to }`}
        error={faults["sa_key"]}
        rows={5}
        placeholder='{ "type": "service_account", … }'
      />
      <TokenField
        {...props}
        name="sa_scopes"
        label="Scopes"
        hint={SCOPES_HINT}
        placeholder="https://www.googleapis.com/auth/drive.readonly"
      />
      <TokenField
        {...props}
        name="sa_subject"
        label="Act as (optional)"
        hint="A person's address, where domain-wide delegation allows it"
      />
    </>
  );
}
