import { and, eq } from "drizzle-orm";
import type { Queryable } from "../../database/index.ts";
import { mcpServers, mcpTools } from "../tables.ts";

export type ToolRow = typeof mcpTools.$inferSelect;
export type ServerRow = typeof mcpServers.$inferSelect;

interface Owner {
  readonly workspaceId: string;
  readonly id: string;
}

const ofServer = ({ workspaceId, id }: Owner) =>
  and(eq(mcpTools.workspaceId, workspaceId), eq(mcpTools.integrationId, id));

/** The tools that are known of a server, by name. */
export async function listTools(db: Queryable, owner: Owner): Promise<ToolRow[]> {
  return db.select().from(mcpTools).where(ofServer(owner)).orderBy(mcpTools.name);
}

/** The tool behind an action of a server. */
export async function findTool(db: Queryable, owner: Owner, actionId: string): Promise<ToolRow | undefined> {
  const [row] = await db
    .select()
    .from(mcpTools)
    .where(and(ofServer(owner), eq(mcpTools.actionId, actionId)));
  return row;
}

export async function insertTool(tx: Queryable, row: ToolRow): Promise<void> {
  await tx.insert(mcpTools).values(row);
}

export async function updateTool(
  tx: Queryable,
  { workspaceId, integrationId, name }: ToolRow,
  change: Partial<Omit<ToolRow, "workspaceId" | "integrationId" | "name" | "actionId">>,
): Promise<void> {
  const one = and(ofServer({ workspaceId, id: integrationId }), eq(mcpTools.name, name));
  await tx.update(mcpTools).set(change).where(one);
}

/** Who a server said it was; undefined before its tools were read for the first time. */
export async function findServer(db: Queryable, { workspaceId, id }: Owner): Promise<ServerRow | undefined> {
  const [row] = await db
    .select()
    .from(mcpServers)
    .where(and(eq(mcpServers.workspaceId, workspaceId), eq(mcpServers.integrationId, id)));
  return row;
}

export async function saveServer(tx: Queryable, row: ServerRow): Promise<void> {
  await tx.insert(mcpServers).values(row).onConflictDoUpdate({ target: mcpServers.integrationId, set: row });
}
