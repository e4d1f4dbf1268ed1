import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";

const TABS = [
  { tab: "overview", label: "Overview", href: paths.integration },
  { tab: "activity", label: "Activity", href: paths.activityOf },
  { tab: "scopes", label: "Scopes", href: paths.integrationScopes },
  { tab: "health", label: "Health", href: paths.integrationHealth },
  { tab: "document", label: "OpenAPI document", href: paths.openapi, kind: "api" },
  { tab: "tools", label: "MCP tools", href: paths.mcpTools, kind: "mcp" },
  { tab: "settings", label: "Settings", href: paths.integrationSettings, isForAdmins: true },
] as const;

interface IntegrationTabsProps {
  readonly id: string;
  readonly kind: "api" | "mcp";
  readonly current: (typeof TABS)[number]["tab"];
  readonly mayManage: boolean;
}

/** The pages of one integration, each with an address of its own. */
export function IntegrationTabs({ id, kind, current, mayManage }: IntegrationTabsProps) {
  const isOfKind = (one: (typeof TABS)[number]) => !("kind" in one) || one.kind === kind;
  const shown = TABS.filter((one) => isOfKind(one) && (mayManage || !("isForAdmins" in one)));
  return (
    <nav class="tabs" aria-label="Pages of this integration">
      <a href={paths.integrations}>
        <Icon name="arrow-left" /> Integrations
      </a>
      {shown.map(({ tab, label, href }) => (
        <a href={href(id)} aria-current={tab === current ? "page" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
