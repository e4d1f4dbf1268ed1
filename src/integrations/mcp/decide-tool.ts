import {
  type Action,
  findAction,
  redeclareAction,
  setActionEffect,
  setActionObstacle,
} from "../../actions/index.ts";
import { recordAct } from "../../audit/index.ts";
import type { Db, Tx } from "../../database/index.ts";
import type { Clock } from "../../kernel/index.ts";
import { bumpCatalogueVersion } from "../../people/index.ts";
import type { Integration } from "../integrations-store.ts";
import { actionOfTool } from "./tool-action.ts";
import { findTool, type ToolRow, updateTool } from "./tools-store.ts";

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
}

interface Decision {
  readonly integration: Integration;
  readonly actionId: string;
  readonly by: string;
  /** The definition that was looked at; another one is not decided on by this. */
  readonly pin: string;
}

const KEPT_OFF = "Its server defines it differently now, and an admin keeps it off";

/**
 * Accepts the definition that is offered. The action becomes what it says, and a write again: what was marked before was
 * another tool. It is on if it was. False when what is offered has changed since it was looked at.
 */
export function acceptTool(deps: Deps, decision: Decision): Promise<boolean> {
  return decide(deps, decision, "mcp.tool_accepted", async (tx, row) => {
    const { name, offered, offeredPin, wasEnabled, actionId, workspaceId } = row;
    const action = await findAction(tx, workspaceId, actionId);
    if (!offered || !offeredPin || !action) return false;
    const draft = actionOfTool({ name, pin: offeredPin, definition: offered });
    const kept = action.callsPerMinute === undefined ? {} : { callsPerMinute: action.callsPerMinute };
    const declared = { ...draft, ...kept, name: action.name };
    await redeclareAction(tx, action, { ...declared, requiresConfirmation: action.requiresConfirmation });
    const obstacle = draft.obstacle ?? null;
    await setActionObstacle(tx, workspaceId, { actionId, obstacle, enabled: wasEnabled });
    const accepted = { pin: offeredPin, definition: offered, offeredPin: null, offered: null };
    await updateTool(tx, row, { state: "accepted", ...accepted, noticedAt: deps.clock() });
    return true;
  });
}

/** Keeps a tool off as it is offered now; should it change again, it is asked again. */
export function keepToolOff(deps: Deps, decision: Decision): Promise<boolean> {
  return decide(deps, decision, "mcp.tool_kept_off", async (tx, row) => {
    const { actionId, workspaceId } = row;
    await setActionObstacle(tx, workspaceId, { actionId, obstacle: KEPT_OFF, enabled: false });
    await updateTool(tx, row, { state: "kept_off", noticedAt: deps.clock() });
    return true;
  });
}

function decide(
  { db, clock }: Deps,
  { integration, actionId, by, pin }: Decision,
  act: string,
  apply: (tx: Tx, row: ToolRow) => Promise<boolean>,
): Promise<boolean> {
  const { workspaceId, name } = integration;
  return db.transaction(async (tx) => {
    const row = await findTool(tx, integration, actionId);
    if (row?.offeredPin !== pin || !(await apply(tx, row))) return false;
    await bumpCatalogueVersion(tx, workspaceId);
    const detail = { integration: name, tool: row.name, before: row.pin, offered: pin };
    await recordAct(tx, { workspaceId, actor: by, act, subject: actionId, detail }, clock());
    return true;
  });
}

/** Marks a tool as one that reads, or as one that writes. Undefined when it is not what was looked at. */
export function markTool(
  { db, clock }: Deps,
  change: Decision & { readonly effect: "read" | "write" },
): Promise<Action | undefined> {
  const { integration, actionId, effect, by, pin } = change;
  const { workspaceId, name } = integration;
  return db.transaction(async (tx) => {
    const row = await findTool(tx, integration, actionId);
    if (row?.pin !== pin || row.state !== "accepted") return undefined;
    const action = await setActionEffect(tx, workspaceId, { actionId, effect });
    if (!action) return undefined;
    await bumpCatalogueVersion(tx, workspaceId);
    const detail = { integration: name, tool: row.name, effect, pin: row.pin };
    const act = { workspaceId, actor: by, act: "mcp.tool_marked", subject: actionId, detail };
    await recordAct(tx, act, clock());
    return action;
  });
}
