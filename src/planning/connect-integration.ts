import type { ConnectionOffers } from "../integrations/index.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

/** Answers a person who wants to connect or repair an integration: by a link of their own, or by who may do it. */
export async function connectIntegration(
  connections: ConnectionOffers,
  { name }: ToolInput<"connect_integration">,
  { call }: ToolContext,
): Promise<ToolOutcome> {
  const offered = await connections.offer({ workspaceId: call.workspaceId, memberId: call.memberId, name });
  switch (offered.kind) {
    case "link": {
      const verb = offered.isNew ? "Connect" : "Reconnect";
      return done(`[${verb} ${offered.name}](${offered.url}). The link works only for you.`);
    }
    case "not_allowed": {
      const who = offered.admins.join(", ") || "an admin of this workspace";
      return failed(`Only an admin can connect ${offered.name}. Ask ${who}.`);
    }
    case "unknown":
      return failed(
        `I do not know “${name}”. With one click I connect ${offered.offered.join(", ")}; any other API can be added with its base URL: ${offered.url}`,
      );
  }
}
