import { paths } from "../../paths.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SearchBox } from "../../ui/filters.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import type { ActivityRow } from "../activity/activity-list.tsx";
import { LiveActivity } from "../activity/live-activity.tsx";
import { type ProviderTile, ProviderTiles } from "../consent/provider-tiles.tsx";
import { ConnectForm, type ConnectFormProps } from "./connect-form.tsx";
import { IntegrationCard, type IntegrationSummary } from "./integration-card.tsx";

interface IntegrationsPageProps {
  readonly integrations: readonly IntegrationSummary[];
  /** The latest calls, newest first. */
  readonly calls: readonly ActivityRow[];
  readonly now: Date;
  /** Stands for what is shown, so that the stream of updates sends only what is different; no stream when absent. */
  readonly seen?: string;
  /** What the Add form may offer; absent for a member, who may not add. */
  readonly connect?: (ConnectFormProps & { readonly providers: readonly ProviderTile[] }) | undefined;
}

function headline(integrations: readonly IntegrationSummary[]): string {
  const unwell = integrations.filter((integration) => integration.health !== "healthy").length;
  return `${integrations.length} connected${unwell > 0 ? `, ${unwell} ${unwell === 1 ? "needs" : "need"} attention` : ""}`;
}

function AddDialog({ connect }: { connect: NonNullable<IntegrationsPageProps["connect"]> }) {
  return (
    <Dialog id="add-dialog" title="Add integration">
      <section class="stack" aria-labelledby="add-known">
        <h3 id="add-known" class="with-icon">
          <Icon name="sparkles" /> With one click
        </h3>
        <ProviderTiles tiles={connect.providers} />
        <p class="muted">
          Came back from a provider to a page that does not open?{" "}
          <a href={paths.finishConsent}>Paste its address</a>.
        </p>
      </section>
      <section class="stack" aria-labelledby="add-mcp">
        <h3 id="add-mcp" class="with-icon">
          <Icon name="server" /> MCP server
        </h3>
        <p class="muted">A server of tools, over Streamable HTTP.</p>
        <p>
          <a class="button" href={paths.connectMcp}>
            <Icon name="plus" /> Add MCP server
          </a>
        </p>
      </section>
      <section class="stack" aria-labelledby="add-api">
        <h3 id="add-api" class="with-icon">
          <Icon name="braces" /> Custom API
        </h3>
        <ConnectForm {...connect} />
      </section>
    </Dialog>
  );
}

/** Everything that is connected, as cards. */
export function IntegrationsPage({ integrations, calls, now, seen, connect }: IntegrationsPageProps) {
  return (
    <>
      {seen !== undefined && <div hidden hx-sse:connect={paths.integrationEvents(seen)} hx-swap="none"></div>}
      <PageHeader title="Integrations" about={headline(integrations)}>
        <SearchBox id="find-integration" label="Find an integration" filters="#cards" />
        <a class="button" href={paths.find}>
          <Icon name="search" /> Find an action
        </a>
        {connect && (
          <button type="button" class="primary" data-open="add-dialog">
            <Icon name="plus" /> Add integration
          </button>
        )}
      </PageHeader>
      <div class="split">
        <section aria-labelledby="connected">
          <h2 id="connected" class="sr">
            Connected integrations
          </h2>
          <div id="cards" class="cards">
            {integrations.map((integration) => (
              <IntegrationCard integration={integration} now={now} mayManage={connect !== undefined} />
            ))}
          </div>
          {integrations.length === 0 && (
            <EmptyState icon="blocks" title="Nothing is connected yet">
              {connect
                ? "Add your first API with its base URL and a credential."
                : "An admin can connect your team's APIs."}
            </EmptyState>
          )}
          <p class="no-match" hidden>
            No integration matches.
          </p>
        </section>
        <LiveActivity calls={calls} now={now} />
      </div>
      {connect && <AddDialog connect={connect} />}
    </>
  );
}
