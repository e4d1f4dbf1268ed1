import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { PageHeader } from "../../ui/page.tsx";
import { type MembersProps, MembersSection } from "./members-section.tsx";
import { type SessionsProps, SessionsSection } from "./sessions-section.tsx";
import { type TokensProps, TokensSection } from "./tokens-section.tsx";

export interface SettingsPageProps extends TokensProps, SessionsProps, MembersProps {
  readonly workspace: string;
  /** Undefined where the built-in commands serve alone. */
  readonly model: string | undefined;
  /** 0 for as often as wanted. */
  readonly callsPerMinute: number;
  readonly requestsPerMinute: number | undefined;
}

/** Who is here, the tokens of the REST API, and what the operator set. */
export function SettingsPage(props: SettingsPageProps) {
  return (
    <>
      <PageHeader title="Settings" about={visibleText(props.workspace)} />
      <div class="stack wide">
        <TokensSection {...props} />
        <SessionsSection {...props} />
        <MembersSection {...props} />
        <SetUp {...props} />
      </div>
    </>
  );
}

function SetUp({ model, callsPerMinute, requestsPerMinute }: SettingsPageProps) {
  const often = (count: number) =>
    count === 0 ? "as often as wanted" : `${count.toLocaleString("en")} a minute`;
  return (
    <section class="panel stack" aria-labelledby="set-up-title">
      <h2 id="set-up-title">Model and limits</h2>
      <dl class="facts">
        <div>
          <dt>Language model</dt>
          <dd>{model ? visibleText(model) : "none: the built-in commands serve"}</dd>
        </div>
        <div>
          <dt>Calls of an action</dt>
          <dd>{often(callsPerMinute)}, unless an integration's settings say otherwise</dd>
        </div>
        {requestsPerMinute !== undefined && (
          <div>
            <dt>Requests of an API token</dt>
            <dd>{often(requestsPerMinute)}</dd>
          </div>
        )}
        <div>
          <dt>Approvals</dt>
          <dd>
            <a href={paths.approvers}>Who is asked, and when again</a>
          </dd>
        </div>
      </dl>
      <p>
        <small>
          The operator sets the model and the limits by environment variables; .env.example lists them.
        </small>
      </p>
    </section>
  );
}
