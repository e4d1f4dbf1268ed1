import type { Approval } from "../approvals/index.ts";
import { type CallRow, type CallTarget, findResult, undoOf } from "../execution/index.ts";
import type { Json } from "../kernel/index.ts";
import type { ConversationDeps } from "./deps.ts";

/** The call that takes an approved and done one back; undefined where that is not obvious. */
export async function undoTargetOf(
  deps: Pick<ConversationDeps, "db">,
  { approval, call }: { approval: Approval; call: CallRow | undefined },
): Promise<CallTarget | undefined> {
  const { before } = approval.evidence;
  if (approval.kind !== "send" || approval.usedAt === null || before?.kind !== "read") return undefined;
  if (call?.state !== "settled" || call.failure !== null || call.target === null) return undefined;
  const record = await findResult(deps.db, before.callId);
  if (!record) return undefined;
  return undoOf({
    method: call.request.method,
    target: call.target,
    body: call.request.body === undefined ? undefined : (JSON.parse(call.request.body) as Json),
    before: JSON.parse(record.body) as Json,
  });
}
