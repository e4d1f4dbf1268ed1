import type { Child } from "hono/jsx";
import type { JsonObject } from "../../kernel/index.ts";
import { Icon } from "../ui/icon.tsx";
import { ChartBlock } from "./chart.tsx";
import { ImageBlock, VideoBlock } from "./image.tsx";
import { isTrueAt, objectAt, objectsAt, textAt, wordsAt } from "./json-view.ts";
import { parseMarkdown } from "./markdown.ts";
import { ProseView } from "./prose-view.tsx";
import { RichText } from "./rich-text.tsx";
import {
  ActionsBlock,
  AlertBlock,
  CardBlock,
  ContextBlock,
  InputBlock,
  SectionBlock,
} from "./simple-blocks.tsx";
import { blockIdOf, type Surface } from "./surface.ts";
import { TableBlock } from "./table-block.tsx";
import { PlanBlock, TaskCard } from "./task.tsx";
import { plainText } from "./text-object.tsx";
import { UnknownBox } from "./unknown.tsx";

interface BlockProps {
  readonly block: JsonObject;
  readonly blockId: string;
  readonly surface: Surface;
}

function HeaderBlock({ block }: BlockProps) {
  return <p class="heading heading-2">{plainText(wordsAt(block, "text"))}</p>;
}

function FileBlock({ block }: BlockProps) {
  return (
    <p class="file">
      <Icon name="file-text" />{" "}
      {plainText(textAt(block, "title") || textAt(block, "external_id")) || "A file"}
    </p>
  );
}

function CarouselBlock({ block, surface }: BlockProps) {
  return (
    <figure class="b-carousel" tabindex={0} aria-label="Cards">
      {objectsAt(block, "elements").map((card, index) => (
        <CardBlock block={card} blockId={blockIdOf(card, index)} surface={surface} />
      ))}
    </figure>
  );
}

function ContainerBlock({ block, surface }: BlockProps) {
  const title = objectAt(block, "rich_text_title");
  const children = <Blocks blocks={objectsAt(block, "child_blocks")} surface={surface} />;
  const heading = title ? (
    <RichText block={title} names={surface.names} />
  ) : (
    plainText(wordsAt(block, "title"))
  );
  if (!isTrueAt(block, "is_collapsible")) {
    return (
      <div class="b-card">
        <div class="card-title">{heading}</div>
        {children}
      </div>
    );
  }
  return (
    <details class="b-card" open={!isTrueAt(block, "default_collapsed")}>
      <summary>{heading}</summary>
      {children}
    </details>
  );
}

/** How each type of block is drawn. Source: https://docs.slack.dev/reference/block-kit/blocks */
const VIEWS: ReadonlyMap<string, (props: BlockProps) => Child> = new Map<
  string,
  (props: BlockProps) => Child
>([
  ["actions", (props) => <ActionsBlock {...props} />],
  ["alert", (props) => <AlertBlock {...props} />],
  ["card", (props) => <CardBlock {...props} />],
  ["carousel", (props) => <CarouselBlock {...props} />],
  ["container", (props) => <ContainerBlock {...props} />],
  ["context", (props) => <ContextBlock {...props} />],
  ["context_actions", (props) => <ActionsBlock {...props} />],
  ["data_table", ({ block, surface }) => <TableBlock block={block} names={surface.names} />],
  ["data_visualization", ({ block }) => <ChartBlock block={block} />],
  ["divider", () => <hr />],
  ["file", (props) => <FileBlock {...props} />],
  ["header", (props) => <HeaderBlock {...props} />],
  ["image", ({ block }) => <ImageBlock block={block} />],
  ["input", (props) => <InputBlock {...props} />],
  [
    "markdown",
    ({ block, surface }) => <ProseView nodes={parseMarkdown(textAt(block, "text"))} names={surface.names} />,
  ],
  ["plan", ({ block, surface }) => <PlanBlock block={block} names={surface.names} />],
  ["rich_text", ({ block, surface }) => <RichText block={block} names={surface.names} />],
  ["section", (props) => <SectionBlock {...props} />],
  ["table", ({ block, surface }) => <TableBlock block={block} names={surface.names} />],
  ["task_card", ({ block, surface }) => <TaskCard task={block} names={surface.names} />],
  ["video", ({ block }) => <VideoBlock block={block} />],
]);

/**
 * Blocks of Slack's Block Kit as HTML. Every type that Slack documents is drawn; another is a labelled box.
 *
 * What blocks say is foreign text: all of it is escaped, links go to http, https and mailto only, and no
 * picture is loaded from another host.
 */
export function Blocks({ blocks, surface }: { blocks: readonly JsonObject[]; surface: Surface }) {
  return (
    <>
      {blocks.map((block, index) => {
        const view = VIEWS.get(textAt(block, "type"));
        if (!view) return <UnknownBox what="block" type={textAt(block, "type")} content={block} />;
        return <div class="block">{view({ block, blockId: blockIdOf(block, index), surface })}</div>;
      })}
    </>
  );
}
