import type { Choice, ShownTable, Step } from "../planning/index.ts";

/** What Chief says at the end of a run. */
export interface Answer {
  /** Standard Markdown, as a planner wrote it: not to be trusted with more than text. */
  readonly text: string;
  readonly tables: readonly ShownTable[];
  /** Buttons under it; absent when there are none. */
  readonly choices?: readonly Choice[];
}

const MOST_TABLES = 3;

/**
 * The answer of a run: the planner's last words with the tables it showed. The engine's label of a partial result
 * is appended here when the words do not carry it, so that no planner can drop it.
 */
export function composeAnswer(text: string, steps: readonly Step[]): Answer {
  const shown = steps.flatMap((step) =>
    step.kind === "tool" && step.ok && step.effect.shown ? [step.effect.shown] : [],
  );
  const tables = [...new Map(shown.map((table) => [JSON.stringify(table), table])).values()].slice(
    -MOST_TABLES,
  );
  const labels = new Set(
    steps.flatMap((step) =>
      step.kind === "tool" && step.ok ? (step.effect.partial ?? step.effect.shown?.partial ?? []) : [],
    ),
  );
  const missing = [...labels].filter((label) => !text.includes(label));
  const notes = missing.map((label) => `\n_Not complete: these numbers are ${label}._`);
  const unsaid = steps.flatMap((step) => (step.kind === "tool" ? (step.effect.mustBeShown ?? []) : []));
  const owed = [...new Set(unsaid)].filter((words) => !text.includes(words)).map((words) => `\n\n${words}`);
  const choices = choicesIn(steps);
  return { text: text + owed.join("") + notes.join(""), tables, ...(choices ? { choices } : {}) };
}

function choicesIn(steps: readonly Step[]): readonly Choice[] | undefined {
  const last = steps.findLast((step) => step.kind === "tool" && step.effect.choices !== undefined);
  return last?.kind === "tool" ? last.effect.choices : undefined;
}
