import type { Json } from "../kernel/index.ts";
import type { RunView, ToolStep } from "../planning/index.ts";

/** What a step of a run gave: the words of a model, the rows of a query, or the answer of a call. */
export function valueOfStep(
  { name, content, effect }: ToolStep,
  resultOf: RunView["resultOf"],
): Json | undefined {
  if (name === "ask_model") return effect.asked?.gave ?? content;
  if (effect.shown) {
    const { columns, rows } = effect.shown;
    return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])));
  }
  return effect.callId === undefined ? undefined : resultOf(effect.callId);
}
