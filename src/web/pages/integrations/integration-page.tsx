import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Time } from "../../ui/time.tsx";
import { ScopeChangeNote } from "../consent/scope-change.tsx";
import { DriftNote } from "../openapi/drift-note.tsx";
import { ActionsTable } from "./actions-table.tsx";
import { HealthBadge, HealthNote, type IntegrationSummary, LastUsed } from "./integration-card.tsx";
import { IntegrationTabs } from "./integration-tabs.tsx";

interface IntegrationPageProps {
  readonly integration: IntegrationSummary & {
    /** As it is called on the page, such as `Bearer token`. */
    readonly authMethod: string;
    readonly connectedAt: Date;
    readonly allowsPrivateNetwork: boolean;
    /** Whether it trusts authorities of its own instead of the public ones. */
    readonly hasOwnCa: boolean;
    /** How often each of its actions may be called in a minute; 0 for as often as wanted. */
    readonly callsPerMinute: number;
    /** Until when nothing is sent to it, by any replica. */
    readonly heldUntil: Date | undefined;
    /** Whether that is because it did not answer. */
    readonly isDown: boolean;
  };
  readonly actions: Parameters<typeof ActionsTable>[0];
  readonly now: Date;
  readonly mayManage: boolean;
}

function Limit({ integration }: Pick<IntegrationPageProps, "integration">) {
  const { callsPerMinute } = integration;
  return callsPerMinute === 0 ? "none" : `${callsPerMinute} calls a minute of each action`;
}

/** The state of the connection: what a test answers with, in place. */
export function ConnectionPanel({ integration, now }: Pick<IntegrationPageProps, "integration" | "now">) {
  const facts = [
    ["Base URL", <code>{visibleText(integration.baseUrl)}</code>],
    ["Auth method", integration.authMethod],
    ["Connected by", visibleText(integration.connectedBy)],
    ["Last used", <LastUsed lastUsed={integration.lastUsed} now={now} />],
    ["Private network", integration.allowsPrivateNetwork ? "allowed" : "refused"],
    ["Certificates", integration.hasOwnCa ? "its own authorities" : "public authorities"],
    ["Limit", <Limit integration={integration} />],
  ] as const;
  return (
    <section id="connection" class="panel stack" aria-labelledby="connection-title">
      <div class="row">
        <h2 id="connection-title">Connection</h2>
        <HealthBadge health={integration.health} />
      </div>
      <HealthNote health={integration.health} note={integration.healthNote} />
      {integration.heldUntil && integration.heldUntil > now && (
        <p class="note tone-warn">
          Nothing is sent to it until <Time at={integration.heldUntil} now={now} />.{" "}
          {integration.isDown
            ? "It did not answer several times in a row; one call then tries it again."
            : "It asked for fewer requests."}{" "}
          Test tries it now.
        </p>
      )}
      <dl class="facts">
        {facts.map(([term, detail]) => (
          <div>
            <dt>{term}</dt>
            <dd>{detail}</dd>
          </div>
        ))}
      </dl>
      <ScopeChangeNote change={integration.scopeChange} />
      {integration.scopes.length > 0 && (
        <ul class="chips" aria-label="Scopes">
          {integration.scopes.map((scope) => (
            <li>{visibleText(scope)}</li>
          ))}
          {integration.tools > integration.scopes.length && (
            <li>+{integration.tools - integration.scopes.length}</li>
          )}
        </ul>
      )}
    </section>
  );
}

function Controls({ id }: { id: string }) {
  return (
    <>
      <button type="button" hx-post={paths.testIntegration(id)} hx-target="#connection" hx-swap="outerHTML">
        <Icon name="refresh-cw" /> Test
      </button>
      <a class="button" href={paths.reconnect(id)}>
        <Icon name="plug" /> Reconnect
      </a>
      <a class="button danger" href={paths.disconnectIntegration(id)}>
        <Icon name="unplug" /> Disconnect
      </a>
    </>
  );
}

/** One integration: how it is connected, and what can be called. */
export function IntegrationPage({ integration, actions, now, mayManage }: IntegrationPageProps) {
  return (
    <>
      <PageHeader title={visibleText(integration.name)}>
        {mayManage && <Controls id={integration.id} />}
      </PageHeader>
      <IntegrationTabs id={integration.id} kind={integration.kind} current="overview" mayManage={mayManage} />
      <div class="stack wide">
        {integration.driftNote && (
          <DriftNote id={integration.id} note={integration.driftNote} mayManage={mayManage} />
        )}
        <ConnectionPanel integration={integration} now={now} />
        <ActionsTable {...actions} />
      </div>
    </>
  );
}
