/** What people do with a question: answer it, change it, leave it, take back what came of it. */
import {
  type Approval,
  answerApproval,
  cancelApproval,
  demandsMetBy,
  findApproval,
  mayAnswer,
  showCallLater,
} from "../approvals/index.ts";
import type { Tx } from "../database/index.ts";
import { confirmOutcome, type EditField, editableFields, findCall } from "../execution/index.ts";
import { getWorkspace, groupIdsOf, type Member } from "../people/index.ts";
import { postCards, showNow } from "./cards.ts";
import type { ConversationDeps } from "./deps.ts";
import { findPlacedRun } from "./list-runs.ts";
import { findRun, moveRun } from "./runs-store.ts";
import { startCallRun } from "./start-call-run.ts";
import { advanceThreadJob } from "./thread-store.ts";
import { undoTargetOf } from "./undo-call.ts";

/** How a click was taken. */
export type ClickOutcome =
  | {
      readonly kind: "accepted";
      readonly approval: Approval;
      /** What was given along with a yes. */
      readonly grant?: { readonly number: number; readonly described: string };
    }
  /** Somebody who may not answer; nothing changed. */
  | { readonly kind: "not_yours"; readonly approval: Approval }
  /** Already answered, expired or cancelled; nothing changed. */
  | { readonly kind: "too_late"; readonly approval: Approval }
  /** It cannot be done, and why; nothing changed. `field` is the field of an edit that is not right. */
  | { readonly kind: "wrong"; readonly approval: Approval; readonly message: string; readonly field?: string }
  | { readonly kind: "no_such" };

export interface OnQuestion {
  readonly workspaceId: string;
  readonly approvalId: string;
  readonly person: Member;
}

export interface Click extends OnQuestion {
  readonly verdict: "approved" | "denied";
  readonly reason?: string;
  /** Leaves the drawing to the job: whoever clicked waits for an acknowledgement. */
  readonly drawLater?: boolean;
}

export interface EditClick extends OnQuestion {
  /** Texts by the names of the form's fields. */
  readonly entered: ReadonlyMap<string, string>;
  /** Only tells whether the edit could be taken. */
  readonly dryRun?: boolean;
}

/** What else can be wanted of a question. `leave`: nobody will find out what became of the call. */
export interface WishClick extends OnQuestion {
  readonly wish: "undo" | "again" | "leave";
}

/** A question that this person may answer, or how the click ends. */
export async function openQuestion(
  deps: ConversationDeps,
  { workspaceId, approvalId, person }: OnQuestion,
): Promise<{ approval: Approval; counts: readonly number[] } | Exclude<ClickOutcome, { kind: "accepted" }>> {
  const approval = await findApproval(deps.db, workspaceId, approvalId);
  if (!approval) return { kind: "no_such" };
  const answerer = { ...person, groupIds: await groupIdsOf(deps.db, person) };
  if (!mayAnswer(approval, answerer)) return { kind: "not_yours", approval };
  return { approval, counts: demandsMetBy(approval, answerer) };
}

/** Answers a question, at most once, and lets its run go on. `andThen` is done in the transaction of an answer that counts. */
export async function takeClick(
  deps: ConversationDeps,
  click: Click,
  andThen?: (tx: Tx, approval: Approval) => Promise<void>,
): Promise<ClickOutcome> {
  const asked = await openQuestion(deps, click);
  if ("kind" in asked) return asked;
  const { workspaceId, approvalId, person, verdict, reason } = click;
  const answered = await deps.db.transaction(async (tx) => {
    const answer = { approvalId, workspaceId, by: person.id, verdict, counts: asked.counts };
    const approval = await answerApproval(tx, { ...answer, ...(reason ? { reason } : {}) }, deps.clock());
    if (approval) {
      await actOn(tx, approval, deps.clock());
      await andThen?.(tx, approval);
    }
    return approval;
  });
  const approval = answered ?? (await findApproval(deps.db, workspaceId, approvalId)) ?? asked.approval;
  const isCounted = answered !== undefined || isOwn(approval, click);
  if (isCounted && !click.drawLater) await showNow(deps, approval);
  return { kind: isCounted ? "accepted" : "too_late", approval };
}

/** A click that is handled again, because drawing had failed, is still the one that counted. */
function isOwn(approval: Approval, { person, verdict }: Click): boolean {
  if (approval.answeredBy === person.id && approval.state === verdict) return true;
  const saidYes = approval.yeses.some(({ by }) => by === person.id);
  return verdict === "approved" && saidYes && ["pending", "approved"].includes(approval.state);
}

/** What follows from an answer, in the transaction that stores it. */
async function actOn(tx: Tx, approval: Approval, now: Date): Promise<void> {
  if (approval.kind === "outcome") {
    const call = { workspaceId: approval.workspaceId, id: approval.callId };
    const happened = approval.state === "approved";
    if (approval.answeredBy) await confirmOutcome(tx, call, { happened, by: approval.answeredBy, now });
    await showCallLater(tx, call);
  } else if (approval.state !== "pending") await letRunGoOn(tx, approval);
}

/** Makes the run of a question that was closed ready and wakes its thread, in the transaction that closes it. */
export async function letRunGoOn(tx: Tx, approval: Approval): Promise<void> {
  if (approval.kind !== "send") return;
  await moveRun(tx, approval.runId, ["waiting", "running"], "ready");
  const run = await findRun(tx, approval.workspaceId, approval.runId);
  if (run) await tx.execute(advanceThreadJob(run.threadId));
}

/** The fields of a request that waits, for somebody who may answer it. */
export async function editForm(
  deps: ConversationDeps,
  on: OnQuestion,
): Promise<
  Exclude<ClickOutcome, { kind: "accepted" }> | { approval: Approval; fields: readonly EditField[] }
> {
  const asked = await openQuestion(deps, on);
  if ("kind" in asked) return asked;
  const { approval } = asked;
  const fields = await editableFields(deps, {
    approval,
    catalogue: await catalogueNow(deps, on.workspaceId),
  });
  return fields ? { approval, fields } : { kind: "too_late", approval };
}

/** The catalogue of a workspace as it is now. */
export async function catalogueNow(deps: ConversationDeps, workspaceId: string) {
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  return deps.catalogues.at(workspaceId, catalogueVersion);
}

/** Puts an edited request in the place of one that waits, and shows the new question instead of the old one. */
export async function takeEdit(deps: ConversationDeps, edit: EditClick): Promise<ClickOutcome> {
  const asked = await openQuestion(deps, edit);
  if ("kind" in asked) return asked;
  const { approval } = asked;
  const catalogue = await catalogueNow(deps, edit.workspaceId);
  const edited = await deps.execution.edit({
    approval,
    catalogue,
    by: edit.person.id,
    entered: edit.entered,
    dryRun: edit.dryRun ?? false,
  });
  if (!edited.ok) {
    if (edited.late) return { kind: "too_late", approval: await again(deps, approval) };
    const field = edited.field === undefined ? {} : { field: edited.field };
    return { kind: "wrong", approval, message: edited.message, ...field };
  }
  if (edited.approvalId === null) return { kind: "accepted", approval };
  const run = await findPlacedRun(deps.db, approval.workspaceId, approval.runId);
  if (run) await postCards(deps, run);
  await showNow(deps, approval);
  const fresh = await findApproval(deps.db, approval.workspaceId, edited.approvalId);
  return { kind: "accepted", approval: fresh ?? approval };
}

const again = async (deps: ConversationDeps, approval: Approval) =>
  (await findApproval(deps.db, approval.workspaceId, approval.id)) ?? approval;

/** Undo what was done, ask to send again what did not happen, or leave open what nobody knows. */
export async function takeWish(deps: ConversationDeps, click: WishClick): Promise<ClickOutcome> {
  if (click.wish === "undo") return undo(deps, click);
  const asked = await openQuestion(deps, click);
  if ("kind" in asked) return asked;
  const { approval } = asked;
  if (approval.kind !== "outcome")
    return { kind: "wrong", approval, message: "Nothing is unknown about this" };
  if (click.wish === "leave") {
    const left = await cancelApproval(deps.db, approval, { by: click.person.id, now: deps.clock() });
    if (left) await showNow(deps, left);
    return { kind: left ? "accepted" : "too_late", approval: left ?? (await again(deps, approval)) };
  }
  const told = await takeClick(deps, { ...click, verdict: "denied" });
  if (told.kind !== "accepted") return told;
  const call = await findCall(deps.db, approval.workspaceId, approval.callId);
  if (!call?.target) return { kind: "wrong", approval, message: "I do not know any more what was sent" };
  const text = `Send again: ${call.title}`;
  return wish(deps, approval, { wish: "again", person: click.person, target: call.target, text });
}

/** Anybody may ask for it: what they ask for is a call of its own, with a question of its own. */
async function undo(deps: ConversationDeps, click: WishClick): Promise<ClickOutcome> {
  const approval = await findApproval(deps.db, click.workspaceId, click.approvalId);
  if (!approval || !click.person.active || click.person.workspaceId !== approval.workspaceId)
    return { kind: "no_such" };
  const call = await findCall(deps.db, approval.workspaceId, approval.callId);
  const target = await undoTargetOf(deps, { approval, call });
  if (!target) return { kind: "wrong", approval, message: "I do not know how to take this back" };
  const text = `Undo: ${approval.request.title}`;
  return wish(deps, approval, { wish: "undo", person: click.person, target, text });
}

async function wish(
  deps: ConversationDeps,
  approval: Approval,
  wanted: Omit<Parameters<typeof startCallRun>[1], "because">,
): Promise<ClickOutcome> {
  const why = await startCallRun(deps, { because: approval, ...wanted });
  return why ? { kind: "wrong", approval, message: why } : { kind: "accepted", approval };
}
