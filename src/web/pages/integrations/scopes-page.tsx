import type { ProviderScope, ScopeChange } from "../../../integrations/index.ts";
import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Table } from "../../ui/table.tsx";
import { ScopeChangeNote } from "../consent/scope-change.tsx";
import { IntegrationTabs } from "./integration-tabs.tsx";

export interface ScopesPageProps {
  readonly integration: { readonly id: string; readonly name: string; readonly kind: "api" | "mcp" };
  /** What was granted; absent where nobody consents. */
  readonly granted: readonly string[] | undefined;
  /** What a well-known provider can be asked for, in plain words. */
  readonly offered: readonly ProviderScope[];
  /** What is chosen on the provider's own page instead. */
  readonly access: string | undefined;
  readonly change: ScopeChange | undefined;
  readonly mayManage: boolean;
}

function Rows({ granted = [], offered }: Pick<ScopesPageProps, "granted" | "offered">) {
  const further = granted.filter((id) => !offered.some((scope) => scope.id === id));
  const all = [...offered, ...further.map((id) => ({ id, words: "" }))];
  return (
    <Table caption="Scopes" columns={["Scope", "What it lets Chief do", "Granted"]}>
      {all.map(({ id, words }) => (
        <tr>
          <td>
            <code class="bare">{visibleText(id)}</code>
          </td>
          <td>{visibleText(words)}</td>
          <td>
            {granted.includes(id) ? (
              <Badge tone="good" icon="check">
                granted
              </Badge>
            ) : (
              <span class="muted">no</span>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** What a connection's credential may do (PRODUCT C14). */
export function ScopesPage({ integration, granted, offered, access, change, mayManage }: ScopesPageProps) {
  const hasAny = offered.length > 0 || (granted?.length ?? 0) > 0;
  return (
    <>
      <PageHeader title={visibleText(integration.name)} />
      <IntegrationTabs {...integration} current="scopes" mayManage={mayManage} />
      <section class="panel stack" aria-labelledby="scopes-title">
        <h2 id="scopes-title">Scopes</h2>
        {access && <p>What Chief may do: {visibleText(access)}.</p>}
        {hasAny && <Rows granted={granted} offered={offered} />}
        {!hasAny && !access && (
          <EmptyState icon="shield-check" title="This credential has no scopes that Chief knows of">
            What it may do is set where it was made.
          </EmptyState>
        )}
        <ScopeChangeNote change={change} />
        {mayManage && granted !== undefined && (
          <p class="row">
            <a class="button" href={paths.reconnect(integration.id)}>
              <Icon name="plug" /> Change scopes
            </a>
            <span class="muted">You agree to them on the provider's page.</span>
          </p>
        )}
      </section>
    </>
  );
}
