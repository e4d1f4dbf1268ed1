import type { Integration } from "../../integrations/index.ts";
import { countOf } from "../../kernel/index.ts";
import type { RunView } from "../planner.ts";

/** What Chief understands without a model, with examples of this workspace's own integrations. */
export function helpText(view: RunView): string {
  const name = view.catalogue.integrations[0]?.name ?? "Internal Orders API";
  const action = view.catalogue.integrations
    .flatMap((integration) =>
      view.catalogue.actionsOf(integration.id).map((found) => `#${integration.slug}.${found.name}`),
    )
    .at(0);
  return [
    `Hi ${view.asker.name}. I call the APIs that your team connected, and I ask before I change anything. Tell me which one, and what to do:`,
    `• \`call our ${name}: GET /orders for the last 24 hours. Group by status and post a count in #ops.\``,
    `• \`hit our ${name}: GET /orders?since=ISO8601. Pull yesterday's data and tell me the total revenue.\``,
    "• narrowed, and over the lists in records: `… how many orders whose status is paid or open?`, `… total quantity of items by sku`",
    "• afterwards in the thread: `and by status?`, `per day`, `as a chart`, `as CSV`",
    `• \`cancel order 1042 in our ${name}\``,
    action ? `• an action by its name, such as \`${action}\`` : "",
    `• \`set a rule: any DELETE call to our ${name} needs my approval first\`, \`rules\` lists them`,
    "• `approve the next 20 of these`, under a card, or `allow refunds up to $500 until Friday`, gives a yes ahead",
    '• `save this as a skill called "…"` with numbered steps, or after something worked; `skills` lists them',
    "• `find refunds` looks for actions, in all that is connected",
    "• `every weekday at 9 run order-report in #ops`, `…, only tell me if there are any`; `schedules` lists them",
    "• `integrations` lists what is connected, `approvals` what waits for an answer, `stop` ends what I am doing",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** The connected integrations with how many actions each has. */
export function integrationsText(view: RunView): string {
  const { integrations } = view.catalogue;
  if (integrations.length === 0)
    return "No integration is connected yet. An admin can add one on the dashboard.";
  const lines = integrations.map((integration) => {
    const count = view.catalogue.actionsOf(integration.id).length;
    const state =
      integration.health === "healthy"
        ? ""
        : ` (${integration.health}${integration.healthNote ? `: ${integration.healthNote}` : ""})`;
    return `• **${integration.name}**: ${countOf(count, "action")}${state}`;
  });
  return ["Connected:", ...lines].join("\n");
}

/** The names of what is connected, in a sentence. */
export function connectedText({ catalogue: { integrations } }: RunView): string {
  const names = integrations.map((integration) => integration.name).join(", ");
  return names ? `Connected are: ${names}.` : "No integration is connected yet.";
}

/** Says that an API which somebody named is not connected, and what is. */
export function notConnectedText(view: RunView, name: string): string {
  return `No integration is called “${name}”. ${connectedText(view)} An admin can add one on the dashboard.`;
}

/** Says plainly that a request was not understood, with the nearest thing that could be done. */
export function nearestText(view: RunView, integration?: Integration): string {
  const near = view.catalogue.find(view.text, {
    limit: 3,
    ...(integration ? { integrationId: integration.id } : {}),
  });
  const intro =
    "I did not understand that. Without a language model I need an explicit request: an API and a method with a path, or an action's name.";
  if (near.length === 0) return `${intro} Say \`help\` for examples.`;
  const lines = near.map((action) => {
    const name = view.catalogue.integration(action.integrationId)?.name ?? "";
    const slug = view.catalogue.integration(action.integrationId)?.slug ?? "";
    return `• **${action.title || action.name}** in ${name}: \`${action.method} ${action.path}\`, or \`#${slug}.${action.name}\``;
  });
  return [intro, "The nearest I could do:", ...lines].join("\n");
}
