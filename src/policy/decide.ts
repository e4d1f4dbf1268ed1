import type { Effect, Verdict } from "./verdict.ts";

export interface ProposedCall {
  readonly effect: Effect;
  readonly method: string;
  readonly requiresConfirmation: boolean;
}

/**
 * The default policy, in words:
 *
 * 1. A call that removes something waits for an admin.
 * 2. A call that changes something waits for the person who asked, or an admin.
 * 3. A read that was marked "requires confirmation" waits like a change.
 * 4. Every other read goes ahead.
 *
 * The strictest line that matches decides. Nothing here looks at a name, a description or a message.
 */
export function decide(call: ProposedCall): Verdict {
  if (call.effect === "destroy") {
    return {
      kind: "ask",
      because: `every ${call.method} call needs an admin's approval`,
      approvers: { admins: true, requester: false },
    };
  }
  if (call.effect === "write") {
    return {
      kind: "ask",
      because: `every ${call.method} call needs an approval`,
      approvers: { admins: true, requester: true },
    };
  }
  if (call.requiresConfirmation) {
    return {
      kind: "ask",
      because: "this action is marked “requires confirmation”",
      approvers: { admins: true, requester: true },
    };
  }
  return { kind: "allow" };
}
