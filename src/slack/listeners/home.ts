import type { App } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { admit } from "./admit.ts";

/** Hears that somebody opened the Home tab, and draws it. */
export function listenToHome(app: App, deps: ListenerDeps): void {
  app.event("app_home_opened", async ({ event, context }) => {
    if (event.tab !== "home") return;
    const connection = await deps.connections.ofTeam(context);
    const member = connection && (await admit(deps, connection, event.user))?.member;
    if (member) await deps.homes.open(member);
  });
}
