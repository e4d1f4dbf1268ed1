/**
 * Takes one call past policy and approval, sends it, and writes the ledger.
 *
 *   (none) ──allow──▶ sent ──▶ settled                    reads; a read found `sent` after a crash is sent again
 *   (none) ──allow, but the limit is reached or the API is left alone──▶ refused      see `pace.ts`
 *   (none) ──ask────▶ waiting ──approved──▶ sent ──▶ settled | unknown
 *                     waiting ──denied, expired, stale, withdrawn──▶ refused
 *   a write found `sent` after a crash ──▶ unknown, and a person is told: it is never sent twice
 *
 * Each arrow is one conditional statement, so of two workers on the same call one moves it and the other looks.
 */
import { createAnswerMapper } from "../actions/index.ts";
import { type Approval, findApprovalOfCall, markApprovalStale } from "../approvals/index.ts";
import { getWorkspace, type Member } from "../people/index.ts";
import { createRuleBooks, decide, isNoStricter, type RuleBooks, type Verdict } from "../policy/index.ts";
import { askFirst } from "./ask-first.ts";
import { confirmWaiting } from "./confirm-waiting.ts";
import { endUnknown, outcomeOfEnded, refuseCall } from "./ended-call.ts";
import { type CallRow, claimSend, findCall, insertIntent, settleCall } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import type { ExecutionDeps, ExecutionOptions, Performance } from "./performance.ts";
import { hashOfCall } from "./prepared-request.ts";
import { proposedCall } from "./proposed-call.ts";
import { sendCall } from "./send-call.ts";
import { refuseHeld, sendInTurn, sendUnderGrant } from "./send-in-turn.ts";
import { takeApprovedTurn } from "./wait-for-turn.ts";

export interface Execution {
  /** Performs a call, or finds what came of it when it was performed before. */
  perform(performance: Performance): Promise<CallOutcome>;
  /**
   * Performs a call of which `person` has seen the exact request and says yes: where the policy asks, that is their
   * answer, if they may give it. The outcome is `waiting` where the policy wants somebody else as well.
   */
  performConfirmed(performance: Performance, person: Member): Promise<CallOutcome>;
  /** Closes a call that waits for a person and can no longer be made, with the reason; others stay as they are. */
  withdraw(call: { workspaceId: string; id: string }, why: string): Promise<void>;
}

type Deps = ExecutionDeps & { readonly ruleBooks: RuleBooks };

export function createExecution(options: ExecutionOptions): Execution {
  const mapper = options.mapper ?? createAnswerMapper();
  const deps: Deps = { ...options, mapper, ruleBooks: createRuleBooks(options) };
  return {
    perform: (performance) => perform(deps, performance),
    async performConfirmed(performance, person) {
      const outcome = await perform(deps, performance);
      if (outcome.kind !== "waiting") return outcome;
      await confirmWaiting(deps, { workspaceId: performance.context.workspaceId, person, ...outcome });
      return perform(deps, performance);
    },
    withdraw: (call, why) => withdraw(deps, call, why),
  };
}

async function perform(deps: Deps, performance: Performance): Promise<CallOutcome> {
  let version = performance.catalogueVersion;
  for (;;) {
    const decision = await decideAt(deps, performance, version);
    const outcome = await begin(deps, performance, decision);
    if (outcome) return outcome;
    const row = await findCall(deps.db, performance.context.workspaceId, performance.id);
    if (row) return goOn(deps, performance, { row, verdict: decision.verdict });
    // Nothing was stored, so the workspace has changed since the decision: decide again by what holds now.
    ({ catalogueVersion: version } = await getWorkspace(deps.db, performance.context.workspaceId));
  }
}

/** A verdict, and the version of the workspace whose rules it comes from. */
interface Decision {
  readonly verdict: Verdict;
  readonly version: number;
  readonly requestHash: string;
}

async function decideAt(deps: Deps, performance: Performance, version: number): Promise<Decision> {
  const { call, context, integration } = performance;
  const book = await deps.ruleBooks.at(context.workspaceId, version);
  const requestHash = hashOfCall(context.workspaceId, call, integration.credentialVersion);
  return { verdict: decide(proposedCall(performance), book, deps.clock()), version, requestHash };
}

/** Does what was decided with a call that the ledger does not know yet. Undefined when nothing could be stored. */
async function begin(
  deps: Deps,
  performance: Performance,
  decision: Decision,
): Promise<CallOutcome | undefined> {
  const { verdict, requestHash, version } = decision;
  const { id, call, context } = performance;
  switch (verdict.kind) {
    case "refuse": {
      const intent = { id, context, call, requestHash, state: "planned", now: deps.clock() } as const;
      const row = await insertIntent(deps.db, intent);
      return row && refuseCall(deps, performance, { row, message: toldRefusal(verdict) });
    }
    case "ask": {
      const granted = await sendUnderGrant(deps, performance, { verdict, requestHash });
      return granted ?? askFirst(deps, performance, { verdict, requestHash });
    }
    case "allow":
      return sendInTurn(deps, performance, {
        ...{ id, context, call, requestHash, state: "sent" },
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
async function goOn(
  deps: Deps,
  performance: Performance,
  { row, verdict }: { row: CallRow; verdict: Verdict },
): Promise<CallOutcome> {
  if (row.state === "planned" && verdict.kind === "refuse")
    return refuseCall(deps, performance, { row, message: toldRefusal(verdict) });
  if (row.state !== "waiting" || verdict.kind === "allow") return resume(deps, performance, row);
  const approval = await findApprovalOfCall(deps.db, row.id);
  if (!approval) throw new Error(`call ${row.id} waits for an approval that does not exist`);
  const isCovered = verdict.kind === "ask" && isNoStricter(verdict.approvers, approval.approvers);
  if (isCovered || refusalFor(approval)) return resume(deps, performance, row);
  await markApprovalStale(deps.db, approval.id);
  const message =
    verdict.kind === "refuse"
      ? toldRefusal(verdict)
      : `A rule was made since this was asked, so nothing was sent (${verdict.because}). Ask again`;
  return refuseCall(deps, performance, { row, message });
}

async function getCall(deps: ExecutionDeps, { id, context }: Performance): Promise<CallRow> {
  const row = await findCall(deps.db, context.workspaceId, id);
  if (!row) throw new Error(`call ${id} vanished from the ledger`);
  return row;
}

/** Goes on with a call that the ledger already knows. */
async function resume(deps: ExecutionDeps, performance: Performance, row: CallRow): Promise<CallOutcome> {
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

async function resumeSent(deps: ExecutionDeps, performance: Performance, row: CallRow): Promise<CallOutcome> {
  if (row.effect !== "read") {
    const message = "Chief was interrupted while it was sending this, so it may or may not have happened";
    return endUnknown(deps, performance, { row, message });
  }
  const claimed = await claimSend(deps.db, row.id, { from: [row.state], now: deps.clock() });
  return claimed
    ? sendCall(deps, performance, claimed)
    : resume(deps, performance, await getCall(deps, performance));
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
    case "stale":
      return "What would be sent had changed since it was approved, so it was not sent. Ask again";
  }
}

async function resumeWaiting(
  deps: ExecutionDeps,
  performance: Performance,
  row: CallRow,
): Promise<CallOutcome> {
  const approval = await findApprovalOfCall(deps.db, row.id);
  if (!approval) throw new Error(`call ${row.id} waits for an approval that does not exist`);
  const message = refusalFor(approval);
  if (message) return refuseCall(deps, performance, { row, message });
  return approval.state === "approved"
    ? sendApproved(deps, performance, { row, approval })
    : { kind: "waiting", callId: row.id, title: row.title, approvalId: approval.id };
}

/** Sends the stored request: only what was approved, only if it still is what would be sent, only once. */
async function sendApproved(
  deps: ExecutionDeps,
  performance: Performance,
  { row, approval }: { row: CallRow; approval: Approval },
): Promise<CallOutcome> {
  const hashNow = hashOfCall(row.workspaceId, performance.call, performance.integration.credentialVersion);
  if (hashNow !== approval.requestHash || row.requestHash !== approval.requestHash) {
    await markApprovalStale(deps.db, approval.id);
    const message =
      "The integration, its credential or the action changed after the approval, so nothing was sent. Ask again";
    return refuseCall(deps, performance, { row, message });
  }
  const turn = await takeApprovedTurn(deps, performance);
  if (turn.kind === "held") return refuseHeld(deps, performance, { row, hold: turn.hold });
  const claimed = await claimSend(deps.db, row.id, {
    from: ["waiting"],
    now: deps.clock(),
    ...(approval.answeredBy ? { approvedBy: approval.answeredBy } : {}),
  });
  return claimed
    ? sendCall(deps, performance, claimed, { isProbe: turn.isProbe })
    : resume(deps, performance, await getCall(deps, performance));
}

async function withdraw(
  deps: ExecutionDeps,
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
