import type { KnownBlock } from "@slack/types";
import type { Card } from "../../conversation/index.ts";
import type { SlackMessage } from "./answer.ts";
import {
  ACTIONS,
  button,
  evidenceBlocks,
  footOf,
  inShort,
  isShownWhole,
  outcomeWords,
  requestBlock,
} from "./card-parts.ts";
import { inert, plainText, plainWords } from "./untrusted.ts";

/** A message with one question, or with several that wait together. */
export function cardMessage(cards: readonly Card[]): SlackMessage {
  const [only, ...others] = cards;
  if (!only) return { text: "Nothing to approve", blocks: [] };
  return others.length === 0 ? oneCard(only) : manyCards(cards);
}

/**
 * A question to people: the whole request as it will be sent, what it would change, who asked, why, who may answer and
 * until when, and the buttons. Once it is answered, the outcome stands where the buttons were.
 */
function oneCard(card: Card): SlackMessage {
  const { approval } = card;
  const heading = headingOf(card);
  return {
    text: inert(`${heading}: ${approval.request.method} on ${approval.request.integration}`),
    blocks: [
      headerBlock(`${heading}: ${approval.request.integration}`),
      ...questionBlocks(card),
      ...(approval.state === "pending" ? answerBlocks(card) : closingBlocks(card)),
    ],
  };
}

/** A question that waits, as one of several on a page of its own. */
export function waitingBlocks(card: Card): KnownBlock[] {
  const { title, integration } = card.approval.request;
  const asks = card.approval.kind === "outcome" ? "Did this happen? " : "";
  return [
    plainWords(`${asks}${inShort(title)} (${inShort(integration)})`),
    ...questionBlocks(card),
    ...answerBlocks(card),
  ];
}

function headingOf({ approval }: Card): string {
  if (approval.kind === "outcome") return "Did this happen?";
  return approval.state === "pending" ? "Approval needed" : "Approval";
}

const headerBlock = (text: string): KnownBlock => ({
  type: "header",
  text: { type: "plain_text", text: plainText(text).slice(0, 150) },
});

function questionBlocks(card: Card): KnownBlock[] {
  return [requestBlock(card), ...evidenceBlocks(card), plainWords(whyWords(card))];
}

function whyWords({ approval, askedBy, editedBy }: Card): string {
  const edited = editedBy ? ` ${inShort(editedBy)} edited it.` : "";
  const why = inShort(approval.askedBecause);
  return approval.kind === "outcome"
    ? `${inShort(askedBy)} asked for “${inShort(approval.request.title)}”. ${why}.`
    : `${inShort(askedBy)} asked for “${inShort(approval.request.title)}”.${edited} It waits because ${why}.`;
}

function answerBlocks(card: Card): KnownBlock[] {
  const { approval } = card;
  const value = approval.id;
  const approve = button(ACTIONS.approve, "Approve", { value, style: "primary" });
  const deny = button(ACTIONS.deny, "Deny", { value, style: "danger" });
  const edit = button(ACTIONS.edit, "Edit", { value });
  const more = card.mayGrant ? [button(ACTIONS.more, "Approve this and the next 20…", { value })] : [];
  const elements =
    approval.kind === "outcome"
      ? [
          button(ACTIONS.happened, "It happened", { value, style: "primary" }),
          button(ACTIONS.sendAgain, "It did not – send again", { value }),
          button(ACTIONS.leave, "Leave it open", { value }),
        ]
      : isShownWhole(card)
        ? [approve, deny, edit, ...more]
        : [openButton(card), deny];
  return [
    { type: "actions", block_id: `ask-${approval.id}`.slice(0, 255), elements: [...elements] },
    footOf(card),
  ];
}

const openButton = ({ dashboardUrl }: Card) =>
  ({
    type: "button",
    action_id: "open_dashboard",
    url: dashboardUrl,
    text: { type: "plain_text", text: "Open in the dashboard" },
  }) as const;

function closingBlocks(card: Card): KnownBlock[] {
  const said: KnownBlock = {
    type: "context",
    elements: [{ type: "plain_text", text: plainText(outcomeWords(card)).slice(0, 1_900) }],
  };
  if (!card.mayUndo) return [said];
  const value = card.approval.id;
  return [said, { type: "actions", elements: [button(ACTIONS.undo, "Undo", { value })] }];
}

/** Slack cuts off a message with longer blocks; then each request is opened on the dashboard instead. */
const MOST_TOGETHER_JSON = 9_000;

/** Several questions of one run: each request whole, answered in one go, by choosing, or one by one on the dashboard. */
function manyCards(cards: readonly Card[]): SlackMessage {
  const open = cards.filter(({ approval }) => approval.state === "pending");
  const heading = open.length > 0 ? `${open.length} approvals needed` : "Approvals";
  const blocks = cards.flatMap((card, at) => [
    plainWords(
      `${at + 1}. ${inShort(card.approval.request.title)} (${inShort(card.approval.request.integration)})`,
    ),
    requestBlock(card),
    ...evidenceBlocks(card),
    ...(card.approval.state === "pending" ? [] : closingBlocks(card)),
  ]);
  const isWhole = cards.every(isShownWhole) && JSON.stringify(blocks).length <= MOST_TOGETHER_JSON;
  const [first] = open;
  return {
    text: inert(`${heading}: ${cards[0]?.approval.request.integration ?? ""}`),
    blocks: [
      headerBlock(heading),
      ...(isWhole ? blocks : shortList(cards)),
      ...(first ? [plainWords(whyWords(first)), ...answerAll(open, isWhole), footOf(first)] : []),
    ],
  };
}

function shortList(cards: readonly Card[]): KnownBlock[] {
  return cards.map((card, at) =>
    plainWords(
      `${at + 1}. ${card.approval.request.method} ${inShort(card.approval.request.url)}: ${card.approval.state === "pending" ? "waits" : inShort(outcomeWords(card))}`,
    ),
  );
}

function answerAll(open: readonly Card[], isWhole: boolean): KnownBlock[] {
  const [first] = open;
  if (!first) return [];
  const value = open.map(({ approval }) => approval.id).join(" ");
  const deny = button(ACTIONS.denyAll, "Deny all", { value, style: "danger" });
  const elements = isWhole
    ? [
        button(ACTIONS.approveAll, `Approve all ${open.length}`, { value, style: "primary" }),
        button(ACTIONS.choose, "Choose…", { value }),
        deny,
      ]
    : [openButton(first), deny];
  return [{ type: "actions", block_id: `all-${first.approval.id}`.slice(0, 255), elements: [...elements] }];
}
