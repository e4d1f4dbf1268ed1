import { describe, expect, it } from "vitest";
import { validateBlocks, validateView } from "../../../src/slack/validate-blocks.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text: string, extra: object = {}) => ({ type: "section", text: mrkdwn(text), ...extra });
const button = (extra: object = {}) => ({ type: "button", action_id: "go", text: plain("Go"), ...extra });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const richText = (text: string) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text, style: { bold: true } }] }],
});

describe("blocks that Slack takes", () => {
  const blocks = [
    { type: "header", text: plain("Approve this?") },
    section("*DELETE* <https://api.example.test>", { block_id: "what", expand: true }),
    { type: "section", fields: [mrkdwn("*Who*"), plain("Ada")] },
    section("more", {
      accessory: { type: "overflow", action_id: "more", options: [{ text: plain("A"), value: "a" }] },
    }),
    {
      type: "context",
      elements: [mrkdwn("x"), { type: "image", image_url: "https://a.test/i.png", alt_text: "i" }],
    },
    actions(button({ style: "primary", value: "apr_1" }), button({ action_id: "no", style: "danger" })),
    { type: "divider" },
    { type: "markdown", text: "**bold**" },
    richText("inert"),
    {
      type: "data_table",
      caption: "Users",
      rows: [[{ type: "raw_text", text: "id" }], [{ type: "raw_number", value: 1, text: "1" }]],
    },
    {
      type: "table",
      rows: [[{ type: "raw_text", text: "a" }, richText("b")]],
      column_settings: [{ align: "right" }],
    },
    {
      type: "plan",
      title: "Plan",
      tasks: [
        { type: "task_card", task_id: "1", title: "GET /users", status: "complete", output: richText("200") },
      ],
    },
    {
      type: "context_actions",
      elements: [
        {
          type: "feedback_buttons",
          action_id: "rate",
          positive_button: { text: plain("Good"), value: "up" },
          negative_button: { text: plain("Bad"), value: "down" },
        },
      ],
    },
    { type: "card", title: mrkdwn("*GitHub*"), actions: [button({ action_id: "connect" })] },
    { type: "container", title: plain("Request"), is_collapsible: true, child_blocks: [section("inside")] },
    { type: "alert", text: plain("Careful"), level: "warning" },
  ];

  it.each(blocks.map((block) => [block.type, block]))("%s", (_, block) => {
    expect(validateBlocks([block])).toEqual([]);
  });

  it("all of them together", () => {
    expect(validateBlocks(blocks)).toEqual([]);
  });
});

describe("blocks that Slack refuses", () => {
  const cases: [string, unknown, string, string][] = [
    ["no list", {}, "/blocks", "must be an array"],
    [
      "more than 50 blocks",
      many(51, () => ({ type: "divider" })),
      "/blocks",
      "no more than 50 items allowed",
    ],
    ["an unknown type", [{ type: "nonsense" }], "/blocks/0/type", "unsupported type: nonsense"],
    [
      "a type from Object.prototype",
      [{ type: "constructor" }],
      "/blocks/0/type",
      "unsupported type: constructor",
    ],
    [
      "a file block of one's own",
      [{ type: "file", source: "remote", external_id: "1" }],
      "/blocks/0/type",
      "unsupported type: file",
    ],
    ["no type", [{ text: "x" }], "/blocks/0", "missing required field: type"],
    ["an empty text", [section("")], "/blocks/0/text/text", "must be more than 0 characters"],
    ["a long text", [section("x".repeat(3001))], "/blocks/0/text/text", "must be less than 3001 characters"],
    [
      "a long field",
      [{ type: "section", fields: [plain("x".repeat(2001))] }],
      "/blocks/0/fields/0/text",
      "must be less than 2001 characters",
    ],
    [
      "11 fields",
      [{ type: "section", fields: many(11, () => plain("x")) }],
      "/blocks/0/fields",
      "no more than 10 items allowed",
    ],
    [
      "a section that says nothing",
      [{ type: "section" }],
      "/blocks/0",
      "must define either `text` or `fields`",
    ],
    [
      "mrkdwn in a header",
      [{ type: "header", text: mrkdwn("x") }],
      "/blocks/0/text/type",
      "unsupported type: mrkdwn",
    ],
    [
      "a long header",
      [{ type: "header", text: plain("x".repeat(151)) }],
      "/blocks/0/text/text",
      "must be less than 151 characters",
    ],
    [
      "a long button",
      [actions(button({ text: plain("x".repeat(76)) }))],
      "/blocks/0/elements/0/text/text",
      "must be less than 76 characters",
    ],
    [
      "a long value",
      [actions(button({ value: "x".repeat(2001) }))],
      "/blocks/0/elements/0/value",
      "must be less than 2001 characters",
    ],
    [
      "a colour that is none",
      [actions(button({ style: "green" }))],
      "/blocks/0/elements/0/style",
      "must be one of primary, danger",
    ],
    [
      "26 buttons",
      [actions(...many(26, (n) => button({ action_id: `${n}` })))],
      "/blocks/0/elements",
      "no more than 25 items allowed",
    ],
    [
      "an action_id twice",
      [actions(button(), button())],
      "/blocks/0/elements/1/action_id",
      "`action_id` go already exists",
    ],
    [
      "a block_id twice",
      [section("a", { block_id: "x" }), section("b", { block_id: "x" })],
      "/blocks/1/block_id",
      "`block_id` x already exists",
    ],
    [
      "a member that is none",
      [section("a", { colour: "red" })],
      "/blocks/0",
      "invalid additional property: colour",
    ],
    [
      "an overflow of six",
      [
        section("a", {
          accessory: {
            type: "overflow",
            action_id: "o",
            options: many(6, (n) => ({ text: plain("x"), value: `${n}` })),
          },
        }),
      ],
      "/blocks/0/accessory/options",
      "no more than 5 items allowed",
    ],
    [
      "101 rows",
      [{ type: "table", rows: many(101, () => [{ type: "raw_text", text: "x" }]) }],
      "/blocks/0/rows",
      "no more than 100 items allowed",
    ],
    [
      "21 columns",
      [{ type: "table", rows: [many(21, () => ({ type: "raw_text", text: "x" }))] }],
      "/blocks/0/rows/0",
      "no more than 20 items allowed",
    ],
    [
      "an empty cell",
      [{ type: "table", rows: [[{ type: "raw_text", text: "" }]] }],
      "/blocks/0/rows/0/0/text",
      "must be more than 0 characters",
    ],
    [
      "an address that is none",
      [actions(button({ url: "example" }))],
      "/blocks/0/elements/0/url",
      "must be a valid URL",
    ],
  ];

  it.each(cases)("%s", (_, blocks, pointer, message) => {
    expect(validateBlocks(blocks)).toContainEqual({ code: "invalid_blocks", pointer, message });
  });

  it("tables with more than 10,000 characters", () => {
    const rows = many(11, () => [{ type: "raw_text", text: "x".repeat(1000) }]);

    expect(validateBlocks([{ type: "table", rows }])).toMatchObject([
      { code: "invalid_blocks", pointer: "/blocks/0/rows" },
    ]);
  });

  it("messages whose blocks are longer than 13,200 characters of JSON, or 12,000 of markdown", () => {
    expect(validateBlocks(many(5, () => section("x".repeat(2900))))).toMatchObject([
      { code: "msg_blocks_too_long" },
    ]);
    expect(validateBlocks(many(2, () => ({ type: "markdown", text: "x".repeat(6001) })))).toMatchObject([
      { code: "msg_blocks_too_long" },
    ]);
  });
});

describe("views", () => {
  const input = {
    type: "input",
    block_id: "name",
    label: plain("Name"),
    element: { type: "plain_text_input", action_id: "text", multiline: true, max_length: 100 },
  };
  const modal = (extra: object = {}) => ({
    type: "modal",
    title: plain("Edit"),
    blocks: [input],
    submit: plain("Save"),
    ...extra,
  });

  it("take a modal and a home tab", () => {
    expect(
      validateView(modal({ private_metadata: "{}", callback_id: "edit", notify_on_close: true })),
    ).toEqual([]);
    expect(validateView({ type: "home", blocks: many(100, () => ({ type: "divider" })) })).toEqual([]);
  });

  it.each([
    ["inputs without a submit button", { ...modal(), submit: undefined }, "/view"],
    ["a title over 24 characters", modal({ title: plain("x".repeat(25)) }), "/view/title/text"],
    [
      "private_metadata over 3000 characters",
      modal({ private_metadata: "x".repeat(3001) }),
      "/view/private_metadata",
    ],
    ["101 blocks", modal({ blocks: many(101, () => ({ type: "divider" })) }), "/view/blocks"],
    [
      "blocks that belong on messages",
      modal({ blocks: [{ type: "markdown", text: "x" }] }),
      "/view/blocks/0/type",
    ],
    ["a title on a home tab", { type: "home", title: plain("x"), blocks: [] }, "/view"],
  ])("refuse %s", (_, view, pointer) => {
    expect(validateView(view)).toContainEqual(
      expect.objectContaining({ code: "invalid_arguments", pointer }),
    );
  });
});
