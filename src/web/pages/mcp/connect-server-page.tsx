import { paths } from "../../paths.ts";
import { FaultNote } from "../../ui/fault-note.tsx";
import { Field, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import type { Entered, Faults } from "../integrations/connect-form.tsx";

interface ConnectServerProps {
  readonly entered?: Entered;
  readonly faults?: Faults;
  /** Where an authorization server sends browsers back to. */
  readonly redirectUri: string;
}

const METHODS = [
  ["none", "None"],
  ["bearer", "Bearer token"],
  ["oauth2", "OAuth: a person's consent"],
] as const;

function MethodField({ entered = {}, faults = {} }: Pick<ConnectServerProps, "entered" | "faults">) {
  return (
    <Field id="mcp-auth" label="Access" error={faults["auth_method"]}>
      <select id="mcp-auth" name="auth_method">
        {METHODS.map(([value, words]) => (
          <option value={value} selected={value === (entered["auth_method"] ?? "oauth2")}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Consent({ entered = {}, faults = {}, redirectUri }: ConnectServerProps) {
  const isOpen = Boolean(entered["client_id"] || faults["client_id"] || faults["client_secret"]);
  return (
    <fieldset class="credential stack" data-method="oauth2">
      <legend class="sr">OAuth</legend>
      <p class="muted">
        Chief asks the server how access is given, registers itself where that is offered, and sends you to
        its page to agree.
      </p>
      <details class="inset" open={isOpen}>
        <summary>A client that you registered yourself</summary>
        <p class="muted">
          Register it with the redirect URL <code>{redirectUri}</code>
        </p>
        <TextField
          id="mcp-client-id"
          name="client_id"
          label="Client id"
          value={entered["client_id"]}
          error={faults["client_id"]}
        />
        <TextField
          id="mcp-client-secret"
          name="client_secret"
          type="password"
          label="Client secret"
          hint="Leave it empty for a public client. Encrypted; never shown again"
          error={faults["client_secret"]}
        />
      </details>
    </fieldset>
  );
}

function ServerForm(props: ConnectServerProps) {
  const { entered = {}, faults = {} } = props;
  return (
    <form class="stack connect" method="post" action={paths.connectMcp} novalidate>
      {faults["form"] && <FaultNote>{faults["form"]}</FaultNote>}
      <TextField
        id="mcp-name"
        name="name"
        label="Name"
        value={entered["name"]}
        hint="What Chief should call it"
        error={faults["name"]}
        placeholder="Issue tracker"
        autofocus
      />
      <TextField
        id="mcp-url"
        name="url"
        type="url"
        label="Server URL"
        value={entered["url"]}
        hint="Its Streamable HTTP endpoint"
        error={faults["url"]}
        placeholder="https://mcp.example.com/mcp"
      />
      <MethodField {...props} />
      <fieldset class="credential stack" data-method="none">
        <legend class="sr">No credential</legend>
        <p class="muted">For a public server, or one that your network lets Chief call as it is.</p>
      </fieldset>
      <fieldset class="credential stack" data-method="bearer">
        <legend class="sr">Bearer token</legend>
        <TextField
          id="mcp-token"
          name="token"
          type="password"
          label="Token"
          hint="Encrypted; never shown again"
          error={faults["token"]}
        />
      </fieldset>
      <Consent {...props} />
      <label class="option">
        <input
          type="checkbox"
          name="allow_private_network"
          checked={entered["allow_private_network"] === "on"}
        />
        <span>
          Allow private network addresses
          <small>For a server inside your own network. Cloud metadata addresses stay refused.</small>
        </span>
      </label>
      <button type="submit" class="primary">
        <Icon name="plug" /> Connect and look at its tools
      </button>
    </form>
  );
}

/** The form that connects an MCP server (PRODUCT C8). With faults it is shown again, each beside its field. */
export function ConnectServerPage(props: ConnectServerProps) {
  const back = (
    <a class="with-icon" href={paths.integrations}>
      <Icon name="arrow-left" /> Integrations
    </a>
  );
  return (
    <>
      <PageHeader title="Add MCP server" about={back} />
      <div class="stack wide">
        <section class="panel stack" aria-label="Connect">
          <p>
            Its tools become actions. They are off, and each asks before it is called, until you have looked
            at them: a server can say anything about what its tools do.
          </p>
          <ServerForm {...props} />
        </section>
      </div>
    </>
  );
}
