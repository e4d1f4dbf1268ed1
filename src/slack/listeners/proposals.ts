import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { CANCEL, CONFIRM } from "../render/proposal.ts";

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
  // A person of another workspace (Slack Connect) can see a card, but has no say here.
  const teamId = body.user.team_id ?? body.team?.id;
  const workspace = teamId && (await deps.connection.workspaceOfTeam(teamId));
  const person = workspace && (await deps.roster.meet(workspace.id, body.user.id));
  if (!workspace || !person) return "This is not yours to confirm.";
  const outcome = await deps.conversation.pressProposal({ workspaceId: workspace.id, person, ...pressed });
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

async function whisper(deps: ListenerDeps, body: BlockAction<ButtonAction>, text: string): Promise<void> {
  const channel = body.channel?.id;
  if (!channel) return;
  const threadTs = (body.message as { thread_ts?: string } | undefined)?.thread_ts;
  const thread = threadTs ? { thread_ts: threadTs } : {};
  try {
    await deps.connection.client.chat.postEphemeral({ channel, user: body.user.id, text, ...thread });
  } catch (error) {
    if (!platformError(error)) throw error;
    deps.logger.warn({ error: platformError(error) }, "a person could not be told privately");
  }
}
