import type { Catalogue } from "../integrations/index.ts";
import { isJsonObject, type JsonObject } from "../kernel/index.ts";
import type { ToolCall } from "../model/index.ts";
import { isFileFormat } from "./file-formats.ts";
import { actionNamed, integrationIn } from "./named-action.ts";
import { isToolName, type ToolName } from "./tools.ts";

/** What a tool call does, for the people who wait for it. Arguments stay out of it: they may be private. */
const TITLES: Readonly<
  Partial<Record<ToolName, (input: JsonObject, catalogue: Catalogue) => string | undefined>>
> = {
  find_actions: () => "Look for what could do it",
  call_action: ({ action }, catalogue) => titleOfAction(String(action), catalogue),
  call_http: ({ integration, method, path }, catalogue) => {
    const name = integrationIn(catalogue, String(integration))?.name;
    return name && `${name}: ${String(method).toUpperCase()} ${String(path).split("?")[0]}`;
  },
  query_results: ({ as: how }) =>
    isFileFormat(String(how)) ? "Make a file of the results" : "Work out the numbers",
  recall_results: () => "Bring back what was read before",
  post_message: ({ channel }) => `Post in ${channelInWords(String(channel))}`,
  ask_model: () => "Think about it",
};

/** A title is plain text: what Slack made of `#ops`, which is `<#C1|ops>` or `<#C1>`, would stand there as it is. */
function channelInWords(channel: string): string {
  const [mention, name] = /^<#[A-Z0-9]+(?:\|([^>]*))?>$/.exec(channel) ?? [];
  if (mention) return name ? `#${name}` : "another channel";
  return `#${channel.replace(/^#/, "")}`;
}

function titleOfAction(fullName: string, catalogue: Catalogue): string | undefined {
  const action = actionNamed(catalogue, fullName);
  const owner = action && catalogue.integration(action.integrationId);
  return owner && `${owner.name}: ${action.title || action.name}`;
}

/** In words, what a tool call does; undefined when it is over at once, or cannot be done. */
export function taskTitle({ name, arguments: given }: ToolCall, catalogue: Catalogue): string | undefined {
  const input = parsed(given);
  return isToolName(name) && input ? TITLES[name]?.(input, catalogue) : undefined;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text || "{}");
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
