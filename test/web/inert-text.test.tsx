import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/kernel/index.ts";
import { Blocks } from "../../src/web/blocks/blocks.tsx";
import { parseMarkdown } from "../../src/web/blocks/markdown.ts";
import { parseMrkdwn } from "../../src/web/blocks/mrkdwn.ts";
import { ProseView } from "../../src/web/blocks/prose-view.tsx";
import type { Surface } from "../../src/web/blocks/surface.ts";
import { MessageView } from "../../src/web/pages/chat/message-view.tsx";
import { dangersIn, htmlOf, wordsOf } from "./html.ts";
import { PLACE } from "./samples.ts";

const surface: Surface = {
  names: { user: () => undefined, channel: () => undefined },
  people: [],
  channels: [],
  idPrefix: "m",
  actionUrl: "/press",
};

/** Every place of a message that foreign text can stand in. */
function everywhere(text: string): string {
  const mrkdwn: JsonObject = { type: "mrkdwn", text };
  const plain: JsonObject = { type: "plain_text", text };
  const rich: JsonObject = {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { type: "text", text },
          { type: "link", url: text, text },
        ],
      },
      { type: "rich_text_preformatted", elements: [{ type: "text", text }] },
    ],
  };
  const option: JsonObject = { text: plain, value: text };
  const button: JsonObject = {
    type: "button",
    text: plain,
    value: text,
    action_id: text,
    url: text,
    confirm: { title: plain, text: mrkdwn },
  };
  const blocks: JsonObject[] = [
    { type: "section", block_id: text, text: mrkdwn, fields: [mrkdwn, plain], accessory: button },
    { type: "markdown", text },
    { type: "header", text: plain },
    { type: "context", elements: [mrkdwn, { type: "image", image_url: text, alt_text: text }] },
    rich,
    {
      type: "actions",
      elements: [
        { ...button, url: "" },
        { type: "static_select", action_id: text, placeholder: plain, options: [option] },
        { type: "checkboxes", action_id: text, options: [option] },
      ],
    },
    {
      type: "input",
      block_id: text,
      label: plain,
      hint: plain,
      element: { type: "plain_text_input", action_id: text, initial_value: text, placeholder: plain },
    },
    { type: "table", rows: [[{ type: "raw_text", text }], [rich]] },
    {
      type: "task_card",
      task_id: "1",
      title: text,
      status: text,
      details: rich,
      sources: [{ type: "url", url: text, text }],
    },
    {
      type: "data_visualization",
      title: text,
      chart: {
        type: "bar",
        series: [{ name: text, data: [{ label: text, value: 1 }] }],
        axis_config: { categories: [text], x_label: text },
      },
    },
    { type: "video", title: plain, video_url: text, alt_text: text },
    { type: text, text },
  ];
  const message = {
    ts: "1.1",
    author: { id: text, name: text, isApp: false },
    at: PLACE.now,
    text,
    files: [{ name: text, href: "/f" }],
  };
  return htmlOf(
    <>
      <ProseView nodes={[...parseMrkdwn(text), ...parseMarkdown(text)]} names={surface.names} />
      <Blocks blocks={blocks} surface={surface} />
      <MessageView message={message} place={PLACE} list="channel" />
    </>,
  );
}

const OWN_CASES = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  "</textarea><script>1</script>",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "<javascript:alert(1)|x>",
  "[x](java\nscript:alert(1))",
  "data:text/html,<script>1</script>",
  "//evil.example/x.png",
  "/\\evil.example",
  "js:alert(1)",
  "<hx-partial hx-target=body>x</hx-partial>",
  "&lt;script&gt;1&lt;/script&gt;",
];

const CORPUS = fileURLToPath(
  new URL("../../../shared/bench/security/slack-text-corpus.json", import.meta.url),
);
const why = existsSync(CORPUS) ? "" : ` (skipped: ${CORPUS} is not on this machine)`;

interface Corpus {
  readonly cases: readonly { readonly id: string; readonly text: string }[];
}

describe("I4: foreign text in a message is inert", () => {
  it.each(OWN_CASES)("%j neither runs nor loads nor leads astray", (text) => {
    expect(dangersIn(everywhere(text))).toEqual([]);
  });

  it.skipIf(why !== "")(`so is every text of the corpus${why}`, () => {
    const { cases } = JSON.parse(readFileSync(CORPUS, "utf8")) as Corpus;
    const dangerous = cases.filter(({ text }) => dangersIn(everywhere(text)).length > 0);
    expect(cases.length).toBeGreaterThan(20);
    expect(dangerous.map(({ id }) => id)).toEqual([]);
  });

  it.skipIf(why !== "")(`no invisible or direction-changing character of the corpus survives${why}`, () => {
    const { cases } = JSON.parse(readFileSync(CORPUS, "utf8")) as Corpus;
    const hidden = cases.filter(({ text }) => {
      const shown = wordsOf(htmlOf(<ProseView nodes={parseMrkdwn(text)} names={surface.names} />));
      return /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u.test(shown);
    });
    expect(hidden.map(({ id }) => id)).toEqual([]);
  });

  it("whatever the characters are", () => {
    const pieces = fc.constantFrom(
      ..."<>&\"'`*_~[]()!|:/\\\n @#javascript:<!-- -->".split(""),
      "<script>",
      "https://",
      "](",
      "```",
      "\u202e",
    );
    const text = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (sample) => {
        expect(dangersIn(everywhere(sample))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("a block of any shape is drawn without failing", () => {
    const types = fc.constantFrom(
      "section",
      "actions",
      "input",
      "image",
      "rich_text",
      "table",
      "data_table",
      "plan",
      "task_card",
      "data_visualization",
      "context",
      "card",
      "carousel",
      "container",
      "header",
      "video",
      "alert",
    );
    const members = fc.dictionary(
      fc.constantFrom(
        "text",
        "elements",
        "fields",
        "accessory",
        "element",
        "rows",
        "tasks",
        "chart",
        "title",
        "label",
        "options",
        "type",
        "block_id",
        "child_blocks",
      ),
      fc.jsonValue({ maxDepth: 4 }),
    );
    fc.assert(
      fc.property(types, members, (type, rest) => {
        const html = htmlOf(<Blocks blocks={[{ ...(rest as JsonObject), type }]} surface={surface} />);
        expect(dangersIn(html)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
