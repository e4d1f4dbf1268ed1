import { listActions } from "../../actions/index.ts";
import { findServer, type Integration, listTools, type ToolRow } from "../../integrations/index.ts";
import { canonicalJson, type JsonObject } from "../../kernel/index.ts";
import { diffLines } from "../../skills/index.ts";
import type { ChangedTool } from "../pages/mcp/changed-tools.tsx";
import type { ToolsPageProps } from "../pages/mcp/tools-page.tsx";
import type { ToolLine } from "../pages/mcp/tools-table.tsx";
import type { WebDeps } from "../web-deps.ts";

/** What the page of a server's tools shows of them. */
export async function toolsShown(
  { db }: Pick<WebDeps, "db">,
  integration: Integration,
): Promise<Pick<ToolsPageProps, "server" | "tools" | "changed">> {
  const [server, rows, actions] = await Promise.all([
    findServer(db, integration),
    listTools(db, integration),
    listActions(db, integration.workspaceId, integration.id),
  ]);
  const byId = new Map(actions.map((action) => [action.id, action]));
  const tools = rows.flatMap((row): ToolLine[] => {
    const action = byId.get(row.actionId);
    if (!action) return [];
    const { title, description, effect, enabled, obstacle } = action;
    return [
      {
        actionId: action.id,
        name: row.name,
        ...{ title, description, effect, enabled, obstacle },
        pin: row.pin,
        definition: linesOf(row.definition).join("\n"),
      },
    ];
  });
  const identity = server && { ...server.identity, listedAt: server.listedAt, leftOut: server.leftOut };
  return { server: identity, tools, changed: rows.flatMap(changedTool) };
}

function changedTool({ actionId, name, state, definition, offered, offeredPin }: ToolRow): ChangedTool[] {
  if (!offered || !offeredPin || (state !== "changed" && state !== "kept_off")) return [];
  const lines = diffLines(linesOf(definition), linesOf(offered));
  return [{ actionId, name, pin: offeredPin, isKeptOff: state === "kept_off", lines }];
}

/** A definition in a fixed order, a member a line, so that a difference is only what differs. */
function linesOf(definition: JsonObject): string[] {
  const ordered: unknown = JSON.parse(canonicalJson(definition));
  return JSON.stringify(ordered, null, 2).split("\n");
}
