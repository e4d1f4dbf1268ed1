import type { ActionDraft } from "../actions/index.ts";

/** Which operations of a document are switched on at once; whoever connects it chooses. */
export type SwitchOn = "all" | "reads" | "none";

/**
 * A draft as the choice leaves it. All is what is chosen where nobody chooses: reads run, what changes something asks
 * first anyway, and thousands of actions cost the planner nothing, since it searches them. What cannot be sent stays
 * off, whatever was chosen.
 */
export function switchedOn(draft: ActionDraft, choice: SwitchOn): ActionDraft {
  const isChosen = choice === "all" || (choice === "reads" && draft.effect === "read");
  return { ...draft, enabled: draft.enabled && isChosen };
}
