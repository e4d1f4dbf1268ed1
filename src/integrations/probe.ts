import type { Action } from "../actions/index.ts";
import { buildRequest } from "../egress/index.ts";
import type { Integration } from "./integrations-store.ts";
import { judgeProbe, type ProbeResult, refusedProbe } from "./judge-probe.ts";
import { probeServer, type ServerDeps } from "./mcp/probe-server.ts";
import type { Provider } from "./providers/provider.ts";
import { askWhoAmI } from "./providers/who-am-i.ts";
import { signAndSend } from "./sign-and-send.ts";

const PROBE_TIMEOUT_MS = 10_000;
const IDENTITY_WORDS = /(^|-)(me|whoami|user|self|account|ping|health|status|version)(-|$)/;

/** A read that needs no input: one that says who we are if there is one, else the shortest path. */
function probeAction(actions: readonly Action[]): Action | undefined {
  const harmless = actions.filter(
    (action) => action.effect === "read" && action.method === "GET" && !requiredInputs(action).length,
  );
  const rank = (action: Action) => (IDENTITY_WORDS.test(action.name) ? 0 : 1000) + action.path.length;
  return harmless.sort((a, b) => rank(a) - rank(b))[0];
}

function requiredInputs(action: Action): unknown[] {
  const required = action.inputSchema["required"];
  return Array.isArray(required) ? required : [];
}

/**
 * Sends one signed, harmless request to an integration and judges the answer. An MCP server is asked for its tools, and
 * they are kept.
 */
export async function probeIntegration(
  deps: ServerDeps & { readonly providers?: readonly Provider[] },
  integration: Integration,
  actions: readonly Action[],
): Promise<ProbeResult> {
  if (integration.kind === "mcp") return probeServer(deps, integration);
  const provider = deps.providers?.find(({ id }) => id === integration.provider);
  if (provider) return askWhoAmI(deps, integration, provider);
  const action = probeAction(actions);
  const built = action ? buildRequest(integration.baseUrl, action.request, {}) : undefined;
  const unsigned = built?.ok ? built : { method: "GET", url: integration.baseUrl, headers: {} };
  const sent = await signAndSend(deps, integration, {
    request: unsigned,
    limits: { timeoutMs: PROBE_TIMEOUT_MS },
  });
  return sent.signed ? judgeProbe(sent.answer) : refusedProbe(sent.refusal);
}
