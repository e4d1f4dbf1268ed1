import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Utterance } from "../../src/conversation/index.ts";
import type { ShownTable } from "../../src/planning/index.ts";
import { validateBlocks } from "../../src/slack/index.ts";
import { answerMessages, noteMessages } from "../../src/slack/render/answer.ts";
import { calmMarkdown } from "../../src/slack/render/calm-markdown.ts";
import { cardMessage } from "../../src/slack/render/card.ts";
import { ACTIONS } from "../../src/slack/render/card-parts.ts";
import { splitMarkdown } from "../../src/slack/render/split-markdown.ts";
import { tableBlock } from "../../src/slack/render/table.ts";
import { cardOf as card } from "./sample-card.ts";

const HOSTS = new Set(["chief.test"]);
const RECEIPT = { calls: [], approvedBy: [], modelCalls: 0, tokens: 0, durationMs: 1200 };

/** Text as an API or a model may give it: markup, mentions, half characters, what shows nothing, very long words. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "<!channel>",
        "@everyone",
        "```",
        "```js\n",
        "~~~",
        "\n\n",
        "\u202e",
        "\ud800",
        "\0",
        '"',
        "\\",
        "|",
        "![x](https://e.test/p.png)",
        "[a](https://e.test)",
        "<https://e.test|ok>",
        "# ",
        "&lt;",
        "😀",
        "\t",
        "<@U123>",
        "a".repeat(3_500),
        '"'.repeat(9_000),
        "`".repeat(500),
      ),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

const cell = fc.oneof(hostile, fc.integer(), fc.boolean(), fc.constant(null));
const table: fc.Arbitrary<ShownTable> = fc
  .record({
    columns: fc.array(hostile, { minLength: 1, maxLength: 30 }),
    rows: fc.integer({ min: 0, max: 300 }),
  })
  .chain(({ columns, rows }) =>
    fc.record({
      title: hostile,
      columns: fc.constant(columns),
      rows: fc
        .array(cell, { minLength: 1, maxLength: 40 })
        .map((cells) =>
          Array.from({ length: rows }, (_, row) =>
            columns.map((__, at) => cells[(row + at) % cells.length] ?? null),
          ),
        ),
    }),
  );

const answer = (text: string, tables: ShownTable[] = []): Extract<Utterance, { kind: "answer" }> => ({
  kind: "answer",
  answer: { text, tables },
  receipt: RECEIPT,
  isTrouble: false,
  dashboardUrl: "http://chief.test",
  runUrl: "https://chief.test/runs/run_1",
  key: "k",
});

function expectValid(messages: readonly { text: string; blocks: unknown[] }[]): void {
  for (const { text, blocks } of messages) {
    expect(validateBlocks(blocks)).toEqual([]);
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(1_000);
    expect(blocks.length).toBeGreaterThan(0);
  }
}

describe("I4: whatever an answer holds, Slack takes it", () => {
  it("words", () => {
    fc.assert(
      fc.property(hostile, (text) => expectValid(answerMessages(answer(text), HOSTS))),
      { numRuns: 300 },
    );
  });

  it("tables", () => {
    fc.assert(
      fc.property(table, hostile, (shown, text) => {
        expectValid(answerMessages(answer(text, [shown, shown]), HOSTS));
        expectValid(noteMessages({ kind: "note", text, table: shown, key: "k" }, HOSTS));
      }),
      { numRuns: 60 },
    );
  });

  it("100,000 characters, as several messages that lose no word", () => {
    const words = Array.from({ length: 15_000 }, (_, at) => `w${at}`);
    const messages = answerMessages(answer(words.join(" ")), HOSTS);
    expectValid(messages);
    const said = messages.flatMap(({ blocks }) =>
      blocks.map((block) => ("text" in block ? String(block.text) : "")),
    );
    expect(
      said
        .join(" ")
        .split(/\s+/)
        .filter((word) => word !== ""),
    ).toEqual(words);
  });

  it("a table of 20 columns and 300 rows, cut with a word about it", () => {
    const columns = Array.from({ length: 25 }, (_, at) => `column ${at}`);
    const rows = Array.from({ length: 300 }, () => columns.map(() => "x"));
    const block = tableBlock({ title: "Orders", columns, rows });
    expect(validateBlocks([block])).toEqual([]);
    expect(block.caption).toMatch(/^Orders, the first \d+ of 300 rows, 20 of 25 columns$/);
  });

  it("the link to the run stands under the last message", () => {
    const messages = answerMessages(answer("x".repeat(30_000)), HOSTS);
    const holds = messages.map(({ blocks }) => JSON.stringify(blocks).includes("How did you get this?"));
    expect(holds).toEqual([...holds.slice(1).map(() => false), true]);
  });
});

/** Every text that a person would see. */
function textIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "text" in value && typeof value.text === "string" ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap(textIn)];
}

const actionsOf = (message: { blocks: unknown[] }) =>
  [...JSON.stringify(message.blocks).matchAll(/"action_id":"(\w+)"/g)].map((match) => match[1]);

describe("E2: the card", () => {
  it("shows the whole request as it will be sent, and asks", () => {
    const message = cardMessage([
      card({ request: { method: "POST", headers: { "x-tag": "a" }, body: { reason: "late" } } }),
    ]);
    const shown = textIn(message.blocks).join("\n");
    for (const part of [
      "POST https://api.test/orders/7",
      "x-tag: a",
      '"reason": "late"',
      "Bob asked for",
      "an admin",
    ])
      expect(shown).toContain(part);
    expect(actionsOf(message)).toEqual([ACTIONS.approve, ACTIONS.deny, ACTIONS.edit, ACTIONS.more]);
    expect(validateBlocks(message.blocks)).toEqual([]);
  });

  it("has no Approve where the request is too long to be shown whole", () => {
    const message = cardMessage([card({ request: { body: { note: "x".repeat(2_600) } } })]);
    expect(actionsOf(message)).toEqual(["open_dashboard", ACTIONS.deny]);
    expect(JSON.stringify(message.blocks)).toContain("more characters");
    expect(validateBlocks(message.blocks)).toEqual([]);
  });

  it.each([
    ["approved", "✅ Approved by Ada"],
    ["denied", "⛔ Denied by Ada: too late"],
    ["expired", "⌛ Expired"],
    ["cancelled", "⏹ Stopped"],
    ["stale", "♻️ Out of date"],
    ["edited", "✏️ Edited"],
  ] as const)("E3: has no button any more once it is %s", (state, words) => {
    const reason = state === "denied" ? "too late" : null;
    const message = cardMessage([
      {
        ...card({ approval: { state, reason } }),
        answeredBy: words.includes("Ada") ? "Ada" : null,
      },
    ]);
    expect(actionsOf(message)).toEqual([]);
    expect(JSON.stringify(message.blocks)).toContain(words);
  });

  it("E4: says of one that is out of date why, and not that somebody made it so", () => {
    const reason = "The record changed since the card was shown: note: null → second";
    const stale = { ...card({ approval: { state: "stale", reason } }), answeredBy: "Ada" };
    const words = JSON.stringify(cardMessage([stale]).blocks);
    expect(words).toContain(`Out of date. Nothing was sent for this: ${reason}`);
    expect(words).not.toContain("by Ada");
  });

  it("I4: is taken by Slack, and shows what is hidden, whatever the request holds", () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        fc.constantFrom("pending", "denied"),
        (one, other, third, state) => {
          const message = cardMessage([
            card({
              request: {
                integration: one.slice(0, 80),
                title: other,
                url: `https://api.test/${third}`,
                body: { [one]: other },
              },
              approval: { state, reason: third, askedBecause: one },
              askedBy: other,
            }),
          ]);
          expect(validateBlocks(message.blocks)).toEqual([]);
          const shown = textIn(message.blocks).join("");
          expect(["\0", "\u202e"].filter((hidden) => shown.includes(hidden))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Whether a fenced block of code is open at the end (CommonMark §4.5). */
function isFenceOpen(text: string): boolean {
  let open = "";
  for (const line of text.split("\n")) {
    const [, mark = "", rest = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (mark === "") continue;
    const isBegin = !(mark[0] === "`" && rest.includes("`"));
    if (open === "") open = isBegin ? mark : "";
    else if (mark[0] === open[0] && mark.length >= open.length && rest.trim() === "") open = "";
  }
  return open !== "";
}

describe("cutting long Markdown", () => {
  it("keeps every piece within the limit and every character but the white space at cuts", () => {
    const words = fc.array(fc.constantFrom("word", "\n\n", "\n", " ", "a".repeat(40), "😀", "é"), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 100, max: 300 }), (parts, limit) => {
        const text = parts.join("");
        const pieces = splitMarkdown(text, limit);
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(limit);
        for (const piece of pieces) expect(Buffer.from(piece).toString()).toBe(piece);
        expect(pieces.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      }),
    );
  });

  it("comes to an end, and leaves no fence open, whatever the text", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 100, max: 600 }), (text, limit) => {
        const pieces = splitMarkdown(text, limit);
        expect(pieces.length).toBeLessThan(text.length + 2);
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(limit);
        for (const piece of pieces.slice(0, -1)) expect(isFenceOpen(piece), piece).toBe(false);
      }),
    );
  });

  it("knows fences within fences, by their marks and lengths", () => {
    const text = `before\n\n\`\`\`\`md\n${"```js\nlet a;\n```\n".repeat(20)}\`\`\`\`\nafter\n\n~~~\n${"```\nx\n".repeat(30)}~~~\n`;
    const pieces = splitMarkdown(text, 150);
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) expect(isFenceOpen(piece), piece).toBe(false);
    for (const piece of pieces.slice(1, 2)) expect(piece).toMatch(/^````md\n[\s\S]*\n````$/);
    const lines = pieces.flatMap((piece) => piece.split("\n"));
    expect(lines.filter((line) => line === "let a;")).toHaveLength(20);
    expect(lines.filter((line) => line === "x")).toHaveLength(30);
  });

  it("repeats the head of a table that is cut", () => {
    const head = "| order | total |\n|---|--:|";
    const rows = Array.from({ length: 60 }, (_, at) => `| ${at} | ${at * 10}.00 |`);
    const pieces = splitMarkdown(`All orders:\n\n${head}\n${rows.join("\n")}\n\nThat was all.`, 200);
    expect(pieces.length).toBeGreaterThan(4);
    for (const piece of pieces) expect(piece).toContain(head);
    expect(pieces.flatMap((piece) => piece.match(/^\| \d+ .*$/gm) ?? [])).toEqual(rows);
    expect(pieces.at(-1)).toMatch(/That was all\.$/);
  });

  it("closes a fence at a cut and opens it again", () => {
    const text = `before\n\n\`\`\`sql\n${"select 1;\n".repeat(30)}\`\`\`\nafter`;
    const pieces = splitMarkdown(text, 120);
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces.slice(1, -1)) expect(piece).toMatch(/^```sql\n[\s\S]*\n```$/);
  });
});

const CORPUS = fileURLToPath(
  new URL("../../../shared/bench/security/slack-text-corpus.json", import.meta.url),
);

describe("I4: untrusted text", () => {
  it.each([
    ["<!channel> now", "&lt;!channel> now"],
    ["hi <@U123>", "hi &lt;@U123>"],
    ["@here look", "@\u2060here look"],
    ["![logo](https://evil.test/p.png?d=secret)", "logo (`https://evil.test/p.png?d=secret`)"],
    ["[the docs](https://evil.test/x)", "the docs (`https://evil.test/x`)"],
    ["[the run](https://chief.test/runs/1)", "[the run](https://chief.test/runs/1)"],
    ["posted in <#C12345678>", "posted in &lt;#C12345678>"],
    ["see https://evil.test/a.", "see `https://evil.test/a`."],
    ["see https://chief.test/runs/1.", "see https://chief.test/runs/1."],
    ["[https://bank.test](https://evil.test)", "`https://bank.test` (`https://evil.test`)"],
    ["https://chief.test@evil.test/", "`https://chief.test@evil.test/`"],
    ["[x][1]\n\n[1]: https://evil.test", "[x][1]\n\n\\[1]: `https://evil.test`"],
    ["`curl https://api.test`", "`curl https://api.test`"],
    ["```\nGET https://api.test\n```", "```\nGET https://api.test\n```"],
  ])("%s", (text, calm) => {
    expect(calmMarkdown(text, HOSTS)).toBe(calm);
  });

  it.skipIf(!existsSync(CORPUS))(
    "pings nobody and links nowhere, over the corpus (skipped where it is not at hand)",
    () => {
      const { cases } = JSON.parse(readFileSync(CORPUS, "utf8")) as { cases: { id: string; text: string }[] };
      expect(cases.length).toBeGreaterThan(20);
      const calm = cases.map(({ id, text }) => ({ id, text: calmMarkdown(text, HOSTS) }));
      expect(calm.filter(({ text }) => harms(text))).toEqual([]);
      const hidden = ["\0", "\u200b", "\u202e", "\u2066", "\u2028", "\u001b"];
      expect(calm.filter(({ text }) => hidden.some((character) => text.includes(character)))).toEqual([]);
    },
  );

  it.each(["[", "[](", "![a](", "<http://a|", "`a ``b ", "https://a", "[a]: "])(
    "takes no time for much of %s",
    (part) => {
      const startedAt = performance.now();
      calmMarkdown(part.repeat(20_000), HOSTS);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    },
  );

  it("pings nobody and links nowhere, whatever the text", () => {
    fc.assert(
      fc.property(hostile, (text) => !harms(calmMarkdown(text, HOSTS))),
      { numRuns: 500 },
    );
  });
});

/** Whether Slack would ping somebody, load a picture, or make a link to an unknown address. */
function harms(text: string): boolean {
  const prose = text.replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)|^[ \t]*```[\s\S]*$/gm, "");
  const links = prose.matchAll(/\b(?:(?:https?|ftp):\/\/|www\.|mailto:|tel:)[^\s)>|]*/gi);
  return (
    /<[!@]/.test(text) ||
    /(?<![\w`])@(here|channel|everyone)\b/i.test(text) ||
    /!\[[^\]]*\]\(/.test(prose) ||
    [...links].some(([url]) => !isOurs(url))
  );
}

const isOurs = (url: string) =>
  URL.canParse(url) && HOSTS.has(new URL(url).host) && new URL(url).username === "";
