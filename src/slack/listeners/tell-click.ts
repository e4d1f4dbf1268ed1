import { type Approval, describeApprovers } from "../../approvals/index.ts";
import type { ClickOutcome } from "../../conversation/index.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { inert } from "../render/untrusted.ts";
import { type Interaction, whisper } from "./question-person.ts";

const MOST_TOLD = 2_000;

/** Tells the person who clicked why that changed nothing; a click that counted shows on the card. */
export async function tellClick(deps: ListenerDeps, body: Interaction, outcome: ClickOutcome): Promise<void> {
  const words = wordsFor(outcome);
  if (words !== undefined) await whisper(deps, body, inert(words, MOST_TOLD));
}

/** In words, why a click changed nothing; undefined when it counted. */
export function wordsFor(outcome: ClickOutcome): string | undefined {
  switch (outcome.kind) {
    case "accepted":
      return undefined;
    case "not_yours":
      return `This is not yours to approve. It may be answered by ${describeApprovers(outcome.approval.approvers)}.`;
    case "too_late":
      return tooLate(outcome.approval);
    case "wrong":
      return `${outcome.message}.`;
    case "no_such":
      return "I do not know this request any more. Ask again, and I will make a new card.";
  }
}

function tooLate(approval: Approval): string {
  if (approval.state === "pending") return "This request has expired. Ask again, and I will make a new card.";
  return `This request was already ${approval.state}; your click changed nothing.`;
}
