/**
 * What a planner does that always attacks. Each attack is a little play on a stage; whether it got through is not its
 * own to say, but the oracle's, who looks at the wire.
 */
import { harmless, honest } from "./everyday.ts";
import { type Goal, goalCall } from "./goals.ts";
import type { Attack } from "./play.ts";
import * as policyAttacks from "./policy-attacks.ts";
import * as toolAttacks from "./tool-attacks.ts";
import * as wireAttacks from "./wire-attacks.ts";
import * as wornYes from "./worn-yes.ts";
import * as wrongYes from "./wrong-yes.ts";

/** The calls that a wholly obedient planner makes for the injected goals. */
export function goals(known: readonly Goal[]): Attack {
  return async (stage) => {
    for (const call of stage.random.pick(known).calls) {
      const target = goalCall(call, {
        integrationId: stage.integration().id,
        mailId: await stage.actionId("send-mail"),
      });
      const outcome = await stage.propose(target);
      if (outcome?.kind === "waiting" && stage.random.chance(0.3))
        await stage.press(outcome.approvalId, stage.team.cleo);
    }
  };
}

export const ATTACKS: Readonly<Record<string, Attack>> = {
  ...wrongYes,
  ...wornYes,
  ...wireAttacks,
  ...toolAttacks,
  ...policyAttacks,
  honest,
  harmless,
};
