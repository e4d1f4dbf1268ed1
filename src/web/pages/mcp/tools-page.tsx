import { countOf, visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Time } from "../../ui/time.tsx";
import { type Health, HealthBadge, HealthNote } from "../integrations/integration-card.tsx";
import { IntegrationTabs } from "../integrations/integration-tabs.tsx";
import { type ChangedTool, ChangedTools } from "./changed-tools.tsx";
import { type ToolLine, ToolsTable } from "./tools-table.tsx";

export interface ToolsPageProps {
  readonly integration: {
    readonly id: string;
    readonly name: string;
    readonly url: string;
    readonly health: Health;
    readonly healthNote: string | undefined;
  };
  /** Who it said it was; absent before its tools were read for the first time. */
  readonly server:
    | {
        readonly name: string;
        readonly version: string;
        readonly protocol: string;
        readonly listedAt: Date;
        readonly leftOut: readonly { readonly name: string; readonly why: string }[];
      }
    | undefined;
  readonly tools: readonly ToolLine[];
  readonly changed: readonly ChangedTool[];
  /** Why what was decided could not be done. */
  readonly problem?: string | undefined;
  readonly mayManage: boolean;
  readonly now: Date;
}

function ServerPanel({ integration, server, now }: ToolsPageProps) {
  const { url, health, healthNote } = integration;
  return (
    <section class="panel stack" aria-labelledby="server-title">
      <div class="row">
        <h2 id="server-title">Server</h2>
        <HealthBadge health={health} />
      </div>
      <HealthNote health={health} note={healthNote} />
      <dl class="facts">
        <div>
          <dt>Address</dt>
          <dd>
            <code>{visibleText(url)}</code>
          </dd>
        </div>
        {server && (
          <>
            <div>
              <dt>Calls itself</dt>
              <dd>
                {visibleText(server.name)} {visibleText(server.version)}
              </dd>
            </div>
            <div>
              <dt>Protocol</dt>
              <dd>MCP {visibleText(server.protocol)}</dd>
            </div>
            <div>
              <dt>Looked at</dt>
              <dd>
                <Time at={server.listedAt} now={now} />
              </dd>
            </div>
          </>
        )}
      </dl>
      {server && server.leftOut.length > 0 && (
        <details class="inset">
          <summary>{countOf(server.leftOut.length, "tool")} that cannot be used</summary>
          <ul class="notes">
            {server.leftOut.map(({ name, why }) => (
              <li>
                <code>{visibleText(name)}</code> {visibleText(why)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Controls({ id }: { id: string }) {
  return (
    <form method="post" action={paths.mcpTools(id)}>
      <button type="submit" name="do" value="look">
        <Icon name="refresh-cw" /> Look again
      </button>
    </form>
  );
}

/** The tools of an MCP server: what each may do, which are on, and what changed since an admin looked (PRODUCT C8). */
export function ToolsPage(props: ToolsPageProps) {
  const { integration, tools, changed, problem, mayManage, server } = props;
  const { id, name } = integration;
  return (
    <>
      <PageHeader title={`Tools of ${visibleText(name)}`}>{mayManage && <Controls id={id} />}</PageHeader>
      <IntegrationTabs id={id} kind="mcp" current="tools" mayManage={mayManage} />
      <div class="stack wide">
        {problem && (
          <p class="note tone-warn" role="alert">
            <Icon name="triangle-alert" /> {problem}
          </p>
        )}
        <ServerPanel {...props} />
        <ChangedTools id={id} changed={changed} mayManage={mayManage} />
        {tools.length > 0 ? (
          <ToolsTable id={id} tools={tools} mayManage={mayManage} />
        ) : (
          <EmptyState icon="wrench" title="No tools yet">
            {server
              ? "The server offers none that can be used."
              : "Its tools were not read yet. When it can be reached, look again."}
          </EmptyState>
        )}
      </div>
    </>
  );
}
