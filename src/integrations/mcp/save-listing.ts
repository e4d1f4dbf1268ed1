import { findAction, insertAction, listActions, setActionObstacle } from "../../actions/index.ts";
import type { Db, Tx } from "../../database/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { Listing, Tool } from "../../mcp/index.ts";
import { bumpCatalogueVersion } from "../../people/index.ts";
import { type Integration, lockIntegration } from "../integrations-store.ts";
import { compareTools, isUnchanged, type ToolsCompared } from "./compare-tools.ts";
import { actionOfTool } from "./tool-action.ts";
import { findServer, insertTool, listTools, saveServer, type ToolRow, updateTool } from "./tools-store.ts";

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
}

const CHANGED =
  "Its server defines it differently than when an admin looked at it. An admin has to accept the difference first";
const GONE = "Its server does not offer it any more";

/**
 * Keeps what a server offers. New tools become actions that are off; one that is defined otherwise than it was accepted,
 * or is gone, is taken off at once, for everybody, and comes back when it is offered as it was accepted.
 */
export async function saveListing(
  { db, clock }: Deps,
  integration: Integration,
  listing: Listing,
): Promise<ToolsCompared> {
  const seen = compareTools(await listTools(db, integration), listing.tools);
  const known = await findServer(db, integration);
  if (known && isUnchanged(seen)) {
    await saveServer(db, serverRow(integration, listing, clock()));
    return seen;
  }
  return db.transaction(async (tx) => {
    await lockIntegration(tx, integration);
    const compared = compareTools(await listTools(tx, integration), listing.tools);
    const now = clock();
    await addTools(tx, integration, { tools: compared.added, now });
    for (const { row, tool } of compared.changed) await takeOff(tx, row, { state: "changed", tool, now });
    for (const row of compared.gone) await takeOff(tx, row, { state: "gone", now });
    for (const row of compared.back) await putBack(tx, row, now);
    await saveServer(tx, serverRow(integration, listing, now));
    await bumpCatalogueVersion(tx, integration.workspaceId);
    return compared;
  });
}

function serverRow({ id, workspaceId }: Integration, { server, leftOut }: Listing, listedAt: Date) {
  return { integrationId: id, workspaceId, identity: server, leftOut, listedAt };
}

async function addTools(
  tx: Tx,
  integration: Integration,
  { tools, now }: { tools: readonly Tool[]; now: Date },
): Promise<void> {
  const { id: integrationId, workspaceId } = integration;
  const taken = new Set((await listActions(tx, workspaceId, integrationId)).map(({ name }) => name));
  for (const tool of tools) {
    const draft = actionOfTool(tool);
    const action = await insertAction(tx, integration, { ...draft, name: freeName(draft.name, taken) });
    await insertTool(tx, {
      ...{ integrationId, workspaceId, name: tool.name, actionId: action.id },
      ...{ state: "accepted", pin: tool.pin, definition: tool.definition },
      ...{ offeredPin: null, offered: null, wasEnabled: false, noticedAt: now },
    });
  }
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}

async function takeOff(
  tx: Tx,
  row: ToolRow,
  { state, tool, now }: { state: "changed" | "gone"; tool?: Tool; now: Date },
): Promise<void> {
  const { workspaceId, actionId } = row;
  const action = await findAction(tx, workspaceId, actionId);
  const wasEnabled = row.state === "accepted" ? (action?.enabled ?? false) : row.wasEnabled;
  const obstacle = state === "gone" ? GONE : CHANGED;
  await setActionObstacle(tx, workspaceId, { actionId, obstacle, enabled: false });
  const offered = { offeredPin: tool?.pin ?? null, offered: tool?.definition ?? null };
  await updateTool(tx, row, { state, wasEnabled, ...offered, noticedAt: now });
}

async function putBack(tx: Tx, row: ToolRow, now: Date): Promise<void> {
  const { workspaceId, actionId, name, pin, definition } = row;
  const obstacle = actionOfTool({ name, pin, definition }).obstacle ?? null;
  await setActionObstacle(tx, workspaceId, { actionId, obstacle, enabled: row.wasEnabled });
  await updateTool(tx, row, { state: "accepted", offeredPin: null, offered: null, noticedAt: now });
}
