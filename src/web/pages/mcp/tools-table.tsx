import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge } from "../../ui/badge.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Table } from "../../ui/table.tsx";
import { ActionSwitch } from "../integrations/actions-table.tsx";

/** One tool, with the action that calls it. */
export interface ToolLine {
  readonly actionId: string;
  /** As the server calls it. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: "read" | "write" | "destroy";
  readonly enabled: boolean;
  readonly obstacle: string | undefined;
  readonly pin: string;
  /** The whole definition, as text. */
  readonly definition: string;
}

interface ToolsTableProps {
  readonly id: string;
  readonly tools: readonly ToolLine[];
  readonly mayManage: boolean;
}

function Mark({ id, tool }: { id: string; tool: ToolLine }) {
  const other = tool.effect === "read" ? "write" : "read";
  return (
    <form method="post" action={paths.mcpTools(id)}>
      <input type="hidden" name="action" value={tool.actionId} />
      <input type="hidden" name="pin" value={tool.pin} />
      <button
        type="submit"
        class="small"
        name="do"
        value={other}
        aria-label={`Mark ${other}: ${visibleText(tool.name)}`}
      >
        Mark {other}
      </button>
    </form>
  );
}

function Row({ id, tool, mayManage }: { id: string; tool: ToolLine; mayManage: boolean }) {
  const { obstacle } = tool;
  return (
    <tr>
      <td>
        <strong>{visibleText(tool.name)}</strong>
        {tool.title !== tool.name && <small class="block">{visibleText(tool.title)}</small>}
        <small class="clip">{visibleText(tool.description)}</small>
        {obstacle && <small class="error">{visibleText(obstacle)}</small>}
        <details>
          <summary>Definition</summary>
          <figure class="code-frame" tabindex={0} aria-label={`Definition of ${visibleText(tool.name)}`}>
            <pre>
              <code>{visibleText(tool.definition)}</code>
            </pre>
          </figure>
        </details>
      </td>
      <td>
        <span class="row">
          <Badge tone={tool.effect === "read" ? "good" : "warn"}>{tool.effect}</Badge>
          {mayManage && !obstacle && <Mark id={id} tool={tool} />}
        </span>
      </td>
      <td>
        <ActionSwitch
          integrationId={id}
          action={{
            id: tool.actionId,
            name: tool.name,
            enabled: tool.enabled,
            ...(obstacle ? { obstacle } : {}),
          }}
          mayManage={mayManage}
        />
      </td>
    </tr>
  );
}

/** Every tool with its mark and its switch. */
export function ToolsTable({ id, tools, mayManage }: ToolsTableProps) {
  const on = tools.filter(({ enabled }) => enabled).length;
  return (
    <section class="panel stack" aria-labelledby="tools-title">
      <div class="row spread">
        <h2 id="tools-title">Tools</h2>
        {mayManage && (
          <form class="row" method="post" action={paths.mcpTools(id)}>
            <button type="submit" class="small" name="do" value="all_on">
              <Icon name="check" /> Switch all on
            </button>
            <button type="submit" class="small" name="do" value="all_off">
              <Icon name="ban" /> Switch all off
            </button>
          </form>
        )}
      </div>
      <p class="muted">
        {on} of {tools.length} on. A write asks a person before it is called. Mark a tool read only when you
        know that it changes nothing: what a server says about that is not believed.
      </p>
      <Table caption="Tools" columns={["Tool", "Effect", "On"]}>
        {tools.map((tool) => (
          <Row id={id} tool={tool} mayManage={mayManage} />
        ))}
      </Table>
    </section>
  );
}
