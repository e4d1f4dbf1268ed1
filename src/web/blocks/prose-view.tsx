import type { Child } from "hono/jsx";
import { visibleText } from "../../kernel/index.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { Table } from "../ui/table.tsx";
import { formatSlackDate } from "./date-format.ts";
import type { Names } from "./names.ts";
import type { Inline, Prose, Style } from "./prose.ts";
import { linkUrl } from "./safe-url.ts";

/** Where a link may point, it is one; anything else shows its address as text. Nobody is told where it came from. */
export function SafeLink({
  url,
  children,
  class: className,
}: {
  url: string;
  children: Child;
  class?: string;
}) {
  const safe = linkUrl(url);
  if (safe === undefined) return <span class="unsafe-link">{children}</span>;
  return (
    <a href={safe} class={className} title={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function Styled({ style, children }: { style: Style; children: Child }) {
  if (style === "bold") return <strong>{children}</strong>;
  if (style === "italic") return <em>{children}</em>;
  if (style === "underline") return <u>{children}</u>;
  return <s>{children}</s>;
}

type MentionNode = Extract<Inline, { kind: "mention" }>;

function Mention({ node, names }: { node: MentionNode; names: Names }) {
  const sigil = node.of === "channel" ? "#" : "@";
  const known =
    node.of === "user" ? names.user(node.id) : node.of === "channel" ? names.channel(node.id) : undefined;
  return <span class="mention">{sigil + visibleText(known ?? node.label ?? node.id)}</span>;
}

function InlineNode({ node, names }: { node: Inline; names: Names }): Child {
  switch (node.kind) {
    case "text":
      return visibleText(node.text);
    case "break":
      return <br />;
    case "code":
      return <code>{visibleText(node.text)}</code>;
    case "styled":
      return (
        <Styled style={node.style}>
          <InlineText nodes={node.children} names={names} />
        </Styled>
      );
    case "link":
      return (
        <SafeLink url={node.url}>
          <InlineText nodes={node.children} names={names} />
        </SafeLink>
      );
    case "mention":
      return <Mention node={node} names={names} />;
    case "broadcast":
      return <span class="mention broadcast">@{node.range}</span>;
    case "date":
      return (
        <time datetime={node.at.toISOString()}>
          {visibleText(formatSlackDate(node, names.timeZone) || node.fallback)}
        </time>
      );
  }
}

/** What a line says. */
export function InlineText({ nodes, names }: { nodes: readonly Inline[]; names: Names }) {
  return (
    <>
      {nodes.map((node) => (
        <InlineNode node={node} names={names} />
      ))}
    </>
  );
}

type Of<K extends Prose["kind"]> = Extract<Prose, { kind: K }>;

function ListView({ node, names }: { node: Of<"list">; names: Names }) {
  const items = node.items.map((item) => (
    <li>
      <ProseView nodes={item} names={names} />
    </li>
  ));
  return node.start === undefined ? <ul>{items}</ul> : <ol start={node.start}>{items}</ol>;
}

function TableView({ node, names }: { node: Of<"table">; names: Names }) {
  const columns = node.header.map((cell) => <InlineText nodes={cell} names={names} />);
  return (
    <Table caption="Table in the message" columns={columns}>
      {node.rows.map((row) => (
        <tr>
          {row.map((cell) => (
            <td>
              <InlineText nodes={cell} names={names} />
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function ProseNode({ node, names }: { node: Prose; names: Names }) {
  switch (node.kind) {
    case "paragraph":
      return (
        <p>
          <InlineText nodes={node.inline} names={names} />
        </p>
      );
    case "heading":
      // A message is inside a page that has headings of its own: it looks like one but does not join the outline.
      return (
        <p class={`heading heading-${Math.min(node.level, 4)}`}>
          <InlineText nodes={node.inline} names={names} />
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <ProseView nodes={node.children} names={names} />
        </blockquote>
      );
    case "list":
      return <ListView node={node} names={names} />;
    case "code":
      return <CodeBlock text={node.text} label="Code" />;
    case "table":
      return <TableView node={node} names={names} />;
    case "rule":
      return <hr />;
  }
}

/** A text of either markup as HTML. Every character of it is escaped; only our own elements are made. */
export function ProseView({ nodes, names }: { nodes: readonly Prose[]; names: Names }) {
  return (
    <>
      {nodes.map((node) => (
        <ProseNode node={node} names={names} />
      ))}
    </>
  );
}
