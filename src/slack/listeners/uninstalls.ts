import type { App } from "@slack/bolt";
import type { InstalledConnections } from "../installs/installed-connections.ts";

/** Hears that Chief was removed, or its token taken back. */
export function listenToUninstalls(app: App, connections: Pick<InstalledConnections, "removed">): void {
  app.event("app_uninstalled", ({ context }) => connections.removed(context));
  app.event("tokens_revoked", async ({ event, context }) => {
    if (event.tokens.bot?.length) await connections.removed(context);
  });
}
