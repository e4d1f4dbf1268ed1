import type { ActionDraft } from "../../actions/index.ts";
import { type CallOutcome, hashOfCall, type PreparedCall, prepareTrial } from "../../execution/index.ts";
import type { Integration } from "../../integrations/index.ts";
import { type Json, newId } from "../../kernel/index.ts";
import { getWorkspace } from "../../people/index.ts";
import type { CredentialDescription } from "../../vault/index.ts";
import type { Trial } from "../pages/contracts/trial-panel.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { parseSample, shortText, shownRequest } from "./contract-previews.ts";
import { shortenSample } from "./shorten-sample.ts";

export type Tried =
  | { readonly ok: true; readonly trial: Trial }
  /** What is wrong with the sample values, by the names of their inputs. */
  | { readonly ok: false; readonly faults: readonly { readonly path: string; readonly message: string }[] };

interface TryAsk {
  readonly visitor: Visitor;
  readonly integration: Integration;
  readonly credential: CredentialDescription | undefined;
  readonly draft: ActionDraft;
  readonly samples: Readonly<Record<string, string>>;
  /** The hash and the id that the person said yes to; empty before. */
  readonly confirmed: { readonly hash: string; readonly callId: string };
}

const TRIAL_ID = /^test_[0-9a-z]{8,40}$/i;

/**
 * Tries an action that is being written, through the policy and the ledger like any call.
 *
 * A read goes at once. What changes something, and what the policy asks about, is shown first: only when the person
 * has said yes to exactly that request is it sent, and the yes is stored as their answer. When the request has become
 * another one meanwhile, it is shown again.
 */
export async function tryContract(deps: WebDeps, ask: TryAsk): Promise<Tried> {
  const { integration, visitor, confirmed } = ask;
  const prepared = prepareTrial(integration, ask.draft, ask.samples);
  if (!prepared.ok) return prepared;
  const { call } = prepared;
  const hash = hashOfCall(integration.workspaceId, call, integration.credentialVersion);
  const isConfirmed = confirmed.hash === hash && TRIAL_ID.test(confirmed.callId);
  const callId = isConfirmed ? confirmed.callId : newId("test", deps.clock());
  const request = shownRequest(call.request, ask.credential);
  const confirm = (because: string, note?: string): Tried => ({
    ok: true,
    trial: { kind: "confirm", request, hash, callId, because, note },
  });
  if (!isConfirmed && (call.effect !== "read" || call.requiresConfirmation))
    return confirm(becauseOf(call), confirmed.hash === "" ? undefined : CHANGED);
  const performance = await performanceOf(deps, ask, { callId, call });
  const outcome = isConfirmed
    ? await deps.execution.performConfirmed(performance, visitor)
    : await deps.execution.perform(performance);
  if (outcome.kind !== "waiting") return { ok: true, trial: trialOf(outcome) };
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
  { db }: WebDeps,
  { integration, visitor }: TryAsk,
  { callId, call }: { callId: string; call: PreparedCall },
) {
  const { catalogueVersion } = await getWorkspace(db, visitor.workspaceId);
  const { workspaceId, id: memberId } = visitor;
  const context = { workspaceId, runId: callId, threadId: null, memberId };
  return { id: callId, context, call, integration, catalogueVersion, foreign: [] };
}

function trialOf(outcome: Exclude<CallOutcome, { kind: "waiting" }>): Trial {
  switch (outcome.kind) {
    case "answered":
      return answeredTrial(outcome);
    case "failed":
    case "refused":
    case "unknown":
      return { kind: "failed", message: outcome.message };
  }
}

function answeredTrial({ status, body }: Extract<CallOutcome, { kind: "answered" }>): Trial {
  const value: Json = parseSample(body) ?? null;
  const sample = JSON.stringify(shortenSample(value), null, 2);
  return { kind: "answered", status, text: shortText(value), sample };
}
