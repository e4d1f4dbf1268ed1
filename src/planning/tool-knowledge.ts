import type { Catalogue } from "../integrations/index.ts";
import { presentAction } from "./action-tools.ts";
import { attachmentsIn, slipText } from "./attachments.ts";
import { fittingActions } from "./fitting-actions.ts";

const IN_FULL = 2;
const MOST_IN_FULL = 3;
const MOST_INTEGRATIONS = 40;
/** About 1,150 tokens: beyond that a line is left out, for the model can search and ask for details itself. */
const MOST_CHARACTERS = 4_600;

/**
 * What a model is told of the connected APIs before its first step: which there are, and the actions that may fit. Its
 * size does not grow with the number of actions.
 */
export async function toolKnowledge(text: string, catalogue: Catalogue): Promise<string> {
  return [integrationsText(catalogue), await matchesText(text, catalogue), slipsText(text, catalogue)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function integrationsText({ integrations, actionsOf }: Catalogue): string {
  const shown = integrations.slice(0, MOST_INTEGRATIONS).map(({ id, slug, name, health }) => {
    const label = name.toLowerCase().replaceAll(" ", "-") === slug ? slug : `${slug} (${name})`;
    return `${label}: ${actionsOf(id).length}${health === "failing" ? ", failing" : ""}`;
  });
  const more = integrations.length - shown.length;
  const rest = more > 0 ? `; and ${more} more, which find_actions knows` : "";
  return `Connected integrations (slug: number of actions): ${shown.join("; ") || "none"}${rest}`;
}

async function matchesText(text: string, catalogue: Catalogue): Promise<string> {
  const { actions, named } = await fittingActions(text, catalogue);
  if (actions.length === 0) return "";
  const inFull = Math.min(MOST_IN_FULL, Math.max(IN_FULL, named));
  const heading =
    named > 0
      ? "Actions of what the person attached, the named ones first:"
      : "Actions that may fit this request:";
  const lines = actions.map((action, at) => presentAction(catalogue, action, at < inFull));
  return [heading, ...within(lines, MOST_CHARACTERS)].join("\n");
}

/** The lines that fit, at least one. */
function within(lines: readonly string[], characters: number): string[] {
  let left = characters;
  return lines.filter((line, at) => {
    const fits = at === 0 || line.length <= left;
    if (fits) left -= line.length;
    return fits;
  });
}

function slipsText(text: string, catalogue: Catalogue): string {
  const { slips } = attachmentsIn(text, catalogue);
  return slips
    .map((slip) => `The person wrote ${slip.written}, which is not there. ${slipText(slip)}`)
    .join("\n");
}
