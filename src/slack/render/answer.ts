import type { KnownBlock } from "@slack/types";
import { receiptLine, type Utterance } from "../../conversation/index.ts";
import { shortened } from "../../kernel/index.ts";
import type { ShownTable } from "../../planning/index.ts";
import { calmMarkdown } from "./calm-markdown.ts";
import { chartBlock, type DataVisualizationBlock } from "./chart.ts";
import { choicesBlock } from "./choices.ts";
import { feedbackBlock } from "./feedback.ts";
import { splitMarkdown } from "./split-markdown.ts";
import { tableBlock } from "./table.ts";
import { plainText } from "./untrusted.ts";

/** One message for Slack: its blocks, and the text for notifications and screen readers. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: SlackBlock[];
}

/** A block that Chief sends. */
export type SlackBlock = KnownBlock | DataVisualizationBlock;

const MOST_MARKDOWN = 9_000;
/** Of the blocks of a message as JSON, below Slack's own limit. */
const MOST_JSON = 12_500;
const MOST_TEXT = 300;

function fallbackText(text: string): string {
  const flat = plainText(text)
    .replace(/[*_`~#>|]/g, "")
    .replace(/</g, "&lt;")
    .replace(/\s+/g, " ")
    .trim();
  return shortened(flat, MOST_TEXT) || "Done.";
}

/**
 * An answer as messages, in order: the words (several messages when they are long), each table in a message that
 * has room for it, and the receipt under the last.
 */
export function answerMessages(
  utterance: Extract<Utterance, { kind: "answer" }>,
  knownHosts: ReadonlySet<string>,
): SlackMessage[] {
  const { answer, receipt, runUrl, dashboardUrl } = utterance;
  const messages = wordsAsMessages(answer.text, knownHosts);
  for (const table of answer.tables) addTable(messages, table);
  if (answer.choices?.length) addBlock(messages, choicesBlock(answer.choices, dashboardUrl));
  addBlock(messages, {
    type: "context",
    elements: [
      { type: "plain_text", text: plainText(receiptLine(receipt)).slice(0, 1_900) || "No calls" },
      { type: "mrkdwn", text: `<${runUrl}|How did you get this?>` },
    ],
  });
  if (utterance.mayBeJudged) addBlock(messages, feedbackBlock(utterance.mayBeJudged));
  return messages;
}

/** A note with its table, for another channel. */
export function noteMessages(
  utterance: Extract<Utterance, { kind: "note" }>,
  knownHosts: ReadonlySet<string>,
): SlackMessage[] {
  const messages = wordsAsMessages(utterance.text, knownHosts);
  if (utterance.table) addTable(messages, utterance.table);
  if (utterance.choices?.length)
    addBlock(messages, choicesBlock(utterance.choices, utterance.dashboardUrl ?? ""));
  return messages;
}

function wordsAsMessages(words: string, knownHosts: ReadonlySet<string>): SlackMessage[] {
  const calm = calmMarkdown(words, knownHosts);
  return piecesThatFit(calm.trim() === "" ? "Done." : calm, MOST_MARKDOWN)
    .filter((piece) => piece.trim() !== "")
    .map((piece) => {
      // What was code in the whole may be none in its part.
      const text = calmMarkdown(piece, knownHosts);
      return { text: fallbackText(text), blocks: [{ type: "markdown", text }] };
    });
}

/** Pieces that are short enough both as text and as JSON, where quotes and line ends count twice. */
function piecesThatFit(text: string, limit: number): string[] {
  return splitMarkdown(text, limit).flatMap((piece) =>
    JSON.stringify(piece).length <= MOST_JSON - 100 ? [piece] : piecesThatFit(piece, Math.floor(limit / 2)),
  );
}

function addTable(messages: SlackMessage[], table: ShownTable): void {
  const { chart } = table;
  const drawn = chart && chartBlock({ ...table, chart });
  if (drawn) addBlock(messages, drawn, drawn.title);
  const block = tableBlock(table);
  addBlock(messages, block, block.caption);
}

/** Adds a block to the last message, or to a new one when the last would become too long for Slack. */
function addBlock(messages: SlackMessage[], block: SlackBlock, title = "More"): void {
  const last = messages.at(-1);
  const isFit = last && JSON.stringify([...last.blocks, block]).length <= MOST_JSON;
  if (isFit) last.blocks.push(block);
  else messages.push({ text: fallbackText(title), blocks: [block] });
}
