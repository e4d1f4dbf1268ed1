import { sleep } from "../kernel/index.ts";
import type { CallRow, Intent } from "./ledger-store.ts";
import { findCall, insertIntent } from "./ledger-store.ts";
import { type Hold, STRIKES_TO_OPEN } from "./pace.ts";
import {
  claimProbe,
  findFreeAt,
  findPace,
  insertAdmittedIntent,
  type Paced,
  takePlace,
  type Window,
} from "./pace-store.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";

/** A shorter wait is waited; a longer one is told to whoever asked. */
const PATIENCE_MS = 10_000;
/** What a person approved is worth waiting for a whole window. */
const PATIENCE_WHEN_APPROVED_MS = 65_000;
/** A wait that a person would notice is shown in the thread. */
const SHOWN_WAIT_MS = 2_000;
const LEAST_WAIT_MS = 25;
/** How long a probe has to come back before another call may try. */
const PROBE_LEASE_MS = 90_000;

/** `isProbe`: the breaker is open, and this call finds out whether it may be closed. */
export type Turn<Got> =
  | { readonly kind: "now"; readonly got: Got; readonly isProbe: boolean }
  | { readonly kind: "held"; readonly hold: Hold };

/** Stores the intent of a call when it may be sent. Undefined for the reasons of `insertIntent`. */
export async function takeTurn(
  deps: ExecutionDeps,
  performance: Performance,
  intentAt: (now: Date) => Intent,
): Promise<Turn<CallRow> | undefined> {
  const window = windowOf(deps, performance);
  for (let patienceMs = PATIENCE_MS; ; ) {
    const got = await insertAdmittedIntent(deps.db, intentAt(deps.clock()), window);
    if (got) return { kind: "now", got, isProbe: false };
    if (await findCall(deps.db, performance.context.workspaceId, performance.id)) return undefined;
    const hold = await findHold(deps, performance);
    if (!hold) return undefined;
    if (hold === "probe") {
      const probe = await insertIntent(deps.db, intentAt(deps.clock()));
      return probe && { kind: "now", got: probe, isProbe: true };
    }
    const waitMs = waitFor(hold, deps.clock());
    if (waitMs > patienceMs) return { kind: "held", hold };
    await waitShown(performance, waitMs);
    patienceMs -= waitMs;
  }
}

/** Waits until a call that somebody said yes to may be sent. */
export async function takeApprovedTurn(deps: ExecutionDeps, performance: Performance): Promise<Turn<true>> {
  const window = windowOf(deps, performance);
  const of = pacedOf(performance.integration);
  for (let patienceMs = PATIENCE_WHEN_APPROVED_MS; ; ) {
    if (await takePlace(deps.db, { ...of, now: deps.clock() }, window))
      return { kind: "now", got: true, isProbe: false };
    const hold = await findHold(deps, performance);
    if (hold === "probe") return { kind: "now", got: true, isProbe: true };
    const waitMs = waitFor(hold, deps.clock());
    if (hold && waitMs > patienceMs) return { kind: "held", hold };
    await waitShown(performance, waitMs);
    patienceMs -= waitMs;
  }
}

function waitFor(hold: Hold | undefined, now: Date): number {
  return Math.max(LEAST_WAIT_MS, hold ? hold.until.getTime() - now.getTime() : 0);
}

async function waitShown({ signal, integration, tellWait }: Performance, waitMs: number): Promise<void> {
  const isShown = waitMs >= SHOWN_WAIT_MS;
  if (isShown)
    tellWait?.(`waits ${Math.ceil(waitMs / 1000)} s for ${integration.name}, to keep to its limit…`);
  await sleep(waitMs, signal).catch(() => undefined);
  if (isShown) tellWait?.(undefined);
  signal?.throwIfAborted();
}

/** What is in the way just now; `probe` when this caller is the one that may try; undefined when nothing is. */
async function findHold(deps: ExecutionDeps, performance: Performance): Promise<Hold | "probe" | undefined> {
  const now = deps.clock();
  const of = pacedOf(performance.integration);
  const pace = await findPace(deps.db, of);
  const isOpen = pace !== undefined && pace.strikes >= STRIKES_TO_OPEN;
  const leaseUntil = new Date(now.getTime() + PROBE_LEASE_MS);
  if (isOpen && (await claimProbe(deps.db, of, { leaseUntil, now }))) return "probe";
  if (pace?.notBefore && pace.notBefore > now) {
    const why = isOpen
      ? ({ kind: "down", strikes: pace.strikes, found: pace.found ?? "no answer" } as const)
      : ({ kind: "slow_down" } as const);
    return { until: pace.notBefore, why };
  }
  const window = windowOf(deps, performance);
  const until = window && (await findFreeAt(deps.db, of.workspaceId, { ...window, now }));
  return until && { until, why: { kind: "limit", callsPerMinute: window.callsPerMinute } };
}

export function pacedOf({ workspaceId, id }: Performance["integration"]): Paced {
  return { workspaceId, integrationId: id };
}

/** The limit of the action, else of its integration, else of the installation; 0 means that there is none. */
function windowOf(deps: ExecutionDeps, { call, integration }: Performance): Window | undefined {
  const callsPerMinute = call.callsPerMinute ?? integration.callsPerMinute ?? deps.callsPerMinute ?? 0;
  return callsPerMinute > 0 ? { subject: call.actionId ?? integration.id, callsPerMinute } : undefined;
}
