import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import { type Approval, describeApprovers } from "../../approvals/index.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { APPROVE, DENY } from "../render/card.ts";

/** Hears Approve and Deny, and acknowledges every other button, so that an old one shows no warning. */
export function listenToButtons(app: App, deps: ListenerDeps): void {
  for (const [actionId, verdict] of [[APPROVE, "approved"] as const, [DENY, "denied"] as const]) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, action }) => {
      await ack();
      await answer(deps, body, { approvalId: action.value ?? "", verdict });
    });
  }
  app.action(/.*/, async ({ ack }) => {
    await ack();
  });
}

async function answer(
  deps: ListenerDeps,
  body: BlockAction<ButtonAction>,
  pressed: { approvalId: string; verdict: "approved" | "denied" },
): Promise<void> {
  // A person of another workspace (Slack Connect) can see a card, but has no say here.
  const teamId = body.user.team_id ?? body.team?.id;
  const workspace = teamId && (await deps.connection.workspaceOfTeam(teamId));
  const person = workspace && (await deps.roster.meet(workspace.id, body.user.id));
  if (!workspace || !person) return whisper(deps, body, "This is not yours to approve.");
  const outcome = await deps.conversation.click({ workspaceId: workspace.id, person, ...pressed });
  switch (outcome.kind) {
    case "accepted":
      return;
    case "not_yours":
      return whisper(
        deps,
        body,
        `This is not yours to approve. It may be answered by ${describeApprovers(outcome.approval.approvers)}.`,
      );
    case "too_late":
      return whisper(deps, body, tooLate(outcome.approval));
    case "no_such":
      return whisper(
        deps,
        body,
        "I do not know this request any more. Ask again, and I will make a new card.",
      );
  }
}

function tooLate(approval: Approval): string {
  if (approval.state === "pending") return "This request has expired. Ask again, and I will make a new card.";
  return `This request was already ${approval.state}; your click changed nothing.`;
}

/** Tells one person something that nobody else sees. */
async function whisper(deps: ListenerDeps, body: BlockAction<ButtonAction>, text: string): Promise<void> {
  const channel = body.channel?.id;
  if (!channel) return;
  const threadTs = (body.message as { thread_ts?: string } | undefined)?.thread_ts;
  try {
    await deps.connection.client.chat.postEphemeral({
      channel,
      user: body.user.id,
      text,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    });
  } catch (error) {
    if (!platformError(error)) throw error;
    deps.logger.warn({ error: platformError(error) }, "a person could not be told privately");
  }
}
