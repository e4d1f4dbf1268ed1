import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Badge } from "../../ui/badge.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { ChangedLine } from "../skills/versions-panel.tsx";

/** A tool that its server defines otherwise than when an admin looked at it. */
export interface ChangedTool {
  readonly actionId: string;
  readonly name: string;
  /** Identifies what is offered now. */
  readonly pin: string;
  /** Whether an admin looked at this difference, and keeps it off. */
  readonly isKeptOff: boolean;
  readonly lines: readonly ChangedLine[];
}

interface ChangedToolsProps {
  readonly id: string;
  readonly changed: readonly ChangedTool[];
  readonly mayManage: boolean;
}

const MARKS = { same: " ", removed: "−", added: "+" } as const;

function Decision({ id, tool }: { id: string; tool: ChangedTool }) {
  return (
    <form class="row" method="post" action={paths.mcpTools(id)}>
      <input type="hidden" name="action" value={tool.actionId} />
      <input type="hidden" name="pin" value={tool.pin} />
      <button type="submit" class="small primary" name="do" value="accept">
        <Icon name="check" /> Accept<span class="sr"> {visibleText(tool.name)}</span>
      </button>
      {!tool.isKeptOff && (
        <button type="submit" class="small" name="do" value="keep_off">
          <Icon name="ban" /> Keep off<span class="sr"> {visibleText(tool.name)}</span>
        </button>
      )}
    </form>
  );
}

/** Changed definitions, each with its difference and what can be decided about it. */
export function ChangedTools({ id, changed, mayManage }: ChangedToolsProps) {
  if (changed.length === 0) return null;
  return (
    <section class="panel stack" aria-labelledby="changed-title">
      <h2 id="changed-title">Changed since an admin looked</h2>
      <p class="muted">
        These are off. Read what is different: a description, too, tells Chief what to do with a tool. One
        that is accepted counts as a write again, and is on if it was.
      </p>
      <ul class="versions stack">
        {changed.map((tool) => (
          <li class="stack">
            <p class="row">
              <strong>{visibleText(tool.name)}</strong>
              {tool.isKeptOff && <Badge tone="plain">kept off</Badge>}
            </p>
            <figure class="code-frame" tabindex={0} aria-label={`What changed in ${visibleText(tool.name)}`}>
              <pre>
                <code>
                  {tool.lines.map(({ kind, text }) => (
                    <span class={`diff-${kind}`}>{`${MARKS[kind]} ${visibleText(text)}\n`}</span>
                  ))}
                </code>
              </pre>
            </figure>
            {mayManage && <Decision id={id} tool={tool} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
