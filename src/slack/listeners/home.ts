import type { App } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";

/** Hears that somebody opened the Home tab, and draws it. */
export function listenToHome(app: App, deps: ListenerDeps): void {
  app.event("app_home_opened", async ({ event, context }) => {
    if (event.tab !== "home") return;
    const workspace = context.teamId && (await deps.connection.workspaceOfTeam(context.teamId));
    const member = workspace ? await deps.roster.meet(workspace.id, event.user) : undefined;
    if (member?.active) await deps.homes.open(member);
  });
}
