import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge, MethodBadge, type Tone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Pager } from "../../ui/pager.tsx";
import { Table } from "../../ui/table.tsx";
import { ActionsFilters } from "./actions-filters.tsx";
import { ACTIONS_A_PAGE, type ActionsQuery, queryText } from "./actions-query.ts";

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
  readonly source: "openapi" | "contract" | "mcp";
  /** Why it cannot be switched on. */
  readonly obstacle?: string | undefined;
}

const EFFECTS: Readonly<Record<Effect, Tone>> = { read: "good", write: "warn", destroy: "bad" };

interface SwitchProps {
  readonly integrationId: string;
  readonly action: Pick<ActionRow, "id" | "name" | "enabled" | "obstacle">;
  readonly mayManage: boolean;
}

/** Whether Chief may use an action. A change is posted at once. */
export function ActionSwitch({ integrationId, action, mayManage }: SwitchProps) {
  return (
    <form hx-post={paths.switchAction(integrationId, action.id)} hx-trigger="change" hx-swap="none">
      <input
        type="checkbox"
        class="switch"
        name="enabled"
        checked={action.enabled}
        disabled={!mayManage || action.obstacle !== undefined}
        aria-label={`Enable ${visibleText(action.name)}`}
      />
    </form>
  );
}

/** What an admin may do with an action: a declared one is edited and removed, an imported one is the pattern of another. */
function RowLinks({ integrationId, action }: { integrationId: string; action: ActionRow }) {
  const name = visibleText(action.name);
  const copy = (
    <a href={paths.newContract(integrationId, action.id)} aria-label={`Copy ${name}`}>
      Copy
    </a>
  );
  if (action.source !== "contract") return copy;
  return (
    <span class="row links">
      <a href={paths.editContract(integrationId, action.id)} aria-label={`Edit ${name}`}>
        Edit
      </a>
      {copy}
      <button
        type="button"
        class="link danger"
        aria-label={`Remove ${name}`}
        hx-post={paths.removeContract(integrationId, action.id)}
        hx-swap="none"
        hx-confirm="Chief cannot call it any more. Calls that were made stay on record."
        data-confirm-title={`Remove ${name}?`}
        data-confirm-yes="Remove"
        data-confirm-danger=""
      >
        Remove
      </button>
    </span>
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
  return (
    <tr>
      <td>
        <MethodBadge method={action.method} />
      </td>
      <td>
        <code class="bare">{visibleText(action.path)}</code>
      </td>
      <td>
        <strong>{visibleText(action.name)}</strong>
        <small class="clip">{visibleText(action.summary)}</small>
        {action.obstacle && <small class="error">{visibleText(action.obstacle)}</small>}
      </td>
      <td>
        <Badge tone={EFFECTS[action.effect]}>{action.effect}</Badge>
      </td>
      <td>
        <ActionSwitch integrationId={integrationId} action={action} mayManage={mayManage} />
      </td>
      {mayManage && (
        <td>
          <RowLinks integrationId={integrationId} action={action} />
        </td>
      )}
    </tr>
  );
}

export interface ActionListProps {
  readonly integrationId: string;
  /** One page of those that fit. */
  readonly actions: readonly ActionRow[];
  /** How many fit, how many there are, and how many of all are switched on. */
  readonly fitting: number;
  readonly total: number;
  readonly enabled: number;
  readonly query: ActionsQuery;
  readonly mayManage: boolean;
}

const inWords = (count: number) => count.toLocaleString("en-US");

const BEFORE: Readonly<Record<"on" | "off", string>> = {
  on: "Chief may then propose them. Reads run at once; what changes something still asks first, unless a rule says otherwise.",
  off: "Chief will not use them until they are switched on again.",
};

/** Switches everything that fits to one side, over all pages, after a question. */
function BulkSwitch({ integrationId, fitting, total, query, to }: ActionListProps & { to: "on" | "off" }) {
  const which = fitting === total ? `all ${inWords(total)}` : `these ${inWords(fitting)}`;
  const { page: _page, ...filters } = query;
  return (
    <form
      hx-post={paths.actions(integrationId)}
      hx-target="#action-list"
      hx-swap="outerHTML"
      hx-confirm={BEFORE[to]}
      data-confirm-title={`Switch ${which} ${to}?`}
      data-confirm-yes={`Switch ${to}`}
    >
      {Object.entries(filters).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="enabled" value={to} />
      <button type="submit" class="small">
        Switch {which} {to}
      </button>
    </form>
  );
}

const COLUMNS = ["Method", "Path", "Action", "Effect", "Enabled"];

/** What fits the filters, a page at a time. It is its own part, so that a filter swaps only this. */
export function ActionList(props: ActionListProps) {
  const { integrationId, actions, fitting, total, enabled, query, mayManage } = props;
  const at = (page: number) => queryText({ ...query, page });
  return (
    <div id="action-list" class="stack">
      <div class="row spread">
        <p class="muted" role="status">
          {fitting === total ? "" : `${inWords(fitting)} found · `}
          {inWords(enabled)} of {inWords(total)} enabled
        </p>
        {mayManage && fitting > 1 && (
          <span class="row">
            <BulkSwitch {...props} to="on" />
            <BulkSwitch {...props} to="off" />
          </span>
        )}
      </div>
      {actions.length === 0 ? (
        <EmptyState icon="search" title="No action fits">
          Try other words, or widen the filters.
        </EmptyState>
      ) : (
        <Table caption="Actions" columns={mayManage ? [...COLUMNS, "Change"] : COLUMNS}>
          {actions.map((action) => (
            <Row integrationId={integrationId} action={action} mayManage={mayManage} />
          ))}
        </Table>
      )}
      <Pager
        label="Pages of actions"
        page={query.page}
        pageSize={ACTIONS_A_PAGE}
        total={fitting}
        hrefOf={(page) => `${paths.integration(integrationId)}${at(page)}#actions`}
        partOf={(page) => `${paths.actions(integrationId)}${at(page)}`}
        target="#action-list"
      />
    </div>
  );
}

interface ActionsTableProps extends ActionListProps {
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
}

/** What can be called: filters, a switch for each, and one for all that fit. */
export function ActionsTable({ tags, ...list }: ActionsTableProps) {
  return (
    <section id="actions" class="panel stack" aria-labelledby="actions-title">
      <div class="row spread">
        <h2 id="actions-title">Actions</h2>
        {list.mayManage && (
          <a class="button small" href={paths.newContract(list.integrationId)}>
            <Icon name="plus" /> New action
          </a>
        )}
      </div>
      {list.total === 0 ? (
        <EmptyState icon="wrench" title="No actions yet">
          Describe a call in chat, declare an action, or give an OpenAPI document.
        </EmptyState>
      ) : (
        <>
          <ActionsFilters integrationId={list.integrationId} query={list.query} tags={tags} />
          <ActionList {...list} />
        </>
      )}
    </section>
  );
}
