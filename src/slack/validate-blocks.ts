import { BLOCK_LIMITS as LIMIT } from "./block-limits.ts";
import { anything, flag, listOf, object, oneOf, type Shape, type ShapeProblem, text } from "./block-shape.ts";
import { messageBlock, viewBlock } from "./block-shapes.ts";
import { plainText } from "./text-shapes.ts";

/** One reason for which Slack would refuse a payload. */
export interface BlockProblem {
  /** The `error` that Slack would answer. */
  readonly code: "invalid_blocks" | "msg_blocks_too_long" | "invalid_arguments";
  /** A JSON pointer (RFC 6901) from the root of the request, for example `/blocks/0/text/text`. */
  readonly pointer: string;
  readonly message: string;
}

/**
 * Every reason for which Slack would refuse `blocks` on a message; empty when it would take them.
 *
 * Checks shapes, lengths and counts by `BLOCK_LIMITS`, unknown types and members, repeated ids, and the sizes
 * that count over a whole message: markdown, tables and the serialised blocks.
 */
export function validateBlocks(blocks: unknown): readonly BlockProblem[] {
  const shape = listOf(messageBlock, LIMIT.blocksOnMessage, 0);
  const problems = [
    ...shape(blocks, "/blocks"),
    ...repeatedIds(blocks, "/blocks"),
    ...oversizedTables(blocks, "/blocks"),
  ];
  return [...withCode(problems, "invalid_blocks"), ...oversizedMessage(blocks)];
}

/**
 * Every reason for which Slack would refuse `view`, a modal or a home tab; empty when it would take it.
 * A modal with an input block needs a submit button.
 */
export function validateView(view: unknown): readonly BlockProblem[] {
  const blocks = member(view, "blocks");
  const shape = member(view, "type") === "home" ? homeView : modalView;
  const problems = [
    ...shape(view, "/view"),
    ...repeatedIds(blocks, "/view/blocks"),
    ...oversizedTables(blocks, "/view/blocks"),
    ...missingSubmit(view),
  ];
  return withCode(problems, "invalid_arguments");
}

const viewFields = {
  private_metadata: text(LIMIT.privateMetadata, 0),
  callback_id: text(LIMIT.id, 0),
  external_id: text(LIMIT.id, 0),
};
const viewBlocks = listOf(viewBlock, LIMIT.blocksOnView, 0);
const homeView: Shape = object({ type: oneOf("home"), blocks: viewBlocks }, viewFields);
const modalView: Shape = object(
  { type: oneOf("modal"), title: plainText(LIMIT.viewTitle), blocks: viewBlocks },
  {
    ...viewFields,
    close: plainText(LIMIT.viewTitle),
    submit: plainText(LIMIT.viewTitle),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: anything,
  },
);

function withCode(problems: readonly ShapeProblem[], code: BlockProblem["code"]): readonly BlockProblem[] {
  return problems.map((found) => ({ code, ...found }));
}

function oversizedMessage(blocks: unknown): readonly BlockProblem[] {
  if (!Array.isArray(blocks)) return [];
  const code = "msg_blocks_too_long";
  const pointer = "/blocks";
  const markdown = blocks
    .filter((block) => member(block, "type") === "markdown")
    .reduce((sum: number, block) => sum + String(member(block, "text")).length, 0);
  const length = JSON.stringify(blocks).length;
  if (markdown > LIMIT.markdown) {
    return [{ code, pointer, message: `markdown blocks must be less than ${LIMIT.markdown + 1} characters` }];
  }
  return length > LIMIT.blocksJson
    ? [
        {
          code,
          pointer,
          message: `blocks are ${length} characters of JSON, at most ${LIMIT.blocksJson} are allowed`,
        },
      ]
    : [];
}

function oversizedTables(blocks: unknown, pointer: string): readonly ShapeProblem[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block, index) => {
    const rows = member(block, "rows");
    if (!Array.isArray(rows)) return [];
    const length = rows
      .flat()
      .reduce((sum: number, cell) => sum + String(member(cell, "text") ?? "").length, 0);
    return length > LIMIT.tableText
      ? [
          {
            pointer: `${pointer}/${index}/rows`,
            message: `must be less than ${LIMIT.tableText + 1} characters`,
          },
        ]
      : [];
  });
}

/** `block_id` must differ within the payload, `action_id` within its block. */
function repeatedIds(blocks: unknown, pointer: string): readonly ShapeProblem[] {
  if (!Array.isArray(blocks)) return [];
  return [
    ...repeats(blocks, "block_id", pointer),
    ...blocks.flatMap((block, index) => {
      const elements = member(block, "elements");
      return Array.isArray(elements) ? repeats(elements, "action_id", `${pointer}/${index}/elements`) : [];
    }),
  ];
}

function repeats(items: readonly unknown[], name: string, pointer: string): readonly ShapeProblem[] {
  const seen = new Set<unknown>();
  return items.flatMap((item, index) => {
    const id = member(item, name);
    if (id === undefined || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ pointer: `${pointer}/${index}/${name}`, message: `\`${name}\` ${String(id)} already exists` }];
  });
}

function missingSubmit(view: unknown): readonly ShapeProblem[] {
  const blocks = member(view, "blocks");
  if (member(view, "type") !== "modal" || !Array.isArray(blocks)) return [];
  const asks = blocks.some((block) => member(block, "type") === "input");
  return asks && member(view, "submit") === undefined
    ? [{ pointer: "/view", message: "missing required field: submit" }]
    : [];
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
