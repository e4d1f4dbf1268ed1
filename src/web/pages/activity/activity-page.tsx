import { visibleText } from "../../../kernel/index.ts";
import { PageHeader } from "../../ui/page.tsx";
import { IntegrationTabs } from "../integrations/integration-tabs.tsx";
import { ActivityPanel, type ActivityPanelProps } from "./activity-panel.tsx";

interface ActivityPageProps extends ActivityPanelProps {
  /** The integration whose calls these are; absent for those of the workspace. */
  readonly of?: {
    readonly id: string;
    readonly kind: "api" | "mcp";
    readonly name: string;
    readonly mayManage: boolean;
  };
}

/** Every call that was ever made (PRODUCT C15). */
export function ActivityPage({ of, ...panel }: ActivityPageProps) {
  return (
    <>
      {of ? (
        <>
          <PageHeader title={visibleText(of.name)} />
          <IntegrationTabs id={of.id} kind={of.kind} current="activity" mayManage={of.mayManage} />
        </>
      ) : (
        <PageHeader title="Activity" about="Every call that Chief made, and what came of it" />
      )}
      <ActivityPanel {...panel} />
    </>
  );
}
