import { type ActionDraft, checkArguments } from "../../actions/index.ts";
import { visibleText } from "../../kernel/index.ts";
import { descriptionOf, inputSchemaOf, type Tool, titleOf } from "../../mcp/index.ts";
import { slugOf } from "../new-integration.ts";

/**
 * The action that calls a tool. It is a write, whatever the tool says of itself, and off: an admin looks at it first.
 *
 * Its request is the message of the protocol but for the id, so that what a person approves is what is sent.
 */
export function actionOfTool(tool: Tool): ActionDraft {
  const inputSchema = inputSchemaOf(tool);
  const obstacle = obstacleIn(tool);
  return {
    name: slugOf(tool.name) || "tool",
    title: visibleText(titleOf(tool)),
    description: visibleText(descriptionOf(tool)),
    method: "POST",
    path: `/${tool.name}`,
    effect: "write",
    inputSchema,
    request: {
      method: "POST",
      path: "",
      query: [],
      headers: [],
      body: {
        contentType: "application/json",
        tree: {
          jsonrpc: "2.0",
          method: "tools/call",
          params: { name: tool.name, arguments: "{{arguments}}" },
        },
      },
      placeholders: { arguments: "text" },
    },
    tags: [],
    enabled: false,
    ...(obstacle === undefined ? {} : { obstacle }),
    requiresConfirmation: false,
    source: "mcp",
    tool: { name: tool.name, pin: tool.pin },
  };
}

/** A schema that no validator can be made of is found out now, and not in the middle of a run. */
function obstacleIn(tool: Tool): string | undefined {
  try {
    checkArguments({ name: tool.name, inputSchema: inputSchemaOf(tool) }, {});
    return undefined;
  } catch {
    return "Its input schema cannot be read, so its arguments cannot be checked";
  }
}
