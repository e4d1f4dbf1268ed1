import type { ActionDraft, ArgumentFault } from "../actions/index.ts";
import type { Db } from "../database/index.ts";
import type { Integration } from "../integrations/index.ts";
import { type Clock, newId } from "../kernel/index.ts";
import { getWorkspace, type Member } from "../people/index.ts";
import type { CallOutcome } from "./outcome.ts";
import type { Execution } from "./perform-call.ts";
import { prepareTrial } from "./prepare-trial.ts";
import { hashOfCall, type PreparedCall, type PreparedRequest } from "./prepared-request.ts";

/** What came of trying an action, or the request that has to be confirmed first. */
export type TriedAction =
  | {
      readonly ok: true;
      readonly kind: "confirm";
      readonly request: PreparedRequest;
      /** Identifies exactly this request; the yes is to this and to nothing else. */
      readonly hash: string;
      readonly callId: string;
      readonly because: string;
      /** What became of an earlier yes. */
      readonly note?: string;
    }
  | { readonly ok: true; readonly kind: "tried"; readonly outcome: Exclude<CallOutcome, { kind: "waiting" }> }
  /** What is wrong with the sample values, by the names of their inputs. */
  | { readonly ok: false; readonly faults: readonly ArgumentFault[] };

interface TryAsk {
  readonly person: Member;
  readonly integration: Integration;
  readonly draft: ActionDraft;
  readonly arguments: unknown;
  /** The hash and the id that the person said yes to. */
  readonly confirmed?: { readonly hash: string; readonly callId: string };
}

const TRIAL_ID = /^test_[0-9a-z]{8,40}$/i;

/**
 * Tries an action that is being written, through the policy and the ledger like any call.
 *
 * A read goes at once. What changes something, and what the policy asks about, is shown first: only when the person
 * has said yes to exactly that request is it sent, and the yes is stored as their answer. When the request has become
 * another one meanwhile, it is shown again.
 */
export async function tryAction(
  deps: { db: Db; clock: Clock; execution: Execution },
  ask: TryAsk,
): Promise<TriedAction> {
  const { integration, person, confirmed } = ask;
  const prepared = prepareTrial(integration, ask.draft, ask.arguments);
  if (!prepared.ok) return prepared;
  const { call } = prepared;
  const hash = hashOfCall(integration.workspaceId, call, integration.credentialVersion);
  const isConfirmed = confirmed?.hash === hash && TRIAL_ID.test(confirmed.callId);
  const callId = isConfirmed ? confirmed.callId : newId("test", deps.clock());
  const confirm = (because: string, note: string | undefined): TriedAction => ({
    ...{ ok: true, kind: "confirm", request: call.request, hash, callId, because },
    ...(note === undefined ? {} : { note }),
  });
  if (!isConfirmed && (call.effect !== "read" || call.requiresConfirmation))
    return confirm(becauseOf(call), confirmed ? CHANGED : undefined);
  const performance = await performanceOf(deps.db, ask, { callId, call });
  const outcome = isConfirmed
    ? await deps.execution.performConfirmed(performance, person)
    : await deps.execution.perform(performance);
  if (outcome.kind !== "waiting") return { ok: true, kind: "tried", outcome };
  return confirm("the rules ask about it", isConfirmed ? OTHERS : undefined);
}

const CHANGED = "What would be sent has changed; look again.";
const OTHERS =
  "Your yes is stored, and the rules want somebody else's as well: it waits on the approvals page. Send it once that is there.";

function becauseOf({ effect, request }: PreparedCall): string {
  if (effect === "read") return "this action is marked “requires confirmation”";
  return effect === "destroy"
    ? `a ${request.method} takes something away`
    : `this ${request.method} is marked as a write`;
}

async function performanceOf(
  db: Db,
  { integration, person }: TryAsk,
  { callId, call }: { callId: string; call: PreparedCall },
) {
  const { catalogueVersion } = await getWorkspace(db, person.workspaceId);
  const { workspaceId, id: memberId } = person;
  const context = { workspaceId, runId: callId, threadId: null, memberId };
  return { id: callId, context, call, integration, catalogueVersion, foreign: [] };
}
