import { type Step, usageOf } from "../planning/index.ts";

/** What one run may use. Reaching any of it ends the run with what is known so far. */
export interface RunBudget {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly tokens: number;
  /** Working time; waiting for a person does not count. */
  readonly workMs: number;
}

export const DEFAULT_RUN_BUDGET: RunBudget = {
  modelCalls: 16,
  toolCalls: 40,
  tokens: 400_000,
  workMs: 10 * 60_000,
};

/** In words, which part of the budget is used up, or undefined. */
export function spentPart(budget: RunBudget, steps: readonly Step[], workedMs: number): string | undefined {
  const usage = usageOf(steps);
  if (usage.modelCalls >= budget.modelCalls) return `${budget.modelCalls} questions to the language model`;
  if (usage.toolCalls >= budget.toolCalls) return `${budget.toolCalls} tool calls`;
  if (usage.promptTokens + usage.completionTokens >= budget.tokens) return `${budget.tokens} tokens`;
  if (workedMs >= budget.workMs) return `${Math.round(budget.workMs / 60_000)} minutes`;
  return undefined;
}
