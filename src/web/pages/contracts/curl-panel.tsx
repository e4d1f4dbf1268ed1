import { paths } from "../../paths.ts";
import { TextAreaField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";

/** What was done with a command: never the command itself. */
export type CurlTold =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly message: string };

interface CurlPanelProps {
  readonly integrationId: string;
  readonly integration: string;
  readonly told?: CurlTold;
}

/** The outcome alone: a command that was refused stays in its field, which only the browser knows. */
export function CurlOutcome({ told }: { told?: CurlTold | undefined }) {
  return (
    <div id="curl-told" role="status">
      {told && !told.ok && <p class="error">{told.message}</p>}
      {told?.ok && (
        <ul class="notes">
          {told.lines.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/**
 * Fills the form from a curl command. The command is not shown again after it was read, because there may be a
 * secret in it.
 */
export function CurlPanel({ integrationId, integration, told }: CurlPanelProps) {
  return (
    <details id="curl" class="panel inset" open={told !== undefined}>
      <summary>Fill the form from a cURL command</summary>
      <form
        class="stack"
        hx-post={paths.contractFromCurl(integrationId)}
        hx-include="#contract"
        hx-target="#contract"
        hx-swap="none"
      >
        <TextAreaField
          id="curl-command"
          name="curl"
          label="cURL command"
          rows={4}
          hint="The request and its inputs are replaced; the rest of the form stays"
          placeholder={"curl https://… -H 'X-Reason: late' -d '{\"amount\": 5}'"}
        />
        <label class="option">
          <input type="checkbox" name="use_credential" />
          <span>
            Use a credential in it for {integration}
            <small>
              It goes into the vault, in place of the one that is there. Otherwise it is left out; it never
              becomes part of the action.
            </small>
          </span>
        </label>
        <div>
          <button type="submit" class="small">
            <Icon name="sparkles" /> Fill the form
          </button>
        </div>
        <CurlOutcome told={told} />
      </form>
    </details>
  );
}
