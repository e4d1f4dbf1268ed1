import { canonicalJson } from "../kernel/index.ts";
import { withIdempotencyKey } from "./idempotency.ts";
import type { CallRow } from "./ledger-store.ts";
import type { Performance } from "./performance.ts";
import { prepareCall } from "./prepare-call.ts";

/**
 * A performance with what waits for it in the ledger: a person may have edited what was proposed. Otherwise why the
 * edited request can no longer be made.
 */
export function asItIsNow(proposed: Performance, row: CallRow): Performance | string {
  if (row.state !== "waiting" || row.target === null) return proposed;
  if (canonicalJson(row.target) === canonicalJson(proposed.target)) return proposed;
  if (!proposed.catalogue) return proposed;
  const prepared = prepareCall(proposed.catalogue, row.target);
  if (!prepared.ok) return prepared.message;
  const { call, integration } = prepared;
  if (call.integrationId !== row.integrationId || call.actionId !== row.actionId)
    return "The edited request would be another action";
  // As when it was edited: whoever did has read the request as a whole.
  return {
    ...proposed,
    target: row.target,
    call: withIdempotencyKey(call, row.id),
    integration,
    foreign: [],
  };
}
