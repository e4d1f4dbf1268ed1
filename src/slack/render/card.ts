import type { KnownBlock } from "@slack/types";
import { describeApprovers } from "../../approvals/index.ts";
import type { Card } from "../../conversation/index.ts";
import type { SlackMessage } from "./answer.ts";
import { plainText, plainWords, preformatted } from "./untrusted.ts";

/** The buttons of a card. Their value is the approval's id and nothing else. */
export const APPROVE = "approval_approve";
export const DENY = "approval_deny";

/** A request that is longer, as JSON, is not approved from a message: what cannot be shown whole is not asked for. */
const MOST_REQUEST_JSON = 2_600;
const MOST_WORDS = 600;

function requestText({ approval }: Card): string {
  const { method, url, headers, body } = approval.request;
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (body !== undefined) lines.push("", typeof body === "string" ? body : JSON.stringify(body, null, 2));
  return lines.join("\n");
}

const shortened = (text: string) => (text.length > MOST_WORDS ? `${text.slice(0, MOST_WORDS - 1)}…` : text);

const OUTCOMES: Record<string, string> = {
  approved: "✅ Approved",
  denied: "⛔ Denied",
  expired: "⌛ Expired: nobody answered in time. Nothing was sent",
  cancelled: "⏹ Stopped before anybody answered. Nothing was sent",
  stale: "♻️ Changed after the approval. Nothing was sent",
};

/**
 * A question to a person: the whole request as it will be sent, who asked, why, who may answer and until when, and
 * the buttons. Once it is answered, the outcome stands where the buttons were.
 */
export function cardMessage(card: Card): SlackMessage {
  const { approval } = card;
  const request = requestText(card);
  const isWhole = JSON.stringify(plainText(request)).length <= MOST_REQUEST_JSON;
  const heading = approval.state === "pending" ? "Approval needed" : "Approval";
  const blocks: KnownBlock[] = [
    {
      type: "header",
      text: {
        type: "plain_text",
        text: `${heading}: ${plainText(approval.request.integration)}`.slice(0, 150),
      },
    },
    preformatted(isWhole ? request : `${request.slice(0, 600)}\n… ${request.length - 600} more characters`),
    plainWords(
      [
        `${shortened(card.askedBy)} asked for “${shortened(approval.request.title)}”.`,
        `It waits because ${shortened(approval.askedBecause)}.`,
      ].join(" "),
    ),
    ...(approval.state === "pending" ? questionBlocks(card, isWhole) : [outcomeBlock(card)]),
  ];
  return {
    text: `${heading}: ${approval.request.method} on ${plainText(approval.request.integration)}`,
    blocks,
  };
}

function questionBlocks(card: Card, isWhole: boolean): KnownBlock[] {
  const { approval } = card;
  const until = Math.floor(new Date(approval.expiresAt).getTime() / 1000);
  const approve = {
    type: "button",
    style: "primary",
    action_id: APPROVE,
    value: approval.id,
    text: { type: "plain_text", text: "Approve" },
  } as const;
  const deny = {
    type: "button",
    style: "danger",
    action_id: DENY,
    value: approval.id,
    text: { type: "plain_text", text: "Deny" },
  } as const;
  const open = {
    type: "button",
    action_id: "open_dashboard",
    url: card.dashboardUrl,
    text: { type: "plain_text", text: "See it whole on the dashboard" },
  } as const;
  return [
    {
      type: "actions",
      block_id: `ask-${approval.id}`.slice(0, 255),
      elements: isWhole ? [approve, deny] : [open, deny],
    },
    {
      type: "context",
      elements: [
        { type: "plain_text", text: `May be answered by ${describeApprovers(approval.approvers)}.` },
        {
          type: "mrkdwn",
          text: `Expires <!date^${until}^{date_short_pretty} at {time}|${new Date(approval.expiresAt).toISOString()}>.`,
        },
      ],
    },
  ];
}

function outcomeBlock(card: Card): KnownBlock {
  const { approval } = card;
  const outcome = OUTCOMES[approval.state] ?? approval.state;
  const by = card.answeredBy ? ` by ${card.answeredBy}` : "";
  const reason = approval.reason ? `: ${approval.reason}` : "";
  return {
    type: "context",
    elements: [{ type: "plain_text", text: plainText(`${outcome}${by}${reason}`).slice(0, 1_900) }],
  };
}
