/** Whatever an answer is, Slack takes it, nobody is pinged by it, and a person can read all of it. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { visibleText } from "../../src/kernel/index.ts";
import {
  createLocalWorkspace,
  createMemoryWorkspaceStore,
  type LocalWorkspace,
} from "../../src/local/workspace/index.ts";
import type { ShownTable } from "../../src/planning/index.ts";
import { answerMessages, type SlackMessage } from "../../src/slack/render/answer.ts";
import { calmMarkdown } from "../../src/slack/render/calm-markdown.ts";
import { showsWhole, tableBlock } from "../../src/slack/render/table.ts";

const HOSTS = new Set(["chief.test"]);
const RECEIPT = { calls: [], approvedBy: [], modelCalls: 0, tokens: 0, durationMs: 1200 };

let workspace: LocalWorkspace;
let channel: string;
beforeAll(async () => {
  workspace = await createLocalWorkspace({ store: createMemoryWorkspaceStore(), clock: () => new Date() });
  channel = workspace.reading.channels("U0ADALOCAL")[0]?.id ?? "";
});

/** Posts messages as the app does; gives what Slack says of each. */
async function post(messages: readonly SlackMessage[]): Promise<unknown[]> {
  const told: unknown[] = [];
  for (const { text, blocks } of messages) {
    const request = new Request("http://slack.test/api/chat.postMessage", {
      method: "POST",
      headers: {
        authorization: `Bearer ${workspace.identity.botToken}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ channel, text, blocks }),
    });
    const answer = (await (await workspace.front(request)).json()) as { ok: boolean; error?: string };
    told.push(answer.ok ? "ok" : `${answer.error}: ${JSON.stringify(answer)}`);
  }
  return told;
}

const answered = (text: string, tables: readonly ShownTable[] = []) =>
  answerMessages(
    {
      kind: "answer",
      answer: { text, tables },
      receipt: RECEIPT,
      isTrouble: false,
      dashboardUrl: "https://chief.test",
      runUrl: "https://chief.test/runs/run_1",
      key: "k",
    },
    HOSTS,
  );

const markdownOf = (messages: readonly SlackMessage[]) =>
  messages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === "markdown" ? [block.text] : [])),
  );

const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("naïve", "日本語", "👩‍👩‍👧‍👦", "word", "a".repeat(4_000)),
    ),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.join(" "));
const fenceMark = fc.constantFrom("```", "````", "~~~", "`````", "```json");
const code = fc
  .record({
    mark: fenceMark,
    lines: fc.array(fc.oneof(words, fenceMark), { maxLength: 60 }),
    isClosed: fc.boolean(),
  })
  .map(({ mark, lines, isClosed }) =>
    [mark, ...lines, ...(isClosed ? [mark.replace(/json$/, "")] : [])].join("\n"),
  );
const pipeTable = fc
  .record({ columns: fc.integer({ min: 1, max: 24 }), rows: fc.integer({ min: 0, max: 150 }), cell: words })
  .map(({ columns, rows, cell }) => {
    const row = (text: string) =>
      `| ${Array.from({ length: columns }, () => text.replaceAll("|", "/").slice(0, 60)).join(" | ")} |`;
    const head = [row("head"), `|${"---|".repeat(columns)}`];
    return [
      ...head,
      ...Array.from({ length: rows }, (_, at) => row(`${at} ${cell.replaceAll("\n", " ")}`)),
    ].join("\n");
  });
const list = fc
  .array(words, { maxLength: 40 })
  .map((items) => items.map((item, at) => `${at + 1}. ${item}`).join("\n"));
const hostile = fc.constantFrom(
  "<!channel> @here <@U0ADALOCAL> <#C1|ops>",
  "![x](https://evil.test/p.png) [a](https://evil.test) https://evil.test/y",
  "`".repeat(5_000),
  '"\\'.repeat(3_000),
  "\u0000\u202e\ud800",
  "[".repeat(2_000),
  "> ".repeat(1_000),
  "&lt;&amp;".repeat(500),
);
const markdown = fc
  .array(
    fc.oneof(
      words,
      words.map((text) => `# ${text}`),
      code,
      pipeTable,
      list,
      hostile,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join("\n\n"));

/** Letters and digits in order: what is left of a text without its marks. */
const letters = (text: string) =>
  visibleText(text)
    .replace(/&lt;|%60/g, "")
    .match(/[\p{L}\p{N}]/gu) ?? [];

/** What of `wanted` does not come in `found`, in order; heads and fences that are repeated only add to it. */
function firstLost(wanted: readonly string[], found: readonly string[]): string | undefined {
  let at = 0;
  for (const [index, one] of wanted.entries()) {
    while (at < found.length && found[at] !== one) at += 1;
    if (at >= found.length) return wanted.slice(Math.max(0, index - 20), index + 20).join("");
    at += 1;
  }
  return undefined;
}

describe("B7 I4: any answer", () => {
  it("becomes messages that the strict workspace takes, none of which pings or loses a word", async () => {
    await fc.assert(
      fc.asyncProperty(markdown, async (text) => {
        const messages = answered(text);
        expect(new Set(await post(messages))).toEqual(new Set(["ok"]));
        const shown = markdownOf(messages);
        for (const piece of shown) expect(piece).not.toMatch(/<[!@#]|(?<![\w`])@(here|channel|everyone)\b/);
        expect(firstLost(letters(calmMarkdown(text, HOSTS)), letters(shown.join("\n")))).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it("links only to known hosts, in each message by itself", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(words, hostile, fenceMark), { maxLength: 20 }), (parts) => {
        for (const piece of markdownOf(answered(parts.join(" ")))) {
          const prose = piece.replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)|^[ \t]*```[\s\S]*$/gm, "");
          expect(prose).not.toMatch(/https?:\/\/evil|!\[[^\]]*\]\(/);
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it("with any table: whole, or with a word about what is not there", async () => {
    const cell = fc.oneof(words, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
    const tables = fc
      .record({
        columns: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 26 }),
        rows: fc.integer({ min: 0, max: 130 }),
        cells: fc.array(cell, { minLength: 1, maxLength: 20 }),
      })
      .map(
        ({ columns, rows, cells }): ShownTable => ({
          title: "orders",
          columns,
          rows: Array.from({ length: rows }, (_, row) =>
            columns.map((__, at) => cells[(row + at) % cells.length] ?? null),
          ),
        }),
      );
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        expect(new Set(await post(answered("Here they are.", [table])))).toEqual(new Set(["ok"]));
        const block = tableBlock(table);
        const shown = JSON.stringify(block.rows);
        const isWhole =
          block.rows.length === table.rows.length + 1 && block.rows[0]?.length === table.columns.length;
        if (!isWhole) expect(block.caption).toMatch(/the first \d+ of|\d+ of \d+ columns/);
        expect(showsWhole(table)).toBe(
          isWhole && !table.rows.flat().some((one) => String(one ?? "").length > 200),
        );
        expect(shown.length).toBeLessThan(13_200);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
