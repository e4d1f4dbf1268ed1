import type { Clock } from "../../kernel/index.ts";

/** Calls a minute by method, as Slack's tiers promise at least. */
export const SLACK_TIERS: Readonly<Record<string, number>> = {
  "conversations.list": 20,
  "conversations.history": 50,
  "conversations.replies": 50,
  "conversations.info": 50,
  "users.list": 20,
  "users.info": 100,
  "chat.update": 50,
  "chat.delete": 50,
  "chat.startStream": 20,
  "chat.appendStream": 100,
  "chat.stopStream": 20,
  "agents.sessions.setStatus": 50,
  "views.open": 100,
  "views.update": 100,
};

/** Takes one call of `method` out of its bucket: undefined when there was one, or else the seconds to wait. */
export type TakeToken = (method: string) => number | undefined;

/** A token bucket per method that fills evenly and holds a minute's worth. Methods without a limit are free. */
export function createRateLimits(perMinute: Readonly<Record<string, number>>, clock: Clock): TakeToken {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (method) => {
    const limit = Object.hasOwn(perMinute, method) ? perMinute[method] : undefined;
    if (limit === undefined) return undefined;
    const now = clock().getTime();
    const bucket = buckets.get(method) ?? { tokens: limit, at: now };
    const tokens = Math.min(limit, bucket.tokens + ((now - bucket.at) / 60_000) * limit);
    const isFree = tokens >= 1;
    buckets.set(method, { tokens: isFree ? tokens - 1 : tokens, at: now });
    return isFree ? undefined : Math.ceil(((1 - tokens) / limit) * 60);
  };
}
