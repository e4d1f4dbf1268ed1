import type { JsonObject } from "../../kernel/index.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { objectAt, objectsAt, textAt } from "./json-view.ts";
import type { Names } from "./names.ts";
import { SafeLink } from "./prose-view.tsx";
import { RichText } from "./rich-text.tsx";
import { plainText } from "./text-object.tsx";

const STATES: Readonly<Record<string, readonly [icon: IconName, words: string]>> = {
  pending: ["circle-dashed", "to do"],
  in_progress: ["loader-circle", "in progress"],
  complete: ["circle-check", "done"],
  error: ["circle-x", "failed"],
};

/** A `task_card`: one step of what Chief is doing, with its state, details, outcome and sources. */
export function TaskCard({ task, names }: { task: JsonObject; names: Names }) {
  const status = textAt(task, "status");
  const [icon, words] = (Object.hasOwn(STATES, status) ? STATES[status] : undefined) ?? [
    "circle-dashed",
    status,
  ];
  const parts = [objectAt(task, "details"), objectAt(task, "output")].filter((part) => part !== undefined);
  const sources = objectsAt(task, "sources");
  return (
    <div class={`task task-${status.replace(/[^a-z_]/g, "")}`}>
      <Icon name={icon} />
      <div>
        <p>
          {plainText(textAt(task, "title"))} <span class="sr">({words})</span>
        </p>
        {parts.map((part) => (
          <div class="task-part">
            <RichText block={part} names={names} />
          </div>
        ))}
        {sources.length > 0 && (
          <p class="row">
            {sources.map((source) => (
              <SafeLink url={textAt(source, "url")}>{plainText(textAt(source, "text"))}</SafeLink>
            ))}
          </p>
        )}
      </div>
    </div>
  );
}

/** A `plan`: the steps under their title. */
export function PlanBlock({ block, names }: { block: JsonObject; names: Names }) {
  return (
    <div class="plan">
      <p class="plan-title">
        <Icon name="list-tree" /> <strong>{plainText(textAt(block, "title"))}</strong>
      </p>
      {objectsAt(block, "tasks").map((task) => (
        <TaskCard task={task} names={names} />
      ))}
    </div>
  );
}
