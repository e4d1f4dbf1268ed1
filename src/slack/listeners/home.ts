import type { App } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";

/** Hears that somebody opened the Home tab, and draws it. */
export function listenToHome(app: App, deps: ListenerDeps): void {
  app.event("app_home_opened", async ({ event, context }) => {
    if (event.tab !== "home") return;
    const connection = await deps.connections.ofTeam(context);
    const member = connection && (await deps.roster.meet(connection.workspace.id, event.user));
    if (member?.active) await deps.homes.open(member);
  });
}
