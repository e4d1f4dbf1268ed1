import type { Clock } from "../../kernel/index.ts";
import { newSlackId } from "./ids.ts";

const LIFETIME_MS = 3000;
const FORGOTTEN_AFTER_MS = 60_000;

/** Why a trigger id opens nothing, in Slack's words. */
export type TriggerRefusal = "expired_trigger_id" | "exchanged_trigger_id" | "invalid_trigger_id";

/** Trigger ids: for three seconds after a person acted, the app may open one modal for them. */
export interface Triggers {
  issue(userId: string): string;
  /** The person, or why not. The first redemption uses the id up, whatever comes of it. */
  redeem(triggerId: string): { readonly userId: string } | TriggerRefusal;
}

export function createTriggers(clock: Clock): Triggers {
  const issued = new Map<string, { userId: string; at: number; used: boolean }>();
  const forgetOld = (now: number) => {
    for (const [id, { at }] of issued) if (now - at > FORGOTTEN_AFTER_MS) issued.delete(id);
  };
  return {
    issue(userId) {
      const at = clock().getTime();
      forgetOld(at);
      const id = `${at}.${newSlackId("")}`;
      issued.set(id, { userId, at, used: false });
      return id;
    },
    redeem(triggerId) {
      const trigger = issued.get(triggerId);
      if (trigger === undefined) return "invalid_trigger_id";
      if (trigger.used) return "exchanged_trigger_id";
      if (clock().getTime() - trigger.at > LIFETIME_MS) return "expired_trigger_id";
      trigger.used = true;
      return { userId: trigger.userId };
    },
  };
}
