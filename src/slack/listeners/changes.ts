import type { App } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { profileOf } from "../profile.ts";

/** Hears that a person changed: a demoted admin may not approve any more, at once. */
export function listenToChanges(app: App, deps: ListenerDeps): void {
  app.event("user_change", async ({ event, context }) => {
    const connection = await deps.connections.ofTeam(context);
    if (connection)
      await deps.roster.note(
        connection.workspace.id,
        event.user.id,
        profileOf(event.user, connection.workspace),
      );
  });
}
