/**
 * Calls tools, over sessions that are kept for a while.
 *
 * A session does one thing at a time and is lent out for it; it comes back when the server behaved, and is closed when it
 * did not or nobody wanted it for a minute. A server that does not know a session any more (404) has done nothing, so the
 * call goes over a fresh one, once.
 */
import { canonicalJson } from "../kernel/index.ts";
import { failureOf } from "./failure.ts";
import type { Listing } from "./listing.ts";
import type { Mcp } from "./on-demand.ts";
import { readResult, textOf } from "./read-result.ts";
import type { McpDeps, McpServer } from "./server.ts";
import { buildSession, type Doing, openSession, readListing, type Session } from "./session.ts";
import type { ToolAnswer, ToolCall } from "./tool-call.ts";

const KEPT_MS = 60_000;
const FRESH_MS = 60_000;
const MOST_KEPT = 4;

interface Kept {
  readonly session: Session;
  readonly timer: NodeJS.Timeout;
}

/** Builds the caller; nothing is connected before the first call. */
export function createToolCaller(deps: McpDeps): Mcp {
  const kept = new Map<string, Kept[]>();
  const take = (key: string): Session | undefined => {
    const found = kept.get(key)?.pop();
    if (kept.get(key)?.length === 0) kept.delete(key);
    clearTimeout(found?.timer);
    return found?.session;
  };
  const keep = (key: string, session: Session) => {
    const others = kept.get(key) ?? [];
    if (others.length >= MOST_KEPT) return void session.close();
    const timer = setTimeout(() => {
      const rest = (kept.get(key) ?? []).filter((one) => one.session !== session);
      if (rest.length > 0) kept.set(key, rest);
      else kept.delete(key);
      void session.close();
    }, KEPT_MS);
    timer.unref();
    kept.set(key, [...others, { session, timer }]);
  };
  return {
    async call(server, call) {
      const key = keyOf(server, call);
      const known = take(key);
      if (known) {
        const answer = await callOver(known, server, call);
        if (!isForgotten(answer)) return done(answer, () => keep(key, known), known);
        void known.close();
      }
      const built = buildSession(deps, server, call.limits);
      const answer = await callFresh(built, server, call);
      return done(answer, () => keep(key, built.session), built.session);
    },
    async close() {
      const all = [...kept.values()].flat();
      kept.clear();
      for (const { timer } of all) clearTimeout(timer);
      await Promise.all(all.map(({ session }) => session.close()));
    },
  };
}

/** Everything that a session was made with; another version of the credential gets another session. */
const keyOf = (server: McpServer, { limits }: ToolCall) => canonicalJson({ server, limits });

/** Keeps a session that behaved, and closes another without waiting. */
function done(answer: ToolAnswer, keep: () => void, session: Session): ToolAnswer {
  if (answer.kind === "failed" && answer.failure.kind !== "refused") void session.close();
  else keep();
  return answer;
}

/** The answer of a server that has forgotten the session (its specification: 404 for a request with its id). */
function isForgotten(answer: ToolAnswer): boolean {
  return answer.kind === "failed" && answer.failure.kind === "http" && answer.failure.status === 404;
}

async function callFresh(
  built: ReturnType<typeof buildSession>,
  server: McpServer,
  call: ToolCall,
): Promise<ToolAnswer> {
  const doing = built.session.begin(call.signal);
  try {
    await openSession(built, doing);
  } catch (error) {
    return failed(error, doing, { server, listing: undefined });
  }
  const answer = await callOver(built.session, server, { ...call, looksFirst: false });
  return { ...answer, listing: built.session.listing };
}

async function callOver(session: Session, server: McpServer, call: ToolCall): Promise<ToolAnswer> {
  const doing = session.begin(call.signal);
  let listing: Listing | undefined;
  try {
    const isOld = performance.now() - session.listedAtMs > FRESH_MS;
    if (call.looksFirst || isOld) listing = await readListing(session, doing.options);
    const offered = session.listing?.tools.find(({ name }) => name === call.tool);
    if (offered?.pin !== call.pin) return { kind: "changed", listing };
    const result = await session.client.callTool(
      { name: call.tool, arguments: call.arguments },
      doing.options,
    );
    if (result.isError) return { kind: "tool_error", message: textOf(result), listing };
    const body = readResult(result);
    return { kind: "result", body, bytes: JSON.stringify(body).length, listing };
  } catch (error) {
    return failed(error, doing, { server, listing });
  }
}

function failed(
  error: unknown,
  { traffic }: Doing,
  { server, listing }: { server: McpServer; listing: Listing | undefined },
): ToolAnswer {
  const failure = failureOf(error, traffic, new URL(server.url).hostname);
  return { kind: "failed", failure, mayHaveBeenSent: traffic.callMayHaveBeenSent, listing };
}
