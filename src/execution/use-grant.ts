import type { Tx } from "../database/index.ts";
import { type CoveringGrant, spendGrant, type Verdict } from "../policy/index.ts";
import { type CallRow, findCall, insertIntent } from "./ledger-store.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";

/**
 * Stores the intent of a call under the first grant that covers it and has enough left. Both are in one transaction:
 * a use is taken exactly when the call is made, and a call that is taken up again takes none. Undefined when no grant
 * is left, or the ledger has the call already.
 */
export async function useGrant(
  deps: ExecutionDeps,
  performance: Performance,
  asked: { verdict: Extract<Verdict, { kind: "ask" }>; requestHash: string },
): Promise<CallRow | undefined> {
  for (const covering of asked.verdict.grants ?? []) {
    const row = await deps.db.transaction((tx) =>
      takeUse(tx, performance, { covering, ...asked, now: deps.clock() }),
    );
    if (row) return row;
  }
  return undefined;
}

async function takeUse(
  tx: Tx,
  { id, context, call, target }: Performance,
  use: { covering: CoveringGrant; requestHash: string; now: Date },
): Promise<CallRow | undefined> {
  const { covering, requestHash, now } = use;
  const { workspaceId } = context;
  if (await findCall(tx, workspaceId, id)) return undefined;
  const grant = await spendGrant(tx, { ...covering, workspaceId }, now);
  if (!grant) return undefined;
  const allowedBy = { kind: "grant", id: grant.id, number: grant.number } as const;
  const row = await insertIntent(tx, {
    id,
    context,
    call,
    target,
    requestHash,
    state: "sent",
    now,
    allowedBy,
  });
  if (!row) throw new Error(`call ${id} was made by another worker at the same moment`);
  return row;
}
