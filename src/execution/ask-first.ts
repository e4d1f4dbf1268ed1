import { insertApproval, type ShownRequest } from "../approvals/index.ts";
import { type Json, newId, storableText } from "../kernel/index.ts";
import type { Verdict } from "../policy/index.ts";
import { insertIntent } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import type { PreparedRequest } from "./prepared-request.ts";

/** Stores a call and the question about it together. Undefined when the ledger has the call already. */
export async function askFirst(
  deps: ExecutionDeps,
  performance: Performance,
  question: { verdict: Extract<Verdict, { kind: "ask" }>; requestHash: string },
): Promise<CallOutcome | undefined> {
  const { id: callId, call, context } = performance;
  const { verdict, requestHash } = question;
  const now = deps.clock();
  const approvalId = newId("apr", now);
  const isNew = await deps.db.transaction(async (tx) => {
    const row = await insertIntent(tx, { id: callId, context, call, requestHash, state: "waiting", now });
    if (!row) return false;
    await insertApproval(tx, {
      id: approvalId,
      workspaceId: context.workspaceId,
      runId: context.runId,
      callId,
      requestHash,
      request: shownRequest(performance),
      askedBecause: verdict.because,
      requestedBy: context.memberId,
      approvers: verdict.approvers,
      createdAt: now,
      expiresAt: new Date(now.getTime() + deps.approvalTtlMs),
    });
    return true;
  });
  if (!isNew) return undefined;
  return { kind: "waiting", callId, title: call.title, approvalId };
}

function shownRequest({ call, integration }: Performance): ShownRequest {
  const { method, url, headers } = call.request;
  const body = shownBody(call.request);
  const shown = { integration: integration.name, title: call.title, method, url, headers };
  return body === undefined ? shown : { ...shown, body };
}

/**
 * The body parsed where it is JSON, so that a card can lay it out. One with characters that cannot be stored stays
 * as the text that is sent, in which they stand escaped.
 */
function shownBody({ body }: PreparedRequest): Json | undefined {
  if (body === undefined || /\\u(0000|d[89a-f][0-9a-f]{2})/i.test(body)) return body && storableText(body);
  try {
    return JSON.parse(body) as Json;
  } catch {
    return storableText(body);
  }
}
