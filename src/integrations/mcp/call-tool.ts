import type { PinnedTool } from "../../actions/index.ts";
import type { Db } from "../../database/index.ts";
import { type Clock, isJsonObject, type JsonObject } from "../../kernel/index.ts";
import type { Mcp, ToolAnswer } from "../../mcp/index.ts";
import type { Integration } from "../integrations-store.ts";
import { saveListing } from "./save-listing.ts";
import { serverOf } from "./server-of.ts";

interface ToolAsk {
  readonly tool: PinnedTool;
  /** The message as it was decided on: the body of the action's request. */
  readonly body: string | undefined;
  readonly isRead: boolean;
  readonly limits: { readonly timeoutMs: number; readonly maxBytes: number };
  readonly signal?: AbortSignal;
}

/**
 * Calls a tool of an integration with the arguments in `body`. What its server offers is looked at first, for a write
 * always, and when it is not what was accepted nothing is sent and the tool is off from then on.
 *
 * @throws Error when the body names another tool
 */
export async function callTool(
  deps: { readonly mcp: Mcp; readonly db: Db; readonly clock: Clock },
  integration: Integration,
  { tool, body, isRead, limits, signal }: ToolAsk,
): Promise<ToolAnswer> {
  const answer = await deps.mcp.call(serverOf(integration), {
    tool: tool.name,
    arguments: argumentsIn(body, tool),
    pin: tool.pin,
    looksFirst: !isRead,
    limits,
    ...(signal ? { signal } : {}),
  });
  if (answer.listing) await saveListing(deps, integration, answer.listing);
  return answer;
}

function argumentsIn(body: string | undefined, { name }: PinnedTool): JsonObject {
  const message: unknown = JSON.parse(body ?? "null");
  const params = isJsonObject(message) ? message["params"] : undefined;
  if (!isJsonObject(params) || params["name"] !== name) throw new Error("the request is for another tool");
  return isJsonObject(params["arguments"]) ? params["arguments"] : {};
}
