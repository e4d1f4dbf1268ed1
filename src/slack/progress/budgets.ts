/**
 * How often a method may be called for one workspace: `burst` at once, and then `perMinute`, which together are what its
 * tier allows in any minute (https://docs.slack.dev/apis/web-api/rate-limits). Of `chat.update`, half is left to cards.
 */
const TIERS = {
  "chat.startStream": { burst: 8, perMinute: 12 },
  "chat.stopStream": { burst: 8, perMinute: 12 },
  "chat.appendStream": { burst: 30, perMinute: 70 },
  "chat.update": { burst: 10, perMinute: 15 },
  "agents.sessions.setStatus": { burst: 20, perMinute: 30 },
  "assistant.threads.setStatus": { burst: 20, perMinute: 30 },
} as const;

export type BudgetedMethod = keyof typeof TIERS;

/** What may still be spent on showing progress. All threads of a workspace share it. */
export interface Budgets {
  /** Takes one call: 0, or else the milliseconds until there is one to take. */
  take(workspaceId: string, method: BudgetedMethod): number;
}

/** Budgets of this process; `nowMs` is a clock that only goes forward. */
export function createBudgets(nowMs: () => number = () => performance.now()): Budgets {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(workspaceId, method) {
      const { burst, perMinute } = TIERS[method];
      const key = `${workspaceId} ${method}`;
      const now = nowMs();
      const before = buckets.get(key) ?? { left: burst, at: now };
      const left = Math.min(burst, before.left + ((now - before.at) / 60_000) * perMinute);
      const isFree = left >= 1;
      buckets.set(key, { left: isFree ? left - 1 : left, at: now });
      return isFree ? 0 : Math.ceil(((1 - left) / perMinute) * 60_000);
    },
  };
}
