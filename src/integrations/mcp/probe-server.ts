import type { Db } from "../../database/index.ts";
import type { Egress } from "../../egress/index.ts";
import type { Clock } from "../../kernel/index.ts";
import { listServer } from "../../mcp/index.ts";
import type { Vault } from "../../vault/index.ts";
import type { Integration } from "../integrations-store.ts";
import type { ProbeResult } from "../judge-probe.ts";
import { judgeFailure, judgeListing } from "./judge-server.ts";
import { saveListing } from "./save-listing.ts";
import { serverOf } from "./server-of.ts";

export interface ServerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly egress: Egress;
}

/** Looks at a server: whether it answers, who it is, and what it offers now, which is kept. */
export async function probeServer(deps: ServerDeps, integration: Integration): Promise<ProbeResult> {
  const looked = await listServer(deps, serverOf(integration));
  if (!looked.ok) return judgeFailure(looked.failure);
  await saveListing(deps, integration, looked.listing);
  return judgeListing(looked.listing);
}
