/**
 * Takes one call past policy and approval, sends it, and writes the ledger.
 *
 *   (none) ──allow──▶ sent ──▶ settled                    reads; a read found `sent` after a crash is sent again
 *   (none) ──allow, but the limit is reached or the API is left alone──▶ refused      see `pace.ts`
 *   (none) ──ask────▶ waiting ──approved──▶ sent ──▶ settled | unknown ──a person says──▶ settled
 *                     waiting ──edited, or the record changed──▶ waiting, with a new question
 *                     waiting ──denied, expired, stale, withdrawn──▶ refused
 *   a write found `sent` after a crash ──▶ unknown, and a person is asked: it is never sent twice, unless it carries
 *   an idempotency key, by which the API knows it
 *
 * Each arrow is one conditional statement, so of two workers on the same call one moves it and the other looks.
 */
import { createAnswerMapper } from "../actions/index.ts";
import { type Approval, findApprovalOfCall, isApproved, markApprovalStale } from "../approvals/index.ts";
import { createMcp } from "../mcp/index.ts";
import { getWorkspace, type Member } from "../people/index.ts";
import { createRuleBooks, isNoStricter, type Verdict } from "../policy/index.ts";
import { asItIsNow } from "./as-it-is-now.ts";
import { askFirst } from "./ask-first.ts";
import { askOutcome } from "./ask-outcome.ts";
import { confirmWaiting } from "./confirm-waiting.ts";
import { type Edit, type Edited, editWaiting } from "./edit-call.ts";
import { endUnknown, outcomeOfEnded, refuseCall } from "./ended-call.ts";
import { maySendAgain, withIdempotencyKey } from "./idempotency.ts";
import { type CallRow, claimSend, findCall, insertIntent, settleCall } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import type { DecidingDeps, ExecutionOptions, Performance } from "./performance.ts";
import { hashOfCall } from "./prepared-request.ts";
import { releaseApproved } from "./send-approved.ts";
import { sendCall } from "./send-call.ts";
import { refuseHeld, sendInTurn, sendUnderGrant } from "./send-in-turn.ts";
import { verdictOn } from "./verdict-on.ts";
import { takeApprovedTurn } from "./wait-for-turn.ts";

export interface Execution {
  /** Performs a call, or finds what came of it when it was performed before. */
  perform(performance: Performance): Promise<CallOutcome>;
  /**
   * Performs a call of which `person` has seen the exact request and says yes: where the policy asks, that is their
   * answer, if they may give it. The outcome is `waiting` where the policy wants somebody else as well.
   */
  performConfirmed(performance: Performance, person: Member): Promise<CallOutcome>;
  /** Puts an edited request in the place of one that waits, with a question of its own. */
  edit(edit: Edit): Promise<Edited>;
  /** Closes a call that waits for a person and can no longer be made, with the reason; others stay as they are. */
  withdraw(call: { workspaceId: string; id: string }, why: string): Promise<void>;
}

export function createExecution(options: ExecutionOptions): Execution {
  const mapper = options.mapper ?? createAnswerMapper();
  const mcp = options.mcp ?? createMcp(options);
  const deps: DecidingDeps = { ...options, mapper, mcp, ruleBooks: createRuleBooks(options) };
  return {
    perform: (performance) => performAndAsk(deps, performance),
    async performConfirmed(performance, person) {
      const outcome = await performAndAsk(deps, performance);
      if (outcome.kind !== "waiting") return outcome;
      await confirmWaiting(deps, { workspaceId: performance.context.workspaceId, person, ...outcome });
      return performAndAsk(deps, performance);
    },
    edit: (edit) => editWaiting(deps, edit, perform),
    withdraw: (call, why) => withdraw(deps, call, why),
  };
}

/** Rules that change at every look, or an id that another workspace has, are no reason to look for ever. */
const MOST_DECISIONS = 8;

/** Performs a call; when nobody knows whether it happened, people are asked. */
async function performAndAsk(deps: DecidingDeps, performance: Performance): Promise<CallOutcome> {
  const outcome = await perform(deps, performance);
  return outcome.kind === "unknown"
    ? askOutcome(deps, performance, { outcome, performRead: perform })
    : outcome;
}

async function perform(deps: DecidingDeps, proposed: Performance): Promise<CallOutcome> {
  const performance = { ...proposed, call: withIdempotencyKey(proposed.call, proposed.id) };
  const { workspaceId } = performance.context;
  let version = performance.catalogueVersion;
  for (let decided = 0; decided < MOST_DECISIONS; decided++) {
    const verdict = await verdictOn(deps, performance, version);
    const outcome = await begin(deps, performance, { verdict, version });
    if (outcome) return outcome;
    const row = await findCall(deps.db, workspaceId, performance.id);
    if (row) return goOn(deps, performance, row);
    // Nothing was stored, so the workspace has changed since the decision: decide again by what holds now.
    ({ catalogueVersion: version } = await getWorkspace(deps.db, workspaceId));
  }
  throw new Error(`call ${performance.id} can be stored nowhere: its id is taken, or its rules never rest`);
}

/** Does what was decided with a call that the ledger does not know yet. Undefined when nothing could be stored. */
async function begin(
  deps: DecidingDeps,
  performance: Performance,
  { verdict, version }: { verdict: Verdict; version: number },
): Promise<CallOutcome | undefined> {
  const { id, call, target, context, integration } = performance;
  const requestHash = hashOfCall(context.workspaceId, call, integration.credentialVersion);
  const intent = { id, context, call, target, requestHash, now: deps.clock() };
  switch (verdict.kind) {
    case "refuse": {
      const row = await insertIntent(deps.db, { ...intent, state: "planned" });
      return row && refuseCall(deps, performance, { row, message: toldRefusal(verdict) });
    }
    case "ask": {
      if (await findCall(deps.db, context.workspaceId, id)) return undefined;
      const granted = await sendUnderGrant(deps, performance, { verdict, requestHash });
      return granted ?? askFirst(deps, performance, { verdict, performRead: perform });
    }
    case "allow":
      return sendInTurn(deps, performance, {
        ...{ id, context, call, target, requestHash, state: "sent" },
        onlyAtVersion: version,
        ...(verdict.rule ? { allowedBy: { kind: "rule", ...verdict.rule } } : {}),
      });
  }
}

const toldRefusal = ({ because }: Extract<Verdict, { kind: "refuse" }>) =>
  `This is not allowed here (${because}). Nothing was sent`;

/**
 * Goes on with a call that the ledger knows. One that waits, or has its yes already, is closed when the rules of now
 * refuse it, or demand a yes of somebody else than was asked.
 */
async function goOn(deps: DecidingDeps, proposed: Performance, row: CallRow): Promise<CallOutcome> {
  const performance = asItIsNow(proposed, row);
  if (typeof performance === "string")
    return closeWaiting(deps, proposed, { row, why: `${performance}. Nothing was sent` });
  const { catalogueVersion } = await getWorkspace(deps.db, row.workspaceId);
  const verdict = await verdictOn(deps, performance, catalogueVersion);
  if (row.state === "planned" && verdict.kind === "refuse")
    return refuseCall(deps, performance, { row, message: toldRefusal(verdict) });
  if (row.state !== "waiting" || verdict.kind === "allow") return resume(deps, performance, row);
  const approval = await findApprovalOfCall(deps.db, row.id);
  if (!approval) throw new Error(`call ${row.id} waits for an approval that does not exist`);
  const isCovered = verdict.kind === "ask" && isNoStricter(verdict.approvers, approval.approvers);
  if (isCovered || refusalFor(approval)) return resume(deps, performance, row);
  const why =
    verdict.kind === "refuse"
      ? toldRefusal(verdict)
      : `A rule was made since this was asked, so nothing was sent (${verdict.because}). Ask again`;
  return closeWaiting(deps, performance, { row, why });
}

/** Closes a call that waits, and the question about it. */
async function closeWaiting(
  deps: DecidingDeps,
  performance: Performance,
  { row, why }: { row: CallRow; why: string },
): Promise<CallOutcome> {
  const approval = await findApprovalOfCall(deps.db, row.id);
  if (approval) await markApprovalStale(deps.db, approval.id, why);
  return refuseCall(deps, performance, { row, message: why });
}

async function getCall(deps: DecidingDeps, { id, context }: Performance): Promise<CallRow> {
  const row = await findCall(deps.db, context.workspaceId, id);
  if (!row) throw new Error(`call ${id} vanished from the ledger`);
  return row;
}

/** Goes on with a call that the ledger already knows. */
async function resume(deps: DecidingDeps, performance: Performance, row: CallRow): Promise<CallOutcome> {
  switch (row.state) {
    case "settled":
    case "refused":
    case "unknown":
      return outcomeOfEnded(deps, performance, row);
    case "waiting":
      return resumeWaiting(deps, performance, row);
    case "planned":
    case "sent":
      return resumeSent(deps, performance, row);
  }
}

async function resumeSent(deps: DecidingDeps, performance: Performance, row: CallRow): Promise<CallOutcome> {
  if (row.effect !== "read" && !isSafeToSendAgain(deps, performance, row)) {
    const message = "Chief was interrupted while it was sending this, so it may or may not have happened";
    return endUnknown(deps, performance, { row, message });
  }
  const claimed = await claimSend(deps.db, row, { from: [row.state], now: deps.clock() });
  return claimed
    ? sendCall(deps, { ...performance, call: { ...performance.call, request: claimed.request } }, claimed)
    : resume(deps, performance, await getCall(deps, performance));
}

/** A write with an idempotency key of ours, as long as it still goes to where it was sent before. */
function isSafeToSendAgain(deps: DecidingDeps, performance: Performance, row: CallRow): boolean {
  const call = { ...performance.call, request: row.request };
  const hashNow = hashOfCall(row.workspaceId, call, performance.integration.credentialVersion);
  return hashNow === row.requestHash && maySendAgain(row, deps.clock());
}

/** Why a question that was closed without a yes means that nothing is sent. */
function refusalFor({ state, reason }: Approval): string | undefined {
  switch (state) {
    case "pending":
    case "approved":
      return undefined;
    case "denied":
      return `The request was denied${reason ? `: ${reason}` : ""}. Nothing was sent`;
    case "expired":
      return "Nobody answered the approval in time, so it expired. Nothing was sent";
    case "cancelled":
      return "It was stopped before anybody approved it. Nothing was sent";
    case "edited":
      return "The request was edited, and nothing came of that. Nothing was sent";
    case "stale":
      return "What would be sent had changed since it was approved, so it was not sent. Ask again";
  }
}

async function resumeWaiting(
  deps: DecidingDeps,
  performance: Performance,
  row: CallRow,
): Promise<CallOutcome> {
  const approval = await findApprovalOfCall(deps.db, row.id);
  if (!approval) throw new Error(`call ${row.id} waits for an approval that does not exist`);
  const message = refusalFor(approval);
  if (message) return refuseCall(deps, performance, { row, message });
  return isApproved(approval)
    ? sendApproved(deps, performance, { row, approval })
    : { kind: "waiting", callId: row.id, title: row.title, approvalId: approval.id };
}

/** Sends what a person approved, unless that does not hold any more. */
async function sendApproved(
  deps: DecidingDeps,
  performance: Performance,
  { row, approval }: { row: CallRow; approval: Approval },
): Promise<CallOutcome> {
  const turn = await takeApprovedTurn(deps, performance);
  if (turn.kind === "held") return refuseHeld(deps, performance, { row, hold: turn.hold });
  const released = await releaseApproved(deps, performance, { row, approval, performRead: perform });
  switch (released.kind) {
    case "send":
      return sendCall(deps, released.performance, released.row, { isProbe: turn.isProbe });
    case "ended":
      return released.outcome;
    case "again":
      return resume(deps, performance, await getCall(deps, performance));
  }
}

async function withdraw(
  deps: DecidingDeps,
  call: { workspaceId: string; id: string },
  why: string,
): Promise<void> {
  const row = await findCall(deps.db, call.workspaceId, call.id);
  if (row?.state !== "waiting") return;
  const approval = await findApprovalOfCall(deps.db, row.id);
  if (approval) await markApprovalStale(deps.db, approval.id);
  await settleCall(deps.db, row, {
    state: "refused",
    now: deps.clock(),
    failure: "execution.withdrawn",
    failureMessage: why,
  });
}
