import { countActions, listActionPage, listActionTags } from "../../actions/index.ts";
import type { Integration } from "../../integrations/index.ts";
import { ACTIONS_A_PAGE, type ActionsQuery, filterOf } from "../pages/integrations/actions-query.ts";
import type { ActionListProps } from "../pages/integrations/actions-table.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";

/** What the list of an integration's actions shows for a query. */
export async function actionList(
  { db }: WebDeps,
  visitor: Visitor,
  { integration, query }: { integration: Integration; query: ActionsQuery },
): Promise<ActionListProps> {
  const { workspaceId, id } = integration;
  const filter = { ...filterOf(query), workspaceId, integrationId: id };
  const page = { limit: ACTIONS_A_PAGE, offset: (query.page - 1) * ACTIONS_A_PAGE };
  const [{ lines, total: fitting }, counts] = await Promise.all([
    listActionPage(db, filter, page),
    countActions(db, workspaceId, id),
  ]);
  const { total = 0, enabled = 0 } = counts.get(id) ?? {};
  const actions = lines.map(({ title, ...line }) => ({ ...line, summary: title }));
  return {
    integrationId: id,
    actions,
    fitting,
    total,
    enabled,
    query,
    mayManage: visitor.role === "admin",
  };
}

/** The same with the tags that can be chosen. */
export async function actionTable(
  deps: WebDeps,
  visitor: Visitor,
  shown: { integration: Integration; query: ActionsQuery },
) {
  const { workspaceId, id } = shown.integration;
  const [list, tags] = await Promise.all([
    actionList(deps, visitor, shown),
    listActionTags(deps.db, workspaceId, id),
  ]);
  return { ...list, tags };
}
