import type { KnownBlock } from "@slack/types";
import type { Card } from "../../conversation/index.ts";
import { shortened } from "../../kernel/index.ts";
import { plainText, plainWords, preformatted } from "./untrusted.ts";

/** The buttons of a card. Their value is the id of the question, or several ids, and nothing else. */
export const ACTIONS = {
  approve: "approval_approve",
  deny: "approval_deny",
  edit: "approval_edit",
  more: "approval_more",
  choose: "approval_choose",
  approveAll: "approval_approve_all",
  denyAll: "approval_deny_all",
  happened: "outcome_happened",
  sendAgain: "outcome_send_again",
  leave: "outcome_leave",
  undo: "approval_undo",
} as const;

/** What cannot be shown whole is not asked for: the longest request and the longest evidence, as JSON. */
const MOST_REQUEST_JSON = 2_600;
const MOST_EVIDENCE_JSON = 3_400;
const MOST_WORDS = 600;

/** The request as it will be sent, line by line. */
function requestText({ approval }: Card): string {
  const { method, url, headers, body } = approval.request;
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (body !== undefined) lines.push("", typeof body === "string" ? body : JSON.stringify(body, null, 2));
  return lines.join("\n");
}

/** What the request would change, line by line. Empty where there is nothing to compare with. */
function changesText({ approval }: Card): string {
  const { before } = approval.evidence;
  if (before?.kind !== "read") return "";
  return before.changes
    .map(({ path, before: was, after }) => `${path}: ${was ?? "(not there)"} → ${after ?? "(gone)"}`)
    .join("\n");
}

const lengthOf = (text: string) => JSON.stringify(plainText(text)).length;

/** Whether everything that a person has to see to say yes fits on the card. */
export function isShownWhole(card: Card): boolean {
  const evidence = `${changesText(card)}${JSON.stringify(card.approval.evidence.marks ?? [])}`;
  return lengthOf(requestText(card)) <= MOST_REQUEST_JSON && lengthOf(evidence) <= MOST_EVIDENCE_JSON;
}

/** Words of somebody else, short enough for a line of a card. */
export const inShort = (text: string): string => shortened(text, MOST_WORDS);

/** The request, or its beginning where it does not fit. */
export function requestBlock(card: Card): KnownBlock {
  const request = requestText(card);
  return preformatted(
    isShownWhole(card)
      ? request
      : `${request.slice(0, 600)}\n… ${Math.max(0, request.length - 600)} more characters`,
  );
}

/** What it would change, where its values come from, and why it is asked again. */
export function evidenceBlocks(card: Card): KnownBlock[] {
  const { before, marks = [], again, look } = card.approval.evidence;
  const changes = changesText(card);
  return [
    ...(again ? [plainWords(`🔁 ${inShort(again)}. Please look again.`)] : []),
    ...(look ? [plainWords(`🔎 ${inShort(look)}.`)] : []),
    ...(before?.kind === "unreadable"
      ? [plainWords(`What it is now could not be read: ${inShort(before.why)}.`)]
      : []),
    ...(before?.kind === "read" ? beforeBlocks(changes, card) : []),
    ...(marks.length > 0 && isShownWhole(card) ? [marksBlock(marks)] : []),
  ];
}

function beforeBlocks(changes: string, card: Card): KnownBlock[] {
  if (changes === "") return [plainWords("Before → after: it has these values already.")];
  const isWhole = isShownWhole(card);
  const head = card.approval.request.method === "DELETE" ? "This would go away" : "Before → after";
  return [
    plainWords(`${head}, read just now:`),
    preformatted(isWhole ? changes : `${changes.slice(0, 600)}\n…`),
  ];
}

function marksBlock(marks: NonNullable<Card["approval"]["evidence"]["marks"]>): KnownBlock {
  const lines = marks.map(({ at, value, source }) => `• ${at} = ${value} (out of ${source})`);
  return plainWords(`⚠️ Nobody wrote these values; they came out of data:\n${lines.join("\n")}`);
}

const OUTCOMES: Record<string, string> = {
  approved: "✅ Approved",
  denied: "⛔ Denied",
  expired: "⌛ Expired: nobody answered in time. Nothing was sent",
  cancelled: "⏹ Stopped before anybody answered. Nothing was sent",
  edited: "✏️ Edited",
  stale: "♻️ Out of date. Nothing was sent for this",
};
const TOLD: Record<string, string> = {
  approved: "✅ It happened, says",
  denied: "⛔ It did not happen, says",
  expired: "⌛ Nobody said what became of it",
  cancelled: "❔ Left open",
};

/** In a line, how a question was answered and what came of it. */
export function outcomeWords(card: Card): string {
  const { approval, answeredBy, yesBy, sent } = card;
  const reason = approval.reason ? `: ${approval.reason}` : "";
  if (approval.kind === "outcome") {
    const told = TOLD[approval.state] ?? approval.state;
    const isSaid = told.endsWith("says");
    return `${told}${answeredBy ? `${isSaid ? "" : " by"} ${answeredBy}` : ""}`;
  }
  const by = approval.state === "approved" && yesBy.length > 1 ? yesBy.join(", ") : answeredBy;
  // Whoever had said yes did not make it so.
  if (approval.state === "stale") return `${OUTCOMES["stale"]}${reason}`;
  return `${OUTCOMES[approval.state] ?? approval.state}${by ? ` by ${by}` : ""}${reason}${sent ? `. Sent: ${sent}` : ""}`;
}

/** Who may answer and until when, and who said yes so far. */
export function footOf(card: Card): KnownBlock {
  const { approval, approvers, alsoAsked, yesBy } = card;
  const until = Math.floor(new Date(approval.expiresAt).getTime() / 1000);
  const said = yesBy.length > 0 ? ` Yes so far: ${yesBy.join(", ")}.` : "";
  const also = alsoAsked ? ` Asked besides: ${alsoAsked}.` : "";
  return {
    type: "context",
    elements: [
      {
        type: "plain_text",
        text: plainText(`May be answered by ${approvers}.${also}${said}`).slice(0, 1_900),
      },
      {
        type: "mrkdwn",
        text: `Expires <!date^${until}^{date_short_pretty} at {time}|${new Date(approval.expiresAt).toISOString()}>.`,
      },
    ],
  };
}

/** A button; `value` is the id of a question or several. */
export function button(
  actionId: string,
  label: string,
  more: { value: string; style?: "primary" | "danger" },
) {
  return {
    type: "button",
    action_id: actionId,
    text: { type: "plain_text", text: label },
    ...more,
  } as const;
}
