import type { KnownBlock, SectionBlock } from "@slack/types";
import type { Db } from "../../database/index.ts";
import { type Integration, listIntegrations } from "../../integrations/index.ts";
import { getMember } from "../../people/index.ts";
import { inShort } from "../render/card-parts.ts";
import { plainText, plainWords } from "../render/untrusted.ts";
import { words } from "../render/view-parts.ts";
import { type HomeSection, heading, moreLine } from "./home-view.ts";

const MOST = 8;

const STATUS: Readonly<Record<Integration["health"], readonly [sign: string, words: string]>> = {
  healthy: ["✅", "healthy"],
  expiring: ["⚠️", "its access ends soon"],
  failing: ["❌", "failing"],
};
/** What needs somebody comes first. */
const URGENCY: readonly Integration["health"][] = ["failing", "expiring", "healthy"];

/** The connected APIs with how they are; for admins, with the way to put right what is wrong. */
export function createIntegrationsSection({ db, publicUrl }: { db: Db; publicUrl: string }): HomeSection {
  return async ({ workspaceId, memberId }) => {
    const [integrations, member] = await Promise.all([
      listIntegrations(db, workspaceId),
      getMember(db, workspaceId, memberId),
    ]);
    const isAdmin = member.role === "admin";
    const sorted = [...integrations].sort((a, b) => URGENCY.indexOf(a.health) - URGENCY.indexOf(b.health));
    const none = isAdmin
      ? "Nothing is connected yet. Connect an API on the dashboard."
      : "Nothing is connected yet.";
    return [
      heading("Integrations"),
      ...(integrations.length === 0 ? [plainWords(none)] : []),
      ...sorted.slice(0, MOST).map((one): KnownBlock => block(one, isAdmin ? publicUrl : undefined)),
      ...moreLine(sorted.length - MOST, "integrations", `${publicUrl}/integrations`),
    ];
  };
}

function block({ id, name, health, healthNote }: Integration, publicUrl: string | undefined): SectionBlock {
  const [sign, status] = STATUS[health];
  const note = health === "healthy" || !healthNote ? "" : ` (${inShort(healthNote)})`;
  const page = `${publicUrl}/integrations/${encodeURIComponent(id)}`;
  return {
    type: "section",
    text: { type: "plain_text", text: plainText(`${sign} ${name.slice(0, 200)}: ${status}${note}`) },
    ...(publicUrl
      ? {
          accessory: {
            type: "button",
            action_id: "open_dashboard",
            text: words(health === "healthy" ? "Open" : "Reconnect"),
            url: health === "healthy" ? page : `${page}/reconnect`,
          },
        }
      : {}),
  };
}
