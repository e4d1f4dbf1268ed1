import type { Verdict } from "../policy/index.ts";
import { refuseCall } from "./ended-call.ts";
import { type CallRow, type Intent, insertIntent } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import { type Hold, wordsForHold } from "./pace.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import { sendCall } from "./send-call.ts";
import { useGrant } from "./use-grant.ts";
import { takeApprovedTurn, takeTurn } from "./wait-for-turn.ts";

/**
 * Sends a call that nobody need be asked about as soon as it may be sent, or refuses it where that would take long.
 * Undefined when the ledger has the call already, or the workspace has moved on from `intent.onlyAtVersion`.
 */
export async function sendInTurn(
  deps: ExecutionDeps,
  performance: Performance,
  intent: Omit<Intent, "now">,
): Promise<CallOutcome | undefined> {
  const turn = await takeTurn(deps, performance, (now) => ({ ...intent, now }));
  if (!turn) return undefined;
  if (turn.kind === "now") return sendCall(deps, performance, turn.got, turn);
  const row = await insertIntent(deps.db, { ...intent, state: "planned", now: deps.clock() });
  return row && refuseHeld(deps, performance, { row, hold: turn.hold });
}

/** Sends a new call under a grant that covers it. Undefined when none does any more, or the ledger has got the call meanwhile. */
export async function sendUnderGrant(
  deps: ExecutionDeps,
  performance: Performance,
  asked: { verdict: Extract<Verdict, { kind: "ask" }>; requestHash: string },
): Promise<CallOutcome | undefined> {
  const { id, call, target, context } = performance;
  if (!asked.verdict.grants?.length) return undefined;
  const turn = await takeApprovedTurn(deps, performance);
  if (turn.kind === "now") {
    const row = await useGrant(deps, performance, asked);
    return row && sendCall(deps, performance, row, turn);
  }
  const { requestHash } = asked;
  const intent = { id, context, call, target, requestHash, state: "planned", now: deps.clock() } as const;
  const row = await insertIntent(deps.db, intent);
  return row && refuseHeld(deps, performance, { row, hold: turn.hold });
}

const CODES: Readonly<Record<Hold["why"]["kind"], string>> = {
  limit: "execution.limit_reached",
  slow_down: "execution.slowed_down",
  down: "execution.left_alone",
};

/** Ends a call that could not be sent in time, with the reason and the instant from which it could. */
export function refuseHeld(
  deps: ExecutionDeps,
  performance: Performance,
  { row, hold }: { row: CallRow; hold: Hold },
): Promise<CallOutcome> {
  const { call, integration } = performance;
  const of = { title: call.title, integration: integration.name, cardUrl: deps.cardUrl(integration.id) };
  const words = wordsForHold(hold, of, deps.clock());
  const message = row.state === "waiting" ? `It was approved, but nothing was sent: ${words}` : words;
  return refuseCall(deps, performance, { row, message, code: CODES[hold.why.kind] });
}
