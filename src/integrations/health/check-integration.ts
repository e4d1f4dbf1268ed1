/**
 * Every connection is looked at again and again: a tick of every replica takes up those that are due, each once, and makes a
 * job of each; the job sends a harmless request and keeps what came of it and what is known of the credential's end.
 */
import { listActions } from "../../actions/index.ts";
import { addJob, type Db } from "../../database/index.ts";
import type { Egress } from "../../egress/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { Vault } from "../../vault/index.ts";
import { findIntegration, type Integration } from "../integrations-store.ts";
import type { ProbeResult } from "../judge-probe.ts";
import { probeIntegration } from "../probe.ts";
import type { Provider } from "../providers/provider.ts";
import { earliest } from "./expiry.ts";
import { addChecks, claimDue, deleteCheck, findCheck, putCheck } from "./health-store.ts";
import { nextCheckAt } from "./next-check.ts";
import { saveHealth } from "./save-health.ts";

export const CHECK_INTEGRATION = "check-integration";
const EVERY_MS = 15 * 60_000;
const MOST_AT_ONCE = 50;

/** Which connection a job looks at. */
export interface CheckSubject {
  readonly workspaceId: string;
  readonly integrationId: string;
}

/** Makes a job of every connection that is due. Called by every replica. `everyMs`: 15 minutes when absent. */
export async function enqueueChecks(db: Db, now: Date, everyMs = EVERY_MS): Promise<void> {
  await addChecks(db, now, everyMs);
  const until = new Date(now.getTime() + everyMs);
  await db.transaction(async (tx) => {
    for (const subject of await claimDue(tx, { now, until, limit: MOST_AT_ONCE }))
      await addJob(tx, {
        task: CHECK_INTEGRATION,
        payload: subject,
        key: `${CHECK_INTEGRATION}:${subject.integrationId}`,
        maxAttempts: 3,
      });
  });
}

interface CheckDeps {
  readonly db: Db;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly providers: readonly Provider[];
  readonly everyMs?: number;
}

/** What a look found. */
export interface Checked {
  readonly integration: Integration;
  readonly probe: ProbeResult;
  readonly expiresAt: Date | undefined;
}

/** Looks at a connection now. Undefined when it is not connected any more. */
export async function checkIntegration(
  deps: CheckDeps,
  { workspaceId, integrationId }: CheckSubject,
): Promise<Checked | undefined> {
  const { db, vault, clock } = deps;
  const integration = await findIntegration(db, workspaceId, integrationId);
  if (!integration || integration.disconnectedAt) {
    await deleteCheck(db, { id: integrationId, workspaceId });
    return undefined;
  }
  const probe = await probeIntegration(deps, integration, await listActions(db, workspaceId, integrationId));
  const found = earliest(undefined, probe.expiresAt, await vault.expiryOf({ workspaceId, integrationId }));
  const before = await findCheck(db, integration);
  // An end that is put off again and again, as by renewals, counts from when it was.
  const isMoved = found && before?.expiresAt && found.getTime() !== before.expiresAt.getTime();
  const failures = probe.health === "failing" ? (before?.failures ?? 0) + 1 : 0;
  const how = { everyMs: deps.everyMs ?? EVERY_MS, random: Math.random() };
  await putCheck(db, {
    ...{ integrationId, workspaceId, failures },
    nextCheckAt: nextCheckAt(failures, clock(), how),
    // What was told once holds until something else is, or the credential is another: not every answer says it.
    expiresAt: found ?? before?.expiresAt ?? null,
    since: isMoved ? clock() : (before?.since ?? integration.connectedAt),
  });
  const judged = await saveHealth(db, integration, probe, clock());
  return {
    integration,
    probe: judged,
    expiresAt: integration.tokenExpiresAt ?? found ?? before?.expiresAt ?? undefined,
  };
}
