import type { Step } from "./step.ts";

/** What was called and computed in some steps, as it was written, and the times that what they brought back had been read with. */
export function writtenIn(steps: readonly Step[]): {
  readonly used: readonly string[];
  readonly before: readonly string[];
} {
  return {
    used: steps.flatMap((step) =>
      step.kind === "assistant" ? step.toolCalls.map((call) => call.arguments) : [],
    ),
    before: steps.flatMap((step) => (step.kind === "tool" ? (step.effect.recalledTimes ?? []) : [])),
  };
}
