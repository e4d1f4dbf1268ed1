import { failureOf, type McpFailure } from "./failure.ts";
import type { Listing } from "./listing.ts";
import type { McpDeps, McpServer } from "./server.ts";
import { buildSession, openSession } from "./session.ts";

const LIMITS = { timeoutMs: 15_000, maxBytes: 4 * 2 ** 20 };

/** Looks at a server over a connection of its own: who it is and what it offers, or why that cannot be told. Never throws. */
export async function listServer(
  deps: McpDeps,
  server: McpServer,
  limits: Partial<typeof LIMITS> = {},
): Promise<{ ok: true; listing: Listing } | { ok: false; failure: McpFailure }> {
  const built = buildSession(deps, server, { ...LIMITS, ...limits });
  const doing = built.session.begin();
  try {
    await openSession(built, doing);
    const { listing } = built.session;
    if (listing) return { ok: true, listing };
    throw new Error("a session was opened without its tools");
  } catch (error) {
    return { ok: false, failure: failureOf(error, doing.traffic, new URL(server.url).hostname) };
  } finally {
    await built.session.close();
  }
}
