import { isJsonObject, type JsonObject } from "../../../kernel/index.ts";
import { BLOCK_LIMITS, type BlockProblem, validateBlocks } from "../../../slack/index.ts";
import type { WorkspaceMessage } from "../state.ts";
import { withBlockIds } from "../views.ts";
import type { ApiArguments } from "./arguments.ts";
import { ApiRefusal } from "./refusal.ts";

type Content = Pick<WorkspaceMessage, "text" | "blocks" | "attachments">;

/**
 * What a message says: `text`, `blocks` and `attachments`, or `markdown_text` alone.
 *
 * @throws ApiRefusal `no_text`, `msg_too_long`, `markdown_text_conflict`, `invalid_blocks_format`,
 * `invalid_blocks`, `msg_blocks_too_long`, `invalid_attachments`
 */
export function readContent(args: ApiArguments): Content {
  const text = args.text("text") ?? "";
  const blocks = args.list("blocks", "invalid_blocks_format");
  const attachments = args.list("attachments", "invalid_attachments");
  const markdown = args.text("markdown_text");
  if (markdown !== undefined && markdown !== "") {
    if (text !== "" || blocks !== undefined) throw new ApiRefusal("markdown_text_conflict");
    return readMarkdown(markdown);
  }
  // Slack documents truncation at 40,000 characters, and refuses `chat.update` there; refusing shows the mistake.
  if (text.length > BLOCK_LIMITS.messageText) throw new ApiRefusal("msg_too_long");
  if (text === "" && isEmpty(blocks) && isEmpty(attachments)) throw new ApiRefusal("no_text");
  return {
    text,
    ...(blocks !== undefined && blocks.length > 0 && { blocks: readBlocks(blocks) }),
    ...(attachments !== undefined && { attachments: attachments.filter(isJsonObject) }),
  };
}

/** @throws ApiRefusal `msg_too_long` */
export function readMarkdown(markdown: string): Content {
  if (markdown.length > BLOCK_LIMITS.markdown) throw new ApiRefusal("msg_too_long");
  return { text: markdown, blocks: withBlockIds([{ type: "markdown", text: markdown }]) };
}

/** @throws ApiRefusal `invalid_blocks`, `msg_blocks_too_long` */
export function readBlocks(blocks: readonly unknown[]): JsonObject[] {
  refuseProblems(validateBlocks(blocks));
  return withBlockIds(blocks.filter(isJsonObject));
}

/** Refuses with the code of the first problem, and tells all of its kind. */
export function refuseProblems(problems: readonly BlockProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const alike = problems.filter(({ code }) => code === first.code);
  throw new ApiRefusal(
    first.code,
    alike.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`),
  );
}

/** @throws ApiRefusal `invalid_metadata_format`, `invalid_metadata_schema` */
export function readMetadata(args: ApiArguments): JsonObject | undefined {
  const metadata = args.object("metadata", "invalid_metadata_format");
  if (metadata === undefined || metadata["entities"] !== undefined) return metadata;
  if (typeof metadata["event_type"] === "string" && isJsonObject(metadata["event_payload"])) return metadata;
  throw new ApiRefusal("invalid_metadata_schema", ["event_type and event_payload are required"]);
}

function isEmpty(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.length === 0;
}
