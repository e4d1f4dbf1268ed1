import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { CANCEL, CONFIRM } from "../render/proposal.ts";
import { actorOf, whisper } from "./question-person.ts";

/** Hears Confirm and Cancel under a proposal to change the policy. */
export function listenToProposals(app: App, deps: ListenerDeps): void {
  for (const [actionId, state] of [[CONFIRM, "confirmed"] as const, [CANCEL, "cancelled"] as const]) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, action }) => {
      await ack();
      const told = await press(deps, body, { proposalId: action.value ?? "", state });
      if (told) await whisper(deps, body, told);
    });
  }
}

/** Takes a press. Gives what its person is told privately, where the card itself does not tell. */
async function press(
  deps: ListenerDeps,
  body: BlockAction<ButtonAction>,
  pressed: { proposalId: string; state: "confirmed" | "cancelled" },
): Promise<string | undefined> {
  const actor = await actorOf(deps, body);
  if (!actor) return "This is not yours to confirm.";
  const outcome = await deps.conversation.pressProposal({ ...actor, ...pressed });
  switch (outcome.kind) {
    case "accepted":
      return undefined;
    case "not_yours":
      return "This is not yours to confirm: that is for the person who proposed it.";
    case "too_late":
      return outcome.proposal.state === "pending"
        ? "This proposal is too old. Write it again, and I will make a new one."
        : "This was answered already; your click changed nothing.";
    case "no_such":
      return "I do not know this proposal any more. Write it again, and I will make a new one.";
  }
}
