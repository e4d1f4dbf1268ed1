import type { DeclaredPaging } from "../../actions/index.ts";

/** How much a paged read may take. */
export interface PageBudget {
  readonly maxPages: number;
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly maxMs: number;
}

export const DEFAULT_PAGE_BUDGET: PageBudget = {
  maxPages: 500,
  maxRows: 500_000,
  maxBytes: 256 * 1024 * 1024,
  maxMs: 120_000,
};

/** The usual budget, narrowed by what an admin declared for the action. */
export function budgetFor(declared: DeclaredPaging | undefined): PageBudget {
  const usual = DEFAULT_PAGE_BUDGET;
  return {
    ...usual,
    maxPages: Math.min(usual.maxPages, declared?.maxPages ?? usual.maxPages),
    maxRows: Math.min(usual.maxRows, declared?.maxRows ?? usual.maxRows),
  };
}

/** What a paged read has taken so far. */
export interface Taken {
  readonly pages: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
}

/** In words, the part of the budget that is used up, or undefined. */
export function spentPages(taken: Taken, budget: PageBudget): string | undefined {
  if (taken.pages >= budget.maxPages) return `the budget of ${budget.maxPages} pages was reached`;
  if (taken.rows >= budget.maxRows) return `the budget of ${budget.maxRows} rows was reached`;
  if (taken.bytes >= budget.maxBytes) return `the budget of ${budget.maxBytes / 1024 / 1024} MiB was reached`;
  return taken.ms >= budget.maxMs ? `the budget of ${budget.maxMs / 1000} s was reached` : undefined;
}
