import type { Db } from "../../database/index.ts";
import { findIntegration, type Integration, noteHealthAt, updateIntegration } from "../integrations-store.ts";
import type { ProbeResult } from "../judge-probe.ts";
import { expiryInWords, warnedFrom } from "./expiry.ts";
import { findExpiry, insertHealthEvent } from "./health-store.ts";

/**
 * Keeps what a probe or a call told about a connection, and gives it with what is known of its credential's end: one that
 * works and ends soon is `expiring`. Only a change is told to the replicas and written to the history.
 */
export async function saveHealth(
  db: Db,
  { id, workspaceId }: Pick<Integration, "id" | "workspaceId">,
  probe: ProbeResult,
  now: Date,
): Promise<ProbeResult> {
  const integration = await findIntegration(db, workspaceId, id);
  if (!integration) return probe;
  const judged = await withExpiry(db, integration, { probe, now });
  const healthNote = judged.health === "healthy" ? null : judged.note;
  if (integration.health === judged.health && integration.healthNote === healthNote && integration.healthAt)
    await noteHealthAt(db, integration, now);
  else {
    await updateIntegration(db, integration, { health: judged.health, healthNote, healthAt: now });
    await insertHealthEvent(db, {
      workspaceId,
      integrationId: id,
      at: now,
      health: judged.health,
      note: judged.note,
    });
  }
  return judged;
}

async function withExpiry(
  db: Db,
  integration: Integration,
  { probe, now }: { probe: ProbeResult; now: Date },
): Promise<ProbeResult> {
  if (probe.health !== "healthy") return probe;
  const { expiresAt = probe.expiresAt, since } = await findExpiry(db, integration);
  if (!expiresAt || now < warnedFrom(expiresAt, since)) return probe;
  // In days, so that the words change once a day at most.
  const day = expiresAt.toISOString().slice(0, 10);
  const note =
    expiresAt <= now ? `Its credential ${expiryInWords(expiresAt, now)}` : `Its credential ends on ${day}`;
  return { ...probe, health: "expiring", note: `${note}. Reconnect it with a fresh one` };
}
