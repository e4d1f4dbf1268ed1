import type { App } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { plainText } from "../render/untrusted.ts";
import { admit } from "./admit.ts";

/** Hears that somebody opened their direct messages with Chief, and suggests what they could ask there. */
export function listenToMessagesTab(app: App, deps: ListenerDeps): void {
  app.event("app_home_opened", async ({ event, context }) => {
    if (event.tab !== "messages") return;
    const connection = await deps.connections.ofTeam(context);
    const member = connection && (await admit(deps, connection, event.user))?.member;
    if (!member) return;
    const suggested = await deps.suggest(member.workspaceId);
    const prompts = suggested.map(({ title, message }) => ({ title: plainText(title), message }));
    const [first, ...rest] = prompts;
    if (!first) return;
    try {
      // With a `thread_ts`, Slack takes the call from an agent's app and shows nothing.
      await connection.client.assistant.threads.setSuggestedPrompts({
        channel_id: event.channel,
        title: "You could ask",
        prompts: [first, ...rest],
      });
    } catch (error) {
      if (!platformError(error)) throw error;
      deps.logger.debug({ error: platformError(error) }, "nothing could be suggested");
    }
  });
}
