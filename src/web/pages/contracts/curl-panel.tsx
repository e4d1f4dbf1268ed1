import { paths } from "../../paths.ts";
import { TextAreaField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";

export interface CurlPanelProps {
  readonly integrationId: string;
  readonly integration: string;
  /** What was done with the last command: never the command itself. */
  readonly told?:
    | { readonly ok: true; readonly lines: readonly string[] }
    | { readonly ok: false; readonly message: string };
}

/**
 * Fills the form from a curl command. The command is not shown again after it was read, because there may be a
 * secret in it.
 */
export function CurlPanel({ integrationId, integration, told }: CurlPanelProps) {
  const error = told && !told.ok ? told.message : undefined;
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
          error={error}
          hint="What stands in the form now is replaced, but for the name and the description"
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
        {told?.ok && (
          <div role="status">
            <ul class="notes">
              {told.lines.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          </div>
        )}
      </form>
    </details>
  );
}
