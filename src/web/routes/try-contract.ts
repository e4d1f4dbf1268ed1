import type { ActionDraft } from "../../actions/index.ts";
import { type CallOutcome, hashOfCall, type PreparedCall, prepareTrial } from "../../execution/index.ts";
import type { Integration } from "../../integrations/index.ts";
import { type Json, newId } from "../../kernel/index.ts";
import { getWorkspace } from "../../people/index.ts";
import type { CredentialDescription } from "../../vault/index.ts";
import type { Trial } from "../pages/contracts/trial-panel.tsx";
import { paths } from "../paths.ts";
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
  const { integration, visitor, draft, confirmed } = ask;
  const prepared = prepareTrial(integration, draft, ask.samples);
  if (!prepared.ok) return prepared;
  const { call } = prepared;
  const hash = hashOfCall(integration.workspaceId, call, integration.credentialVersion);
  const callId = TRIAL_ID.test(confirmed.callId) ? confirmed.callId : newId("test", deps.clock());
  const isConfirmed = confirmed.hash === hash && confirmed.callId === callId;
  if (!isConfirmed && (call.effect !== "read" || call.requiresConfirmation)) {
    const note = confirmed.hash === "" ? undefined : "What would be sent has changed; look again.";
    const shown = shownRequest(call.request, ask.credential);
    const because = becauseOf(call);
    return {
      ok: true,
      trial: { kind: "confirm", request: shown, hash, callId: newId("test", deps.clock()), because, note },
    };
  }
  const performance = await performanceOf(deps, ask, { callId, call });
  const outcome = isConfirmed
    ? await deps.execution.performConfirmed(performance, visitor)
    : await deps.execution.perform(performance);
  if (outcome.kind === "waiting" && !isConfirmed) {
    const shown = shownRequest(call.request, ask.credential);
    return {
      ok: true,
      trial: { kind: "confirm", request: shown, hash, callId, because: "the rules ask about it" },
    };
  }
  return { ok: true, trial: trialOf(outcome) };
}

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

function trialOf(outcome: CallOutcome): Trial {
  switch (outcome.kind) {
    case "answered":
      return answeredTrial(outcome);
    case "waiting":
      return {
        kind: "told",
        isBad: false,
        message:
          "Your yes is stored, and the rules want somebody else's as well. It is on the approvals page.",
        href: paths.approvals,
      };
    case "failed":
    case "refused":
    case "unknown":
      return { kind: "told", isBad: true, message: outcome.message };
  }
}

function answeredTrial({ status, body }: Extract<CallOutcome, { kind: "answered" }>): Trial {
  const value: Json = parseSample(body) ?? null;
  const sample = JSON.stringify(shortenSample(value), null, 2);
  return { kind: "answered", status, text: shortText(value), sample };
}
