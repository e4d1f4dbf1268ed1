import { isTrialRun } from "../../../execution/index.ts";
import type { ScopeChange } from "../../../integrations/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Time } from "../../ui/time.tsx";

export type Health = "healthy" | "expiring" | "failing";

/** What a card shows of an integration (PRODUCT C10). */
export interface IntegrationSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: "api" | "mcp";
  /** Such as `https://orders.example.com/v1`; the card shows its host. */
  readonly baseUrl: string;
  readonly health: Health;
  /** In words, what is wrong; absent when nothing is. */
  readonly healthNote?: string | undefined;
  /** In words, why its API seems to have changed since its description was read; absent when it does not. */
  readonly driftNote?: string | undefined;
  readonly connectedBy: string;
  /** The last call, with the run that made it where there was one. */
  readonly lastUsed?: { readonly at: Date; readonly runId?: string | undefined } | undefined;
  readonly tools: number;
  /** What the credential may do, or the first few of what can be called, in a few words each. */
  readonly scopes: readonly string[];
  /** What stands for it, where it is a well-known API. */
  readonly icon?: IconName | undefined;
  /** What the last consent changed. */
  readonly scopeChange?: ScopeChange | undefined;
}

const HEALTH: Readonly<Record<Health, readonly [tone: Tone, icon: IconName, words: string]>> = {
  healthy: ["good", "circle-check", "Healthy"],
  expiring: ["warn", "triangle-alert", "Token expiring"],
  failing: ["bad", "circle-x", "Failing"],
};

/** ✅ healthy, ⚠️ token expiring, ❌ failing, as a badge. */
export function HealthBadge({ health }: { health: Health }) {
  const [tone, icon, words] = HEALTH[health];
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  );
}

/** The host of a base URL, or the text as it is where it is none. */
function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}

/** What is wrong with a connection. */
export function HealthNote({ health, note }: { health: Health; note: string | undefined }) {
  if (health === "healthy" || !note) return null;
  return <p class={`note tone-${HEALTH[health][0]}`}>{visibleText(note)}</p>;
}

/** The last use, linked to the run that made it. */
export function LastUsed({ lastUsed, now }: { lastUsed: IntegrationSummary["lastUsed"]; now: Date }) {
  const time = <Time at={lastUsed?.at} now={now} />;
  return lastUsed?.runId === undefined || isTrialRun(lastUsed.runId) ? (
    time
  ) : (
    <a href={paths.run(lastUsed.runId)}>{time}</a>
  );
}

const SHOWN_SCOPES = 3;

function Scopes({ scopes, of }: { scopes: readonly string[]; of: number }) {
  if (scopes.length === 0) return null;
  const more = Math.max(of, scopes.length) - SHOWN_SCOPES;
  return (
    <ul class="chips" aria-label="Scopes">
      {scopes.slice(0, SHOWN_SCOPES).map((scope) => (
        <li>{visibleText(scope)}</li>
      ))}
      {more > 0 && <li>+{more}</li>}
    </ul>
  );
}

interface IntegrationCardProps {
  readonly integration: IntegrationSummary;
  readonly now: Date;
  /** Only an admin may test it. */
  readonly mayManage: boolean;
}

/** An integration on the overview. */
export function IntegrationCard({ integration, now, mayManage }: IntegrationCardProps) {
  const { id, name, kind, baseUrl, health } = integration;
  const host = hostOf(baseUrl);
  return (
    <article
      class="card"
      id={`card-${id}`}
      aria-labelledby={`name-${id}`}
      data-search={`${name} ${host}`.toLowerCase()}
    >
      <header>
        <span class={`tile tile-${kind}`}>
          <Icon name={integration.icon ?? (kind === "mcp" ? "server" : "braces")} />
        </span>
        <div>
          <h3 id={`name-${id}`}>
            <a href={paths.integration(id)}>{visibleText(name)}</a>
          </h3>
          <p class="host">{visibleText(host)}</p>
        </div>
        <HealthBadge health={health} />
      </header>
      <HealthNote health={health} note={integration.healthNote} />
      {integration.driftNote && (
        <p class="note tone-warn">
          <span>
            {visibleText(integration.driftNote)} <a href={paths.openapi(id)}>Refresh</a>
          </span>
        </p>
      )}
      <dl>
        <div>
          <dt>Connected by</dt>
          <dd>{visibleText(integration.connectedBy)}</dd>
        </div>
        <div>
          <dt>Last used</dt>
          <dd>
            <LastUsed lastUsed={integration.lastUsed} now={now} />
          </dd>
        </div>
        <div>
          <dt>Tools</dt>
          <dd>{integration.tools}</dd>
        </div>
      </dl>
      <Scopes scopes={integration.scopes} of={integration.tools} />
      <footer>
        {mayManage && (
          <button type="button" class="small" hx-post={paths.testIntegration(id)} hx-swap="none">
            <Icon name="refresh-cw" /> Test
          </button>
        )}
        {mayManage && health !== "healthy" && (
          <a class="button small" href={paths.reconnect(id)}>
            <Icon name="plug" /> Reconnect
          </a>
        )}
        <a class="button small" href={paths.activityOf(id)}>
          <Icon name="history" /> Activity
        </a>
      </footer>
    </article>
  );
}
