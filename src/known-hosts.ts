import type { Db } from "./database/index.ts";
import { listIntegrations } from "./integrations/index.ts";
import type { Clock } from "./kernel/index.ts";

const FRESH_MS = 30_000;

/** The hosts that an answer may link to: Chief's own, and those of the workspace's integrations. */
export function createKnownHosts(deps: { db: Db; clock: Clock; publicUrl: string }) {
  const known = new Map<string, { at: number; hosts: ReadonlySet<string> }>();
  return async (workspaceId: string): Promise<ReadonlySet<string>> => {
    const now = deps.clock().getTime();
    const entry = known.get(workspaceId);
    if (entry && now - entry.at < FRESH_MS) return entry.hosts;
    const integrations = await listIntegrations(deps.db, workspaceId);
    const hosts = new Set(
      [deps.publicUrl, ...integrations.map(({ baseUrl }) => baseUrl)].map((url) => new URL(url).host),
    );
    known.set(workspaceId, { at: now, hosts });
    return hosts;
  };
}
