import type { PlanBlock, RichTextBlock, TaskUpdateChunk } from "@slack/types";
import type { Task } from "../../conversation/index.ts";
import { shortened } from "../../kernel/index.ts";
import { plainText, plainWords } from "../render/untrusted.ts";

const MOST_TITLE = 150;
const MOST_OUTPUT = 200;
/** How many tasks have a card of their own; the rest shares one. */
const MOST_CARDS = 20;

/** The tasks of a plan, as many as people read. Of more, the last card tells how many, and how the latest stands. */
export function cardsOf(tasks: readonly Task[]): readonly Task[] {
  const shown = tasks.slice(0, MOST_CARDS);
  const rest = tasks.slice(MOST_CARDS);
  const latest = rest.at(-1);
  if (!latest) return shown;
  return [...shown, { id: "more", title: `${rest.length} more: ${latest.title}`, state: latest.state }];
}

/** Words of an API's description: nothing in them is a mention, wherever Slack reads markup. */
function quiet(text: string, most: number): string {
  const calm = plainText(text)
    .replace(/\s+/g, " ")
    .replace(/<(?=[!@#])/g, "‹")
    .trim();
  return shortened(calm, most);
}

const titleOf = ({ title }: Task) => quiet(title, MOST_TITLE) || "A step";

/** A task for a stream. */
export function taskChunk(task: Task): TaskUpdateChunk {
  const { id, state, output } = task;
  const known = output === undefined ? {} : { output: quiet(output, MOST_OUTPUT) };
  return { type: "task_update", id, title: titleOf(task), status: state, ...known };
}

/** A plan for where nothing is streamed. */
export function planBlock(title: string, tasks: readonly Task[]): PlanBlock {
  return {
    type: "plan",
    title: quiet(title, MOST_TITLE),
    tasks: cardsOf(tasks).map((task) => ({
      type: "task_card",
      task_id: task.id,
      title: titleOf(task),
      status: task.state,
      ...(task.output === undefined ? {} : { output: plainWords(quiet(task.output, MOST_OUTPUT)) }),
    })),
  };
}

const MARKS: Readonly<Record<Task["state"], string>> = {
  pending: "◽",
  in_progress: "⏳",
  complete: "✅",
  error: "❌",
};

/** A plan for a Slack that knows no plans. */
export function plainPlan(title: string, tasks: readonly Task[]): RichTextBlock {
  const lines = cardsOf(tasks).map((task) => {
    const output = task.output === undefined ? "" : ` (${quiet(task.output, MOST_OUTPUT)})`;
    return `${MARKS[task.state]} ${titleOf(task)}${output}`;
  });
  return plainWords([quiet(title, MOST_TITLE), ...lines].join("\n"));
}
