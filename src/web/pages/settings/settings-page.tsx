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
  /** Whether guests and people of other organisations may use Chief here. */
  readonly allowsOutsiders: boolean;
  /** Where Slack creates the app, in local mode. */
  readonly createSlackAppUrl: string | undefined;
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
        <Outsiders {...props} />
        <SetUp {...props} />
      </div>
    </>
  );
}

/** Tools act with the workspace's credentials, so who is let in from outside is the admins' to say. */
function Outsiders({ allowsOutsiders, isAdmin }: SettingsPageProps) {
  return (
    <section class="panel stack" aria-labelledby="outsiders-title">
      <h2 id="outsiders-title">People from outside</h2>
      <p>
        Guests of the Slack workspace, and people of other organisations in shared channels (Slack Connect),{" "}
        {allowsOutsiders ? "may use Chief like members." : "may not use Chief; it tells them why."}
      </p>
      {isAdmin && (
        <form method="post" action={paths.outsiders}>
          <input type="hidden" name="allow" value={allowsOutsiders ? "no" : "yes"} />
          <button type="submit" class="button">
            {allowsOutsiders ? "Keep them out" : "Let them use Chief"}
          </button>
        </form>
      )}
    </section>
  );
}

function SetUp({ model, callsPerMinute, requestsPerMinute, createSlackAppUrl }: SettingsPageProps) {
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
      {createSlackAppUrl && (
        <p>
          This is local mode. To use Chief in Slack, <a href={createSlackAppUrl}>create its app there</a> and
          set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.
        </p>
      )}
    </section>
  );
}
