import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, MethodBadge, type Tone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SearchBox } from "../../ui/filters.tsx";
import { Table } from "../../ui/table.tsx";

export type Effect = "read" | "write" | "destroy";

/** One thing that can be called. */
export interface ActionRow {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly method: string;
  readonly path: string;
  readonly effect: Effect;
  readonly enabled: boolean;
}

const EFFECTS: Readonly<Record<Effect, Tone>> = { read: "good", write: "warn", destroy: "bad" };

interface SwitchProps {
  readonly integrationId: string;
  readonly action: Pick<ActionRow, "id" | "name" | "enabled">;
  readonly mayManage: boolean;
}

/** Whether Chief may use an action. A change is posted at once. */
function ActionSwitch({ integrationId, action, mayManage }: SwitchProps) {
  return (
    <form hx-post={paths.switchAction(integrationId, action.id)} hx-trigger="change" hx-swap="none">
      <input
        type="checkbox"
        class="switch"
        name="enabled"
        checked={action.enabled}
        disabled={!mayManage}
        aria-label={`Enable ${visibleText(action.name)}`}
      />
    </form>
  );
}

function Row({
  integrationId,
  action,
  mayManage,
}: {
  integrationId: string;
  action: ActionRow;
  mayManage: boolean;
}) {
  const search = `${action.name} ${action.method} ${action.path} ${action.summary}`.toLowerCase();
  return (
    <tr data-search={search}>
      <td>
        <MethodBadge method={action.method} />
      </td>
      <td>
        <code class="bare">{visibleText(action.path)}</code>
      </td>
      <td>
        <strong>{visibleText(action.name)}</strong>
        <small class="clip">{visibleText(action.summary)}</small>
      </td>
      <td>
        <Badge tone={EFFECTS[action.effect]}>{action.effect}</Badge>
      </td>
      <td>
        <ActionSwitch integrationId={integrationId} action={action} mayManage={mayManage} />
      </td>
    </tr>
  );
}

interface ActionsTableProps {
  readonly integrationId: string;
  readonly actions: readonly ActionRow[];
  readonly mayManage: boolean;
}

/** What can be called, with a switch each. */
export function ActionsTable({ integrationId, actions, mayManage }: ActionsTableProps) {
  const enabled = actions.filter((action) => action.enabled).length;
  return (
    <section class="panel stack" aria-labelledby="actions-title">
      <div class="row spread">
        <h2 id="actions-title">
          Actions{" "}
          <small>
            {enabled} of {actions.length} enabled
          </small>
        </h2>
        <SearchBox id="find-action" label="Find an action" filters="#actions" />
      </div>
      {actions.length === 0 ? (
        <EmptyState icon="wrench" title="No actions yet">
          Describe a call in chat, or connect again with an OpenAPI document.
        </EmptyState>
      ) : (
        <Table id="actions" caption="Actions" columns={["Method", "Path", "Action", "Effect", "Enabled"]}>
          {actions.map((action) => (
            <Row integrationId={integrationId} action={action} mayManage={mayManage} />
          ))}
        </Table>
      )}
    </section>
  );
}
