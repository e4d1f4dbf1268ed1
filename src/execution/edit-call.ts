/** Puts an edited request in the place of one that waits. The action and the integration stay what they are. */
import { type Approval, countApprovalsOfCall, markApprovalEdited } from "../approvals/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import { type Asking, insertQuestion, prepareQuestion } from "./ask-first.ts";
import { type EditField, fieldsOf, targetWith } from "./edit-fields.ts";
import type { PerformRead } from "./gather-evidence.ts";
import { withIdempotencyKey } from "./idempotency.ts";
import { type CallRow, findCall, replaceWaiting } from "./ledger-store.ts";
import type { DecidingDeps, Performance } from "./performance.ts";
import { prepareCall } from "./prepare-call.ts";
import { verdictOn } from "./verdict-on.ts";

/** What a person wants a waiting request to be. */
export interface Edit {
  readonly approval: Approval;
  /** The member who edits. */
  readonly by: string;
  /** Texts by the names of `fieldsOf`. Fields that are not there stay as they are. */
  readonly entered: ReadonlyMap<string, string>;
  readonly catalogue: Catalogue;
  /** Only looks whether it could be done. */
  readonly dryRun?: boolean;
}

/** `approvalId` is that of the new question, null after a dry run. `field` is the field that is not right, where it is known; `late`: the question was closed meanwhile. */
export type Edited =
  | { readonly ok: true; readonly approvalId: string | null }
  | { readonly ok: false; readonly message: string; readonly field?: string; readonly late?: boolean };

const LATE: Edited = { ok: false, message: "This request was answered or edited meanwhile", late: true };

/** The fields of a request that waits; undefined when it cannot be edited. */
export async function editableFields(
  deps: Pick<DecidingDeps, "db">,
  { approval, catalogue }: Pick<Edit, "approval" | "catalogue">,
): Promise<readonly EditField[] | undefined> {
  const row = await findCall(deps.db, approval.workspaceId, approval.callId);
  if (!row?.target || row.state !== "waiting" || approval.state !== "pending") return undefined;
  return fieldsOf(row.target, actionOf(row, catalogue));
}

const actionOf = ({ actionId }: CallRow, catalogue: Catalogue) =>
  actionId === null ? undefined : catalogue.action(actionId);

export async function editWaiting(deps: DecidingDeps, edit: Edit, performRead: PerformRead): Promise<Edited> {
  const { approval, catalogue } = edit;
  const row = await findCall(deps.db, approval.workspaceId, approval.callId);
  if (!row?.target || row.state !== "waiting") return LATE;
  const wanted = targetWith(row.target, actionOf(row, catalogue), edit.entered);
  if (!wanted.ok) return wanted;
  const prepared = prepareCall(catalogue, wanted.target);
  if (!prepared.ok) return { ok: false, message: prepared.message };
  const { call, integration } = prepared;
  if (call.integrationId !== row.integrationId || call.actionId !== row.actionId)
    return {
      ok: false,
      message: "An edit may change the arguments, but not which action of which integration it is",
    };
  const performance: Performance = {
    id: row.id,
    context: {
      workspaceId: row.workspaceId,
      runId: row.runId,
      threadId: row.threadId,
      memberId: row.memberId,
    },
    target: wanted.target,
    call: withIdempotencyKey(call, row.id),
    integration,
    catalogue,
    catalogueVersion: catalogue.version,
    // Whoever edits has read the request as a whole, and writes it anew.
    foreign: [],
    spoken: { byPeople: [...edit.entered.values()], byChief: [] },
  };
  const verdict = await verdictOn(deps, performance, catalogue.version);
  if (verdict.kind === "refuse") return { ok: false, message: verdict.because };
  if (edit.dryRun) return { ok: true, approvalId: null };
  const asking: Asking =
    verdict.kind === "ask"
      ? verdict
      : { kind: "ask", because: approval.askedBecause, approvers: approval.approvers };
  return replaceQuestion(deps, edit, { row, performance, asking, performRead });
}

async function replaceQuestion(
  deps: DecidingDeps,
  { approval, by }: Edit,
  made: { row: CallRow; performance: Performance; asking: Asking; performRead: PerformRead },
): Promise<Edited> {
  const { row, performance, asking: verdict, performRead } = made;
  const asked = await countApprovalsOfCall(deps.db, row.id);
  const readId = `${row.id}.before.${asked}`;
  const question = await prepareQuestion(deps, performance, { readId, performRead });
  const approvalId = await deps.db.transaction(async (tx) => {
    if (!(await markApprovalEdited(tx, approval, { by, now: deps.clock() }))) return undefined;
    const { call, requestHash } = question;
    const isReplaced = await replaceWaiting(tx, row, { call, requestHash, target: performance.target });
    if (!isReplaced) throw new Error(`call ${row.id} does not wait any more`);
    const more = { replaces: approval.id, editedBy: by };
    return insertQuestion(deps, tx, { performance, question, verdict, more });
  });
  return approvalId === undefined ? LATE : { ok: true, approvalId };
}
