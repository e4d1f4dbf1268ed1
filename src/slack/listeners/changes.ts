import type { App } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { profileOf } from "../profile.ts";

/** Hears that a person changed: a demoted admin may not approve any more, at once. */
export function listenToChanges(app: App, deps: ListenerDeps): void {
  app.event("user_change", async ({ event, context }) => {
    const workspace = context.teamId && (await deps.connection.workspaceOfTeam(context.teamId));
    if (workspace) await deps.roster.note(workspace.id, event.user.id, profileOf(event.user));
  });
}
