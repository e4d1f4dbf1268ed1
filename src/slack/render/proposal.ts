import type { KnownBlock } from "@slack/types";
import type { ProposalCard } from "../../conversation/index.ts";
import { describeProposal, type ProposalContent } from "../../policy/index.ts";
import type { SlackMessage } from "./answer.ts";
import { inert, plainText, plainWords, preformatted } from "./untrusted.ts";

/** The buttons of a proposal. Their value is the proposal's id and nothing else. */
export const CONFIRM = "proposal_confirm";
export const CANCEL = "proposal_cancel";

const HEADINGS: Record<ProposalContent["kind"], string> = {
  make_rule: "A new rule",
  replace_rule: "A change of a rule",
  remove_rule: "Remove a rule",
  give_grant: "A grant",
};

const OUTCOMES: Record<string, string> = {
  confirmed: "✅ Confirmed",
  cancelled: "✖️ Cancelled",
  impossible: "⚠️ It could not be done",
};

/** What would hold from now on, in words, and the buttons; once it is answered, the outcome in their place. */
export function proposalMessage(card: ProposalCard): SlackMessage {
  const { proposal } = card;
  const { content } = proposal;
  const words = "draft" in content && "words" in content.draft ? content.draft.words : null;
  const heading = HEADINGS[content.kind];
  const asked = words
    ? `${card.proposedBy} wrote “${words.replace(/[.\s]+$/, "")}”.`
    : `${card.proposedBy} asked for it.`;
  return {
    // Read aloud and in notifications, and of all texts of a message the only one that Slack takes for markup.
    text: `${heading}: ${inert(describeProposal(content))}`,
    blocks: [
      { type: "header", text: { type: "plain_text", text: heading } },
      preformatted(describeProposal(content)),
      plainWords(`${asked} ${content.note}`.trim()),
      ...(proposal.state === "pending" ? questionBlocks(card) : [outcomeBlock(card)]),
    ],
  };
}

function questionBlocks({ proposal, proposedBy, rulesUrl }: ProposalCard): KnownBlock[] {
  const who = proposal.content.kind === "give_grant" ? proposedBy : `${proposedBy}, or an admin,`;
  const words = `Nothing changes until ${who} confirms it.`;
  return [
    {
      type: "actions",
      block_id: `propose-${proposal.id}`.slice(0, 255),
      elements: [
        {
          type: "button",
          style: "primary",
          action_id: CONFIRM,
          value: proposal.id,
          text: { type: "plain_text", text: "Confirm" },
        },
        {
          type: "button",
          action_id: CANCEL,
          value: proposal.id,
          text: { type: "plain_text", text: "Cancel" },
        },
        {
          type: "button",
          action_id: "open_dashboard",
          url: rulesUrl,
          text: { type: "plain_text", text: "All rules" },
        },
      ],
    },
    { type: "context", elements: [{ type: "plain_text", text: plainText(words).slice(0, 1_900) }] },
  ];
}

function outcomeBlock({ proposal, answeredBy }: ProposalCard): KnownBlock {
  const by = answeredBy && proposal.state !== "impossible" ? ` by ${answeredBy}` : "";
  const failure = proposal.failure ? `: ${proposal.failure}` : "";
  const holds = proposal.state === "confirmed" ? ". It holds from now on" : "";
  const text = plainText(`${OUTCOMES[proposal.state] ?? proposal.state}${by}${holds}${failure}`);
  return { type: "context", elements: [{ type: "plain_text", text: text.slice(0, 1_900) }] };
}
