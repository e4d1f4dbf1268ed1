import type { JsonObject } from "../../src/kernel/index.ts";

const plain = (text: string): JsonObject => ({ type: "plain_text", text });
const mrkdwn = (text: string): JsonObject => ({ type: "mrkdwn", text });
const raw = (text: string): JsonObject => ({ type: "raw_text", text });
const option = (value: string): JsonObject => ({ text: plain(value), value });
const line = (text: string): JsonObject => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
});

/** What Chief answers to "group the last 24 hours of orders by status". */
export const ORDERS_ANSWER: JsonObject[] = [
  { type: "section", text: mrkdwn("Here are the *12 orders* of the last 24 hours, by status:") },
  {
    type: "data_table",
    caption: "Orders by status",
    rows: [
      [raw("Status"), raw("Orders"), raw("Revenue")],
      [raw("paid"), raw("7"), raw("$812.40")],
      [raw("pending"), raw("4"), raw("$301.10")],
      [raw("shipped"), raw("1"), raw("$121.00")],
    ],
  },
  {
    type: "context",
    elements: [
      mrkdwn(
        "1 call · Internal Orders API · 12 rows, all there are · 91 ms · <http://localhost/runs/run_1|run>",
      ),
    ],
  },
  {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: "feedback",
        positive_button: { text: plain("Good answer"), value: "up" },
        negative_button: { text: plain("Bad answer"), value: "down" },
      },
    ],
  },
];

/** The question before a DELETE. */
export const APPROVAL_CARD: JsonObject[] = [
  { type: "header", text: plain("Cancel order 1042?") },
  {
    type: "section",
    fields: [
      mrkdwn("*Integration*\nInternal Orders API"),
      mrkdwn("*Request*\n`DELETE /orders/1042`"),
      mrkdwn("*Asked by*\n<@U0BEN>"),
      mrkdwn("*May approve*\nan admin"),
    ],
  },
  { type: "alert", level: "warning", text: plain("Every DELETE call needs an admin's approval.") },
  {
    type: "actions",
    block_id: "answer",
    elements: [
      { type: "button", action_id: "approve", style: "primary", text: plain("Approve"), value: "apr_1" },
      {
        type: "button",
        action_id: "deny",
        style: "danger",
        text: plain("Deny"),
        value: "apr_1",
        confirm: {
          title: plain("Deny it?"),
          text: plain("Ben is told."),
          confirm: plain("Deny"),
          deny: plain("Back"),
          style: "danger",
        },
      },
    ],
  },
];

/** What Chief shows while it works. */
export const PLAN: JsonObject[] = [
  {
    type: "plan",
    title: "Ship order 1042",
    tasks: [
      {
        type: "task_card",
        task_id: "1",
        title: "Look up the order",
        status: "complete",
        output: line("paid, 2 items"),
      },
      { type: "task_card", task_id: "2", title: "Check inventory", status: "in_progress" },
      { type: "task_card", task_id: "3", title: "Mark as shipped", status: "pending" },
      {
        type: "task_card",
        task_id: "4",
        title: "Reserve courier",
        status: "error",
        details: line("503 from the courier"),
      },
    ],
  },
];

const days = ["Mon", "Tue", "Wed", "Thu", "Fri"];
const series = (name: string, values: number[]) => ({
  name,
  data: values.map((value, index) => ({ label: days[index] ?? "", value })),
});
const axes = { categories: days, x_label: "Day", y_label: "orders" };

/** The four charts. */
export const CHARTS: JsonObject[] = [
  {
    type: "data_visualization",
    title: "Orders a day",
    chart: {
      type: "bar",
      axis_config: axes,
      series: [series("paid", [12, 9, 14, 7, 21]), series("refunded", [1, 0, 2, 1, 3])],
    },
  },
  {
    type: "data_visualization",
    title: "Revenue",
    chart: { type: "area", axis_config: axes, series: [series("EUR", [1200, 900, 1410, 730, 2100])] },
  },
  {
    type: "data_visualization",
    title: "Balance",
    chart: { type: "line", axis_config: axes, series: [series("net", [12, -9, 14, -7, 21])] },
  },
  {
    type: "data_visualization",
    title: "By status",
    chart: {
      type: "pie",
      segments: [
        { label: "paid", value: 7 },
        { label: "pending", value: 4 },
        { label: "shipped", value: 1 },
      ],
    },
  },
];

/** One of each of the rest. */
export const EVERYTHING: JsonObject[] = [
  {
    type: "markdown",
    text: "## Report\nA **bold** claim, some *emphasis*, `code`, ~~gone~~ and [a link](https://example.com).\n\n1. first\n2. second\n   - inner\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | `x|y` |\n\n```sql\nselect 1\n```",
  },
  {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { type: "text", text: "Hello ", style: { bold: true } },
          { type: "user", user_id: "U0ADA" },
          { type: "text", text: " in " },
          { type: "channel", channel_id: "C0OPS" },
          { type: "emoji", name: "wave", unicode: "1f44b" },
          { type: "broadcast", range: "here" },
        ],
      },
      {
        type: "rich_text_list",
        style: "ordered",
        indent: 0,
        elements: [
          { type: "rich_text_section", elements: [{ type: "text", text: "one" }] },
          {
            type: "rich_text_section",
            elements: [{ type: "link", url: "https://example.com", text: "two" }],
          },
        ],
      },
      { type: "rich_text_quote", elements: [{ type: "text", text: "as they said" }] },
      { type: "rich_text_preformatted", elements: [{ type: "text", text: "GET /orders?since=…" }] },
    ],
  },
  { type: "divider" },
  {
    type: "section",
    block_id: "pick",
    text: mrkdwn("Pick a *warehouse* :package:"),
    accessory: {
      type: "static_select",
      action_id: "warehouse",
      placeholder: plain("Warehouse"),
      options: ["Berlin", "Lyon"].map(option),
    },
  },
  {
    type: "actions",
    block_id: "more",
    elements: [
      { type: "overflow", action_id: "menu", options: ["Edit", "Remove"].map(option) },
      { type: "datepicker", action_id: "day", initial_date: "2026-11-20" },
      {
        type: "checkboxes",
        action_id: "opts",
        options: [{ ...option("Fast"), description: plain("by courier") }, option("Gift")],
      },
      {
        type: "radio_buttons",
        action_id: "size",
        options: ["S", "M"].map(option),
        initial_option: option("M"),
      },
      { type: "button", action_id: "docs", text: plain("Documentation"), url: "https://example.com/docs" },
    ],
  },
  {
    type: "card",
    title: mrkdwn("*A card*"),
    subtitle: mrkdwn("with a subtitle"),
    body: mrkdwn("and a body"),
    actions: [{ type: "button", action_id: "go", text: plain("Go"), value: "1" }],
  },
  {
    type: "image",
    alt_text: "a chart elsewhere",
    title: plain("Elsewhere"),
    image_url: "https://evil.example/pixel.png",
  },
  {
    type: "video",
    title: plain("How it works"),
    video_url: "https://example.com/v",
    thumbnail_url: "https://example.com/t.png",
    alt_text: "video",
    author_name: "Ada",
  },
  { type: "file", external_id: "orders.csv", source: "remote" },
  { type: "hologram", text: "from the future" },
];

/** A modal with one input of each kind. */
export const VIEW: JsonObject = {
  id: "V1",
  type: "modal",
  title: plain("Edit the request"),
  submit: plain("Ask again"),
  close: plain("Cancel"),
  blocks: [
    { type: "section", text: mrkdwn("Change what is sent with `PATCH /orders/1042`.") },
    {
      type: "input",
      block_id: "note",
      label: plain("Note"),
      hint: plain("Shown to the customer"),
      element: { type: "plain_text_input", action_id: "text", multiline: true, initial_value: "Thanks" },
    },
    {
      type: "input",
      block_id: "when",
      label: plain("Ship on"),
      optional: true,
      element: { type: "datepicker", action_id: "day" },
    },
    {
      type: "input",
      block_id: "house",
      label: plain("Warehouse"),
      element: { type: "static_select", action_id: "pick", options: ["Berlin", "Lyon"].map(option) },
    },
    {
      type: "input",
      block_id: "opts",
      label: plain("Options"),
      element: { type: "checkboxes", action_id: "set", options: ["Fast", "Gift"].map(option) },
    },
  ],
};
